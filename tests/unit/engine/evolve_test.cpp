#include "baton/core/run.hpp"
#include "baton/core/spent.hpp"

#include <gtest/gtest.h>

namespace baton::engine {
namespace {

using core::Json;
using core::RunId;
using core::Split;
using core::Time;
using core::Transition;
using std::chrono::seconds;

Time second(int number) { return Time(seconds(number)); }

TEST(Evolve, SplitsTheWholeTimeOfARun) {
  core::Run run(RunId(1), Json::object());
  const auto happens = [&run](int number, const Transition& transition) {
    evolve(run, transition, second(number));
  };
  happens(100, core::RunStarted{"w", 1});
  happens(101, core::StepStarted{"a", 1});
  happens(103, core::StepRetrying{"a", 2, second(0), "503"});
  happens(107, core::ApprovalRequested{.step = "b"});
  happens(115, core::StepStarted{"a", 2});
  happens(131, core::StepSucceeded{"a"});
  happens(140, core::StepSucceeded{"b"});
  happens(141, core::RunSucceeded{});
  const Split& split = run.split();
  EXPECT_EQ(split.queue, seconds(1 + 1)) << "before the first step, and after the last";
  EXPECT_EQ(split.work, seconds(2 + 16)) << "an approval that is open meanwhile does not count";
  EXPECT_EQ(split.backoff, seconds(4));
  EXPECT_EQ(split.people, seconds(8 + 9)) << "rather than the pause between two attempts";
  EXPECT_EQ(split.queue + split.work + split.people + split.backoff,
            *run.ended_at() - run.started_at());
}

TEST(Evolve, AClockThatWasSetBackTakesNothingAway) {
  core::Run run(RunId(1), Json::object());
  evolve(run, core::RunStarted{"w", 1}, second(100));
  evolve(run, core::StepStarted{"a", 1}, second(50));
  EXPECT_EQ(run.split(), Split());
}

TEST(Evolve, WhatIsAskedAgainAndStaysAsItWasHasStoodSinceItBegan) {
  core::Run run(RunId(1), Json::object());
  const auto happens = [&run](int number, const Transition& transition) {
    evolve(run, transition, second(number));
  };
  happens(100, core::RunStarted{"w", 1});
  happens(101, core::StepGated{.step = "a", .reason = "1 < 5"});
  happens(109, core::StepGated{.step = "a", .reason = "2 < 5"});
  EXPECT_EQ(run.step("a").since, second(101));
  happens(110, core::StepWaiting{.step = "b", .type = "paid"});
  happens(119, core::StepWaiting{.step = "b", .type = "paid"});
  EXPECT_EQ(run.step("b").since, second(110));
  happens(120, core::GateOpened{.step = "a"});
  happens(121, core::StepWaiting{.step = "a", .type = "paid"});
  EXPECT_EQ(run.step("a").since, second(121));
}

}  // namespace
}  // namespace baton::engine
