#include "baton/plugin/host.hpp"

#include "baton/plugin/protocol.hpp"
#include "plugin/library.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <condition_variable>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <deque>
#include <functional>
#include <mutex>
#include <set>
#include <string>
#include <thread>
#include <unistd.h>
#include <vector>

namespace baton::plugin {

namespace {

using core::Json;
using CallId = std::uint64_t;

// The most threads that call the library at once.
constexpr std::size_t kThreadsMax = 64;

baton_call* handle_of(CallId id) {
  return reinterpret_cast<baton_call*>(static_cast<std::uintptr_t>(id));
}
CallId id_of(const baton_call* call) {
  return static_cast<CallId>(reinterpret_cast<std::uintptr_t>(call));
}

std::string text_or_empty(const char* text) { return text != nullptr ? text : std::string(); }

// A member of a result, if its maker knew it.
template <class Member>
bool has_member(const baton_result& result, const Member& member) {
  const auto end = reinterpret_cast<const char*>(&member) + sizeof member;
  return end <= reinterpret_cast<const char*>(&result) + result.size;
}

// Serves one library.
class LibraryHost {
 public:
  LibraryHost(const std::string& path, int out) : library_(path), out_(out) {}

  // Takes one line of Baton.
  void take(const std::string& line);
  // No line follows. See host_library().
  bool finish();

 private:
  // What a thread of the library is to do.
  using Work = std::function<void()>;

  static void complete_call(const baton_host* host, baton_call* call, const baton_result* result);
  static void log_line(const baton_host* host, baton_log_level level, const char* text);

  void connect(CallId id, const Json& ask);
  void perform(CallId id, const Json& ask, baton_mode mode);
  void probe(CallId id);
  void cancel(CallId id);
  void complete(CallId id, const baton_result& result);
  // Begins a call; it is over with the first answer().
  void open(CallId id);
  // Answers a call unless it is over.
  void answer(CallId id, Json answer);
  void refuse(CallId id, std::string_view code, const std::string& message);
  void add_work(Work work);
  void run();

  // What the library is given, from which the functions behind it find the host.
  struct Table : baton_host {
    LibraryHost* self;
  };

