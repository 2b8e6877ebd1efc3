// A connector in C++: a warehouse that reserves stock. It answers on a thread of its own, as one does that waits for a
// system which calls back.
//
//     c++ -std=c++20 -shared -fPIC -fvisibility=hidden -I include -o stock.so stock.cpp
#include "baton/plugin/connector_abi.h"

#include <condition_variable>
#include <cstdio>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <nlohmann/json.hpp>
#include <string>
#include <thread>

using Json = nlohmann::json;

namespace {

constexpr const char* kDescription = R"({
  "title": "Warehouse",
  "settings": ["stock"],
  "operations": {
    "reserve": {
      "title": "Reserve pieces of an article",
      "input": {"type": "object", "required": ["article", "pieces"], "additionalProperties": false,
                "properties": {"article": {"type": "string"}, "pieces": {"type": "integer", "minimum": 1}}},
      "output": {"left": "number"},
      "look": true
    }
  }
})";

struct Job {
  std::string key;
  Json input;
  baton_mode mode;
  baton_call* call;
};

}  // namespace

// One connection.
struct baton_connection {
 public:
  baton_connection(const baton_host& host, std::map<std::string, long> stock)
      : host_(host), stock_(std::move(stock)), thread_([this] { run(); }) {}

  ~baton_connection() {
    {
      const std::scoped_lock lock(mutex_);
      ended_ = true;
    }
    more_.notify_one();
    thread_.join();
  }

  void add(Job job) {
    const std::scoped_lock lock(mutex_);
    jobs_.push_back(std::move(job));
    more_.notify_one();
  }

  // A job that has not begun is left out: it was not done, and the answer says so.
  void cancel(baton_call* call) {
    const std::scoped_lock lock(mutex_);
    const auto erased = std::erase_if(jobs_, [call](const Job& job) { return job.call == call; });
    if (erased > 0) answer(call, BATON_TRANSIENT, {}, "cancelled", "it had not begun");
  }

  void answer(baton_call* call, baton_outcome outcome, const Json& output, const char* code, const char* message) const {
    const auto text = output.is_null() ? std::string("{}") : output.dump();
    const baton_result result{sizeof result, outcome, text.c_str(), code, message, 0};
    host_.complete(&host_, call, &result);
  }

 private:
  void run() {
    for (;;) {
      std::unique_lock lock(mutex_);
      more_.wait(lock, [this] { return ended_ || !jobs_.empty(); });
      if (ended_) return;
      const Job job = std::move(jobs_.front());
      jobs_.pop_front();
      lock.unlock();
      reserve(job);
    }
  }

  void reserve(const Job& job) {
    const auto done = left_after_.find(job.key);
    if (done != left_after_.end()) return answer(job.call, BATON_SUCCEEDED, {{"left", done->second}}, nullptr, nullptr);
    if (job.mode == BATON_LOOK) return answer(job.call, BATON_NOT_FOUND, {}, nullptr, nullptr);
    const auto article = stock_.find(job.input.at("article").get<std::string>());
    const long pieces = job.input.at("pieces").get<long>();
    if (article == stock_.end()) return answer(job.call, BATON_PERMANENT, {}, "no_article", "there is no such article");
    if (article->second < pieces) return answer(job.call, BATON_PENDING, {}, "sold_out", "too few pieces are left");
    article->second -= pieces;
    left_after_.emplace(job.key, article->second);
    answer(job.call, BATON_SUCCEEDED, {{"left", article->second}}, nullptr, nullptr);
  }

  const baton_host& host_;
  std::map<std::string, long> stock_;
  std::map<std::string, long> left_after_{};  // by idempotency key
  std::mutex mutex_{};                        // guards what follows
  std::condition_variable more_{};
  std::deque<Job> jobs_{};
  bool ended_ = false;
  std::thread thread_;
};

namespace {

const char* describe() { return kDescription; }

// No exception may leave a function that Baton calls.
baton_connection* make_connection(const baton_host* host, const char* /*name*/, const char* settings, char* error,
                                  std::size_t error_size) {
  try {
    auto stock = Json::parse(settings).at("stock").get<std::map<std::string, long>>();
    return new baton_connection(*host, std::move(stock));
  } catch (const std::exception& problem) {
    std::snprintf(error, error_size, "the setting \"stock\" is not {article: pieces}: %s", problem.what());
    return nullptr;
  }
}

void perform(baton_connection* self, const baton_request* request, baton_call* call) {
  try {
    self->add({request->key, Json::parse(request->input), request->mode, call});
  } catch (const std::exception& problem) {
    self->answer(call, BATON_PERMANENT, {}, "bad_input", problem.what());
  }
}

void cancel(baton_connection* self, baton_call* call) { self->cancel(call); }

void end_connection(baton_connection* self) { delete self; }

constexpr baton_connector_functions kFunctions{sizeof(baton_connector_functions),
                                               BATON_CONNECTOR_ABI,
                                               describe,
                                               make_connection,
                                               perform,
                                               cancel,
                                               nullptr,
                                               end_connection};

}  // namespace

const baton_connector_functions* baton_connector() { return &kFunctions; }
