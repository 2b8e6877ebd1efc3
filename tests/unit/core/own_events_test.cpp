#include "baton/core/own_events.hpp"

#include "baton/core/again.hpp"
#include "baton/core/lifecycle.hpp"

#include <gmock/gmock.h>

namespace baton::core {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(OwnEvents, AreAddressedToTheRunThatTheyName) {
  const RunId run(7);
  const Time now{};
  const std::vector<Event> all{action_finished(run, "a", 1, {}, now),
                               step_due(run, "a", now, now),
                               approval_decide(run, "a", true, {}, {}, "ben", now),
                               run_retry(run, {}, "ben", now),
                               run_cancel(run, "no", "ben", now),
                               step_resolve(run, "a", "failed", {}, {}, "ben", now),
                               run_pause(run, "month end", "ben", now),
                               run_resume(run, "ben", now),
                               slot_given(run, now),
                               child_ended(run, "a", {RunId(8), "failed"}, now),
                               task_claim(run, "a", "ben", {}, "ben", now),
                               task_release(run, "a", "no time", "ben", "ben", now),
                               task_finish(run, "a", {{"url", "x"}}, {}, "ben", now),
                               task_reopen(run, "a", "it is wrong", "cyd", now),
                               run_due(run, now, now),
                               step_skip(run, "a", "not needed", "ben", now),
                               run_migrate(run, 3, "a step was missing", "ben", now)};
  std::vector<std::string_view> types;
  for (const auto& event : all) {
    types.push_back(event.type);
    EXPECT_EQ(addressee(event), run) << event.type;
  }
  std::vector<std::string_view> known;
  for (const auto& row : kAddressedTypes) known.push_back(row.type);
  EXPECT_EQ(types, known);
  EXPECT_EQ(version_wanted(all.back()), 3);
  EXPECT_EQ(version_wanted(all.front()), 0);
}

TEST(OwnEvents, OfABurstAreForNoRun) {
  const auto due = burst_due("[\"flow\",\"debounce\",\"7\"]", {}, {});
  EXPECT_FALSE(addressee(due));
  EXPECT_TRUE(addressed(due.type));
  EXPECT_EQ(burst_of(due), "[\"flow\",\"debounce\",\"7\"]");
  EXPECT_FALSE(burst_of(schedule_due("flow", {}, {})));
}

TEST(OwnEvents, NameAStepAndOnlyWhereThereIsOneItsItem) {
  EXPECT_EQ(step_named(run_cancel(RunId(7), "no", "ben", {})), StepRef());
  const auto whole = step_due(RunId(7), "a", {}, {});
  EXPECT_EQ(step_named(whole), StepRef("a"));
  EXPECT_FALSE(whole.data.contains("item"));
  const auto first = step_due(RunId(7), {"a", 0}, {}, {});
  EXPECT_EQ(step_named(first), StepRef("a", 0));
  EXPECT_EQ(first.data.at("item"), 0);
}

TEST(OwnEvents, OfSchedulesAreForAWorkflowAndAFiringIsForAll) {
  const auto due = schedule_due("weekly", {}, {});
  EXPECT_EQ(schedules_of(due), "weekly");
  EXPECT_EQ(addressee(due), std::nullopt);
  EXPECT_TRUE(addressed(due.type)) << "no workflow starts from it";
  auto forged = due;
  forged.source = "crm";
  EXPECT_EQ(schedules_of(forged), std::nullopt);
  Schedule schedule;
  schedule.cron = "@daily";
  const auto fired = schedule_fired("weekly", schedule, {}, {});
  EXPECT_FALSE(addressed(fired.type));
  EXPECT_EQ(schedules_of(fired), std::nullopt);
  EXPECT_EQ(fired.data, (Json{{"workflow", "weekly"},
                              {"cron", "@daily"},
                              {"timezone", "UTC"},
                              {"at", "1970-01-01T00:00:00Z"}}));
  EXPECT_EQ(schedule_fired("weekly", schedule, {}, Time(Duration(7))).origin, fired.origin)
      << "a planned moment fires once, whenever it is looked at";
  EXPECT_NE(schedule_fired("weekly", schedule, Time(Duration(7)), {}).origin, fired.origin);
  EXPECT_NE(schedule_fired("daily", schedule, {}, {}).origin, fired.origin);
  schedule.timezone = "Europe/Paris";
  EXPECT_NE(schedule_fired("weekly", schedule, {}, {}).origin, fired.origin);
}

TEST(OwnEvents, OfAWindowNamesWhoHadItsLastEventProcessedAgain) {
  Event last;
  last.type = "go";
  EXPECT_THAT(again_by(window_fired("flow", Json::object(), last, {})), IsEmpty());
  last.origin = origin_with("replay:evt_1:once", {"ada"});
  EXPECT_THAT(again_by(window_fired("flow", Json::object(), last, {})), ElementsAre("ada"));
}

TEST(OwnEvents, TheBeginAndTheEndOfAChildAreReadAsTheyWereWritten) {
  const auto begins = child_begin(
      {RunId(8), "build", 2, {{"x", 1}}, {{"why", "w"}}, "grow", RunId(7), {"sites", 3}}, {});
  const auto begin = begins_child(begins).value();
  EXPECT_EQ(begin.run, RunId(8));
  EXPECT_EQ(begin.workflow, "build");
  EXPECT_EQ(begin.version, 2);
  EXPECT_EQ(begin.inputs, (Json{{"x", 1}}));
  EXPECT_EQ(begin.context, (Json{{"why", "w"}}));
  EXPECT_EQ(begin.goal, "grow");
  EXPECT_EQ(begin.parent, RunId(7));
  EXPECT_EQ(begin.step, StepRef("sites", 3));
  EXPECT_EQ(addressee(begins), std::nullopt) << "the run is not there yet";
  EXPECT_TRUE(addressed(begins.type));
  auto forged = begins;
  forged.source = "crm";
  EXPECT_FALSE(begins_child(forged).has_value());
  const auto ended = child_ended(RunId(7), {"sites", 3}, {RunId(8), "failed", {}, "no"}, {});
  EXPECT_EQ(addressee(ended), RunId(7));
  EXPECT_EQ(step_named(ended), StepRef("sites", 3));
  EXPECT_EQ(child_end(ended).run, RunId(8));
  EXPECT_EQ(child_end(ended).message, "no");
  EXPECT_FALSE(retried_for(run_retry(RunId(8), {}, "ana", {})).has_value());
}

TEST(OwnEvents, WhatComesFromOutsideOrTellsOfARunIsAddressedToNone) {
  auto forged = run_cancel(RunId(7), "no", "ben", {});
  forged.origin = "1";
  EXPECT_EQ(addressee(forged), std::nullopt);
  forged.origin.clear();
  forged.source = "crm";
  EXPECT_EQ(addressee(forged), std::nullopt);
  for (const auto type : lifecycle_types()) EXPECT_FALSE(addressed(type)) << type;
}

TEST(OwnEvents, TellHowLongAnAttemptWaitedUntilItWasSent) {
  ActionResult result{ActionResult::Kind::permanent, {}, "gave_up", "held"};
  result.waited = std::chrono::minutes(90);
  result.unsent = true;
  const auto read = action_result(action_finished(RunId(7), "a", 1, result, Time{}));
  EXPECT_EQ(read.waited, result.waited);
  EXPECT_TRUE(read.unsent);
  const auto at_once = action_finished(RunId(7), "a", 1, {}, Time{});
  EXPECT_FALSE(at_once.data.contains("waited_us")) << "as releases before have it";
  EXPECT_FALSE(at_once.data.contains("unsent"));
}

}  // namespace
}  // namespace baton::core