  Table host_{{sizeof(baton_host), &LibraryHost::complete_call, &LibraryHost::log_line}, this};
  Library library_;
  const int out_;
  std::mutex mutex_{};  // guards what follows, and writing to `out_`
  std::condition_variable more_{};
  std::set<CallId> calls_{};  // that are not over
  std::deque<Work> work_{};
  bool finished_ = false;
  baton_connection* connection_ = nullptr;  // set once, before there is work
  std::vector<std::thread> threads_{};
};

void LibraryHost::complete_call(const baton_host* host, baton_call* call,
                                const baton_result* result) {
  auto* self = static_cast<const Table*>(host)->self;
  if (result != nullptr) self->complete(id_of(call), *result);
}

void LibraryHost::log_line(const baton_host* /*host*/, baton_log_level level, const char* text) {
  constexpr std::array<const char*, 3> kLevels{"info", "warning", "error"};
  const auto index = std::min<std::size_t>(static_cast<std::size_t>(level), kLevels.size() - 1);
  std::fprintf(stderr, "%s: %s\n", kLevels.at(index), text != nullptr ? text : "");
}

void LibraryHost::take(const std::string& line) {
  const auto read = core::parse_json(line);
  const auto* number = read ? core::find(*read, "id") : nullptr;
  if (number == nullptr || !number->is_number_unsigned()) return;  // nobody waits for an answer
  const auto id = number->get<CallId>();
  const auto ask = core::text_at(*read, "ask");
  if (ask == kCancel) return cancel(id);
  open(id);
  if (!library_.problem().empty()) return refuse(id, "bad_library", library_.problem());
  if (ask == kDescribe) {
    answer(id, {{"outcome", "succeeded"}, {"output", library_.description()}});
  } else if (ask == kConnect) {
    connect(id, *read);
  } else if (connection_ == nullptr) {
    refuse(id, "not_connected", "there is no connection yet");
  } else if (ask == kPerform || ask == kLook) {
    perform(id, *read, ask == kLook ? BATON_LOOK : BATON_PERFORM);
  } else if (ask == kProbe && library_.functions().probe != nullptr) {
    probe(id);
  } else {
    refuse(id, kUnsupported, "the library does not do that: " + ask);
  }
}

void LibraryHost::connect(CallId id, const Json& ask) {
  if (connection_ != nullptr) return refuse(id, "bad_request", "there is a connection already");
  constexpr std::size_t kErrorBytes = 1024;
  std::array<char, kErrorBytes> error{};
  const auto* settings = core::find(ask, "settings");
  const auto settings_text = settings != nullptr ? core::dump(*settings) : std::string("{}");
  const auto name = core::text_at(ask, "connection");
  connection_ = library_.functions().connect(&host_, name.c_str(), settings_text.c_str(),
                                             error.data(), error.size());
  error.back() = '\0';
  if (connection_ == nullptr)
    return refuse(id, "not_connected",
                  error.front() != '\0' ? error.data() : "the library made no connection");
  const auto* wanted = core::find(ask, "concurrency");
  const auto threads = wanted != nullptr && wanted->is_number_unsigned()
                           ? std::clamp<std::size_t>(wanted->get<std::size_t>(), 1, kThreadsMax)
                           : 1;
  while (threads_.size() < threads) threads_.emplace_back([this] { run(); });
  answer(id, {{"outcome", "succeeded"}});
}

void LibraryHost::perform(CallId id, const Json& ask, baton_mode mode) {
  const auto part = [&ask](std::string_view key) {
    const auto* value = core::find(ask, key);
    return value != nullptr ? core::dump(*value) : std::string("{}");
  };
  const auto number = [&ask](std::string_view key) {
    const auto* value = core::find(ask, key);
    return value != nullptr && value->is_number_unsigned() ? value->get<std::uint64_t>() : 0;
  };
  add_work([this, id, mode, operation = core::text_at(ask, "operation"), input = part("input"),
            context = part("context"), key = core::text_at(ask, "key"), attempt = number("attempt"),
            timeout = number("timeout_ms")] {
    baton_request request{};
    request.size = sizeof request;
    request.operation = operation.c_str();
    request.input = input.c_str();
    request.key = key.c_str();
    request.context = context.c_str();
    request.attempt = static_cast<std::uint32_t>(attempt);
    request.timeout_ms = timeout;
    request.mode = mode;
    library_.functions().perform(connection_, &request, handle_of(id));
  });
}

void LibraryHost::probe(CallId id) {
  add_work([this, id] { library_.functions().probe(connection_, handle_of(id)); });
}

void LibraryHost::cancel(CallId id) {
  {
    const std::scoped_lock lock(mutex_);
    if (!calls_.contains(id)) return;
  }
  if (connection_ != nullptr && library_.functions().cancel != nullptr)
    library_.functions().cancel(connection_, handle_of(id));
}

namespace {

// The outcome as a number: a library in C may give any, and in C++ reading one that the enumeration
// does not have is undefined.
int outcome_number(const baton_result& result) {
  int number = 0;
  static_assert(sizeof(number) == sizeof(result.outcome));
  std::memcpy(&number, &result.outcome, sizeof(number));
  return number;
}

}  // namespace

void LibraryHost::complete(CallId id, const baton_result& result) {
  const auto outcome = has_member(result, result.outcome) ? outcome_word(outcome_number(result))
                                                          : std::string_view();
  // What it did before it said so is not known.
  if (outcome.empty())
    return answer(id, {{"outcome", "unknown"},
                       {"code", "bad_result"},
                       {"message", "the library gave an outcome that there is not"}});
  Json said{{"outcome", outcome}};
  if (has_member(result, result.output) && result.output != nullptr) {
    auto output = core::parse_json(result.output);
    // It was done: an output that cannot be read does not undo that.
    if (output)
      said["output"] = std::move(*output);
    else
      said["message"] = "the output is no JSON: " + output.error().message;
  }
  if (has_member(result, result.code)) said["code"] = text_or_empty(result.code);
  if (has_member(result, result.message) && result.message != nullptr)
    said["message"] = result.message;
  if (has_member(result, result.retry_after_ms)) said["retry_after_ms"] = result.retry_after_ms;
  answer(id, std::move(said));
}

void LibraryHost::open(CallId id) {
  const std::scoped_lock lock(mutex_);
  calls_.insert(id);
}

void LibraryHost::answer(CallId id, Json answer) {
  answer["id"] = id;
  const auto line = core::dump(answer) + "\n";
  const std::scoped_lock lock(mutex_);
  if (calls_.erase(id) == 0) return;
  for (std::size_t sent = 0; sent < line.size();) {
    const auto count = ::write(out_, line.data() + sent, line.size() - sent);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return;  // Baton is gone, and `in` ends as well
    sent += static_cast<std::size_t>(count);
  }
}

void LibraryHost::refuse(CallId id, std::string_view code, const std::string& message) {
  answer(id, {{"outcome", "permanent"}, {"code", code}, {"message", message}});
}

void LibraryHost::add_work(Work work) {
  const std::scoped_lock lock(mutex_);
  work_.push_back(std::move(work));
  more_.notify_one();
}

void LibraryHost::run() {
  for (;;) {
    Work work;
    {
      std::unique_lock lock(mutex_);
      more_.wait(lock, [this] { return finished_ || !work_.empty(); });
      if (work_.empty()) return;
      work = std::move(work_.front());
      work_.pop_front();
    }
    work();
  }
}

bool LibraryHost::finish() {
  {
    const std::scoped_lock lock(mutex_);
    finished_ = true;
    work_.clear();
    more_.notify_all();
    if (!calls_.empty()) {
      // A call hangs: its thread is left to itself, and so are the others.
      for (auto& thread : threads_) thread.detach();
      return false;
    }
  }
  for (auto& thread : threads_) thread.join();
  if (connection_ != nullptr) library_.functions().disconnect(connection_);
  return true;
}

}  // namespace

bool host_library(const std::string& path, int in, int out) {
  // Threads of a library that hangs go on using the host, so then it is left where it is.
  auto host = std::make_unique<LibraryHost>(path, out);
  Lines lines;
  std::string line;
  constexpr std::size_t kReadBytes = 65'536;
  std::vector<char> buffer(kReadBytes);
  for (;;) {
    const auto count = ::read(in, buffer.data(), buffer.size());
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0 || !lines.add({buffer.data(), static_cast<std::size_t>(count)})) break;
    while (lines.next(line)) host->take(line);
  }
  const bool clean = host->finish();
  if (!clean) static_cast<void>(host.release());
  return clean;
}

}  // namespace baton::plugin
