#include "connectors/curl/threads.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <chrono>
#include <future>
#include <gtest/gtest.h>
#include <optional>
#include <string>
#include <vector>

namespace baton::connectors {
namespace {

using namespace std::chrono_literals;

struct TalkServer {
  CurlWay way{};
};
struct TalkOutcome {
  std::string code{"never began"};
  std::string message{};
};
// A conversation that goes on until its server answers, or until it is stopped.
struct Talk {
  TalkServer server{};
  std::shared_future<void> answer{};
};

TalkOutcome converse(const Talk& talk, const std::atomic<bool>& stopped) {
  while (talk.answer.wait_for(1ms) != std::future_status::ready)
    if (stopped) return {"stopped", {}};
  return {"answered", talk.server.way.timeout <= 20s ? "in time" : "late"};
}

class CurlThreadsTest : public testing::Test {
 protected:
  void begin(const std::string& host, std::shared_future<void> answer,
             std::chrono::milliseconds timeout = 20s) {
    Talk talk;
    talk.server.way.origin = {.tls = true, .host = host, .port = 22};
    talk.server.way.timeout = timeout;
    talk.answer = std::move(answer);
    const auto number = outcomes_.size();
    outcomes_.emplace_back();
    boost::asio::co_spawn(io_, threads_.run(std::move(talk)),
                          [this, number](const std::exception_ptr& error, TalkOutcome outcome) {
                            EXPECT_FALSE(error);
                            outcomes_[number] = std::move(outcome);
                          });
  }
  // The code of a conversation once it has ended; empty if it has not within ten seconds.
  std::string code_of(std::size_t number) {
    const auto until = std::chrono::steady_clock::now() + 10s;
    io_.restart();
    while (!outcomes_[number] && std::chrono::steady_clock::now() < until) io_.run_one_for(100ms);
    return outcomes_[number] ? outcomes_[number]->code : std::string();
  }
  static std::shared_future<void> at_once() {
    std::promise<void> promise;
    promise.set_value();
    return promise.get_future().share();
  }
  void TearDown() override { threads_.stop(); }

  boost::asio::io_context io_{1};
  std::promise<void> stall_{};
  std::shared_future<void> stalls_ = stall_.get_future().share();
  std::vector<std::optional<TalkOutcome>> outcomes_{};
  CurlThreads threads_{{.all = 4, .of_one_server = 2}, {}};
};

TEST_F(CurlThreadsTest, OneServerThatStallsKeepsNobodyElseWaiting) {
  for (int talk = 0; talk < 5; ++talk) begin("stalls.example.com", stalls_);
  begin("files.example.com", at_once());
  EXPECT_EQ(code_of(5), "answered");
  EXPECT_FALSE(outcomes_[0] || outcomes_[4]);
  stall_.set_value();
  for (std::size_t talk = 0; talk < 5; ++talk) EXPECT_EQ(code_of(talk), "answered");
  EXPECT_EQ(outcomes_[4]->message, "in time");
}

TEST_F(CurlThreadsTest, AWaitForAThreadCountsTowardsTheDeadline) {
  for (int talk = 0; talk < 2; ++talk) begin("stalls.example.com", stalls_);
  begin("stalls.example.com", at_once(), 20ms);
  EXPECT_EQ(code_of(2), "timeout");
  stall_.set_value();
  begin("stalls.example.com", at_once());
  EXPECT_EQ(code_of(3), "answered");
}

TEST_F(CurlThreadsTest, StopEndsWhatIsUnderWayAndWhatWaits) {
  for (int talk = 0; talk < 3; ++talk) begin("stalls.example.com", stalls_);
  begin("files.example.com", at_once());
  EXPECT_EQ(code_of(3), "answered");
  threads_.stop();
  for (std::size_t talk = 0; talk < 3; ++talk) EXPECT_EQ(code_of(talk), "stopped");
  begin("files.example.com", at_once());
  EXPECT_EQ(code_of(4), "answered");
}

}  // namespace
}  // namespace baton::connectors
