#include "runtime/afterwards.hpp"

#include <gtest/gtest.h>
#include <string>
#include <utility>

namespace baton::runtime {
namespace {

Afterwards::Action action(std::int64_t run, std::string step) {
  Afterwards::Action action;
  action.action.run = core::RunId(run);
  action.action.step = std::move(step);
  return action;
}

TEST(Afterwards, PerformsNoActionWhoseStepEndedInTheSameTurn) {
  Afterwards afterwards;
  afterwards.begin(action(1, "a"));
  afterwards.begin(action(1, "b"));
  afterwards.begin(action(2, "a"));
  Afterwards later;
  later.end(core::RunId(1), "a");
  later.begin(action(3, "a"));
  afterwards.add(std::move(later));
  ASSERT_EQ(afterwards.actions.size(), 3U);
  EXPECT_EQ(afterwards.actions[0].action.step, core::StepRef("b"));
  EXPECT_EQ(afterwards.actions[1].action.run, core::RunId(2));
  EXPECT_EQ(afterwards.actions[2].action.run, core::RunId(3));
  ASSERT_EQ(afterwards.finished.size(), 1U);
  EXPECT_EQ(afterwards.finished[0].first, core::RunId(1));
}

TEST(Afterwards, AStepThatBeginsAgainAfterItsEndIsPerformed) {
  Afterwards afterwards;
  afterwards.begin(action(1, "a"));
  afterwards.end(core::RunId(1), "a");
  afterwards.begin(action(1, "a"));
  EXPECT_EQ(afterwards.actions.size(), 1U);
}

TEST(Tally, CountsWhatTransitionsSay) {
  Tally tally;
  core::StepGated closed;
  core::StepGated unasked;
  unasked.error = true;
  tally.add({core::RunStarted{}, core::RunFailed{}, core::StepRetrying{}, closed, unasked}, "ship");
  EXPECT_EQ(tally.runs.at("ship").started, 1);
  EXPECT_EQ(tally.runs.at("ship").failed, 1);
  EXPECT_EQ(tally.actions_retried, 1);
  EXPECT_EQ(tally.condition_errors, 1) << "a gate that is closed is no error";
  Tally other;
  other.runs["ship"].started = 2;
  other.runs["bill"].started = 1;
  other.events_parked = 1;
  other.window_late["ship"] = 2;
  tally.add(other);
  EXPECT_EQ(tally.runs.at("ship").started, 3);
  telemetry::Metrics metrics;
  tally.tell(metrics);
  EXPECT_EQ(metrics.window_late("ship").Value(), 2.0);
  EXPECT_EQ(metrics.runs_started.Value(), 4.0);
  EXPECT_EQ(metrics.workflow("ship").started.Value(), 3.0);
  EXPECT_EQ(metrics.workflow("bill").started.Value(), 1.0);
  EXPECT_EQ(metrics.workflow("ship").failed.Value(), 1.0);
  EXPECT_EQ(metrics.events_parked.Value(), 1.0);
  EXPECT_EQ(metrics.runs_cancelled.Value(), 0.0);
}

}  // namespace
}  // namespace baton::runtime
