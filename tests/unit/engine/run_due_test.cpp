#include "baton/core/own_events.hpp"
#include "baton/engine/rows.hpp"
#include "baton/engine/why.hpp"
#include "unit/engine/with_steps.hpp"
#include "unit/make.hpp"

#include <gmock/gmock.h>

// Noon of make.hpp is on a Monday, and the default calendar is Monday to Friday, 9:00 to 17:00 UTC.
namespace baton::tests {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using hours = std::chrono::hours;

constexpr std::string_view kStep = "  a: {approve: {by: {users: [ada]}, ask: \"Go?\"}}\n";

Life due(const std::string& due) { return Life(with_steps(kStep, "due: " + due + "\n")); }

std::vector<std::string> come_due(Life& life) {
  return life.hear(core::run_due(life.run().id(), life.now, life.now));
}

TEST(RunDue, IsToldOnceAndTheRunGoesOn) {
  auto life = due("2bd");
  life.begin(event("go"));
  EXPECT_EQ(life.run().head().due, noon() + hours(48));
  EXPECT_THAT(engine::alarms_of(life.run()),
              ElementsAre(core::Alarm{core::AlarmKind::run, noon() + hours(48)}));
  EXPECT_THAT(come_due(life), IsEmpty()) << "it is early";
  life.now += hours(48);
  EXPECT_THAT(come_due(life), ElementsAre("RunOverdue"));
  EXPECT_THAT(come_due(life), IsEmpty());
  EXPECT_TRUE(life.run().late());
  EXPECT_THAT(engine::alarms_of(life.run()), IsEmpty());
  const auto why = engine::why_run(life.the_plan(), life.run(), life.now, {});
  EXPECT_EQ(why.at("late"), true);
  EXPECT_EQ(why.at("due"), core::to_rfc3339(noon() + hours(48)));
  EXPECT_EQ(life.status(), "waiting");
}

TEST(RunDue, WhatEndsLateIsLateBeforeItsAlarmIsTold) {
  auto life = due("1h");
  life.begin(event("go"));
  life.now += hours(2);
  EXPECT_THAT(life.hear(core::approval_decide(life.run().id(), "a", true, "", "", "ada", life.now)),
              ElementsAre("RunOverdue", "ApprovalDecided a", "StepSucceeded a", "RunSucceeded"));
}

TEST(RunDue, MayBeAMomentOrALengthThatTheTriggerGives) {
  auto moment = due("\"${trigger.data.by}\"");
  moment.begin(event("go", {{"by", "2026-05-05T09:00:00Z"}}));
  EXPECT_EQ(moment.run().head().due, core::parse_rfc3339("2026-05-05T09:00:00Z").value());
  EXPECT_TRUE(moment.run().head().due_on_wall);
  auto length = due("\"${trigger.data.by}\"");
  length.begin(event("go", {{"by", "3h"}}));
  EXPECT_EQ(length.run().head().due, noon() + hours(3));
  EXPECT_FALSE(length.run().head().due_on_wall);
  auto past = due("\"${trigger.data.by}\"");
  past.begin(event("go", {{"by", "2020-01-01T00:00:00Z"}}));
  EXPECT_THAT(come_due(past), ElementsAre("RunOverdue"));
}

TEST(RunDue, ThatIsNeitherFailsTheRunAtItsStart) {
  for (const core::Json& by : {core::Json("soon"), core::Json(7), core::Json("-3h")}) {
    auto life = due("\"${trigger.data.by}\"");
    EXPECT_THAT(life.begin(event("go", {{"by", by}})), ElementsAre("RunStarted", "RunFailed"));
    EXPECT_THAT(life.run().reason(), HasSubstr("due: expected a moment"));
  }
  auto gone = due("\"${trigger.data.nothing}\"");
  EXPECT_THAT(gone.begin(event("go")), ElementsAre("RunStarted", "RunFailed"));
}

}  // namespace
}  // namespace baton::tests
