#include "runtime/run_sleeps.hpp"

#include "baton/core/run.hpp"
#include "baton/core/transition.hpp"
#include "baton/simulate/clock.hpp"

#include <chrono>
#include <gtest/gtest.h>
#include <utility>
#include <vector>

namespace baton::runtime {
namespace {

using std::chrono::hours;

class RunSleepsTest : public testing::Test {
 protected:
  RunSleepsTest() { happens(core::RunStarted{.workflow = "w", .version = 1}); }

  void happens(core::Transition transition) {
    ports::JournalRow entry;
    entry.at = clock_.now();
    entry.transitions.push_back(std::move(transition));
    journal_.push_back(std::move(entry));
  }
  void sleeps_until(const core::StepRef& step, core::Time due, bool on_wall = true) {
    core::StepWaiting waiting{step};
    waiting.due = due;
    waiting.on_wall = on_wall;
    happens(std::move(waiting));
  }
  RunSleeps found() const { return {core::RunId(1), journal_, clock_}; }

  simulate::VirtualClock clock_;
  std::vector<ports::JournalRow> journal_;
  const core::Time now_ = clock_.now();
};

TEST_F(RunSleepsTest, AreInTheOrderInWhichTheyEnd) {
  sleeps_until("long", now_ + hours(9));
  sleeps_until("short", now_ + hours(2));
  const auto sleeps = found();
  const auto timers = sleeps.timers();
  ASSERT_EQ(timers.ends.size(), 2U);
  EXPECT_EQ(timers.ends[0].state, "short succeeded");
  EXPECT_EQ(timers.ends[0].at, now_ + hours(2));
  EXPECT_EQ(timers.ends[1].state, "long succeeded");
  EXPECT_TRUE(timers.alone);
  EXPECT_EQ(sleeps.ends("long"), now_ + hours(9));
  EXPECT_EQ(sleeps.ends("lon"), std::nullopt);
}

TEST_F(RunSleepsTest, ALengthOfTimeIsNotMovedByTheWallClock) {
  sleeps_until("rest", clock_.steady() + hours(3), false);
  sleeps_until("meeting", now_ + hours(3));
  clock_.set(now_ + hours(5));
  EXPECT_EQ(found().ends("rest"), now_ + hours(8));
  EXPECT_EQ(found().ends("meeting"), now_ + hours(3));
}

TEST_F(RunSleepsTest, WhatHasEndedIsNoSleep) {
  sleeps_until("rest", now_ + hours(3));
  happens(core::StepSucceeded{"rest", {}});
  EXPECT_TRUE(found().timers().ends.empty());
  sleeps_until("rest", now_ + hours(6));
  EXPECT_EQ(found().ends("rest"), now_ + hours(6));
  happens(core::RunCancelled{});
  EXPECT_TRUE(found().timers().ends.empty());
}

TEST_F(RunSleepsTest, AWaitForAnEventIsNone) {
  core::StepWaiting wait{"reply"};
  wait.type = "mail.received";
  wait.due = now_ + hours(50);
  happens(wait);
  EXPECT_TRUE(found().timers().ends.empty());
  sleeps_until("rest", now_ + hours(3));
  const auto sleeps = found();
  EXPECT_EQ(sleeps.timers().ends.size(), 1U);
  EXPECT_FALSE(sleeps.timers().alone) << "it waits for the event too";
}

TEST_F(RunSleepsTest, TheLastOfTheItemsThatSleepCounts) {
  happens(core::ItemsBegun{"rest", core::Json::array({1, 2, 3})});
  sleeps_until({"rest", 0}, now_ + hours(3));
  sleeps_until({"rest", 1}, now_ + hours(2));
  const auto sleeps = found();
  EXPECT_EQ(sleeps.ends("rest"), now_ + hours(3));
  EXPECT_EQ(sleeps.timers().ends.size(), 1U);
  EXPECT_FALSE(sleeps.timers().alone) << "a third item is to come";
}

}  // namespace
}  // namespace baton::runtime
