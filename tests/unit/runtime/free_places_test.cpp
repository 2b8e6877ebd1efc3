#include "runtime/free_places.hpp"

#include "baton/telemetry/log.hpp"
#include "unit/runtime/stepping.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <cstddef>
#include <exception>
#include <gtest/gtest.h>
#include <memory>
#include <spdlog/sinks/ostream_sink.h>
#include <sstream>
#include <string>

namespace baton::runtime {
namespace {

// A store whose transactions fail while the test says so.
class AwayStore final : public ports::Store {
 public:
  explicit AwayStore(ports::Store& in) : in_(in) {}
  void submit(std::unique_ptr<Work> work) override {
    if (!away) return in_.submit(std::move(work));
    work->done(std::make_exception_ptr(ports::StoreUnavailable("it is away")));
  }
  void submit_read(std::function<void(ports::Queries&)> read,
                   std::function<void(std::exception_ptr)> done) override {
    in_.submit_read(std::move(read), std::move(done));
  }

  bool away = false;

 private:
  ports::Store& in_;
};

class FreePlacesTest : public SteppingTest {
 protected:
  // Three runs, of which one has a place until free_places_ gives two more.
  void SetUp() override {
    publish("flow", with_limit(1));
    for (int each = 0; each < 3; ++each) post("go");
    publish("flow", with_limit(3));
  }
  static std::string with_limit(int limit) {
    return "concurrency: {limit: " + std::to_string(limit) +
           "}\non: [{event: go}]\nsteps:\n  a: {sleep: {for: 1h}}\n";
  }
  PlanPtr plan(const std::string& rest) {
    const ports::TemplateRow row{"flow",       1,     "workflow: flow\n" + rest, "hash", {},
                                 clock_.now(), "test"};
    return try_plan(row).value();
  }
  void run() {
    boost::asio::co_spawn(io_, free_places_.run(), [this](const std::exception_ptr& error) {
      if (error) std::rethrow_exception(error);
      over_ = true;
    });
    poll();
  }
  void poll() {
    io_.restart();
    io_.poll();
  }
  int places_held() {
    int held = 0;
    for (const auto& run : runs("flow"))
      held += run.slot().place == core::Slot::Place::held ? 1 : 0;
    return held;
  }

  boost::asio::io_context io_;
  AwayStore may_fail_{*store_};
  FreePlaces free_places_{io_.get_executor(), may_fail_, *processor_, [this] { turns_->wake(); }};
  bool over_ = false;
};

TEST_F(FreePlacesTest, OnlyAVersionWithMorePlacesThanTheOneBeforeLeavesSomeFree) {
  const auto none = plan("on: [{event: go}]\nsteps:\n  a: {sleep: {for: 1h}}\n");
  const auto one = plan(with_limit(1));
  const auto two = plan(with_limit(2));
  EXPECT_TRUE(raises_limit(one.get(), *two));
  EXPECT_FALSE(raises_limit(two.get(), *two));
  EXPECT_FALSE(raises_limit(two.get(), *one));
  EXPECT_FALSE(raises_limit(one.get(), *none));
  EXPECT_TRUE(raises_limit(none.get(), *one)) << "runs of an older version may wait";
  EXPECT_TRUE(raises_limit(nullptr, *one));
}

TEST_F(FreePlacesTest, WhatWasRaisedBeforeItRunsIsGivenOnceItRuns) {
  const auto turns = turns_done_;
  free_places_.raised("flow");
  poll();
  EXPECT_EQ(places_held(), 1);
  EXPECT_EQ(turns_done_, turns);
  run();
  EXPECT_EQ(places_held(), 3);
}

TEST_F(FreePlacesTest, WhatIsRaisedWhileItRunsIsGivenSoon) {
  run();
  EXPECT_EQ(places_held(), 1);
  free_places_.raised("flow");
  poll();
  EXPECT_EQ(places_held(), 3);
}

TEST_F(FreePlacesTest, WhatTheStoreDidNotTakeIsTriedAgain) {
  run();
  may_fail_.away = true;
  free_places_.raised("flow");
  poll();
  EXPECT_EQ(places_held(), 1);
  may_fail_.away = false;
  free_places_.raised("other");  // so that it need not wait
  poll();
  EXPECT_EQ(places_held(), 3);
}

TEST_F(FreePlacesTest, OfTriesThatFailOneAfterTheOtherTheFirstIsWarnedOf) {
  const auto usual = spdlog::default_logger();
  std::ostringstream log;
  spdlog::set_default_logger(std::make_shared<spdlog::logger>(
      "test", std::make_shared<spdlog::sinks::ostream_sink_st>(log)));
  const auto warnings_of = [this, &log](bool away) {
    log.str(std::string());
    may_fail_.away = away;
    free_places_.raised("flow");
    poll();
    std::size_t warnings = 0;
    const std::string text = log.str();
    for (auto at = text.find("is tried again"); at != std::string::npos;
         at = text.find("is tried again", at + 1))
      ++warnings;
    return warnings;
  };
  run();
  EXPECT_EQ(warnings_of(true), 1U);
  EXPECT_EQ(warnings_of(true), 0U);
  EXPECT_EQ(warnings_of(false), 0U);
  EXPECT_EQ(warnings_of(true), 1U) << "it is another failure";
  spdlog::set_default_logger(usual);
}

TEST_F(FreePlacesTest, NothingIsGivenOnceItIsStopped) {
  run();
  free_places_.raised("flow");
  free_places_.stop();
  poll();
  EXPECT_TRUE(over_);
  EXPECT_EQ(places_held(), 1);
}

}  // namespace
}  // namespace baton::runtime
