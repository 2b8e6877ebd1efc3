#include "baton/core/own_events.hpp"
#include "baton/engine/rows.hpp"
#include "baton/engine/why.hpp"
#include "unit/engine/with_steps.hpp"
#include "unit/make.hpp"

#include <gmock/gmock.h>

// Noon of make.hpp is on a Monday, and the default calendar is Monday to Friday, 9:00 to 17:00 UTC.
namespace baton::tests {
namespace {

using core::AlarmKind;
using core::SlaMark;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using days = std::chrono::days;
using hours = std::chrono::hours;
using Names = std::vector<std::string>;

constexpr std::string_view kLegal = R"(
  legal:
    approve: { by: { users: [ada] }, ask: Agree? }
    sla:
      goal: 1h
      due: { after: 2h, step: tell, notice: "late with ${trigger.data.page}" }
      late: 4h
  tell: { set: { said: true } }
)";

constexpr std::string_view kPausing = R"(
  vendor: { wait: { event: vendor.answered } }
  legal:
    approve: { by: { users: [ada] }, ask: Agree? }
    sla: { due: DUE, pause_while: steps.vendor.status == "waiting" }
)";

std::string pausing(const std::string& due) {
  auto text = with_steps(kPausing);
  return text.replace(text.find("DUE"), 3, due);
}

// The alarm of a step comes due after so much more time.
Names after(Life& life, core::Duration length, std::string_view step = "legal") {
  life.now += length;
  return life.hear(core::step_due(life.run().id(), step, life.now, life.now));
}

Names decided_when(Life& life, bool approve) {
  return life.hear(
      core::approval_decide(life.run().id(), "legal", approve, "", "", "ada", life.now));
}

const core::SlaClock& clock_of(const Life& life) { return *life.run().step("legal").sla; }

core::Json why(const Life& life, std::string_view step) {
  return engine::why_step(life.the_plan(), life.run(), *life.the_plan().step(step), life.now, {});
}

// As when the server was down at both times: the mark is missed, the step fails and the run is
// paused in one decision.
TEST(ServiceLevel, AMarkThatWasMissedBeginsItsStepAlsoWhenTheRunWasPausedMeanwhile) {
  Life life(
      with_steps("  legal:\n    approve: { by: { users: [ada] }, ask: Agree? }\n"
                 "    sla: { due: { after: 1h, step: tell } }\n    timeout: 2h\n"
                 "    on_error: pause\n"
                 "  tell: { set: { said: true } }\n"));
  life.begin(event("go"));
  EXPECT_THAT(after(life, hours(3)),
              ElementsAre("SlaMissed legal", "StepFailed legal", "RunPaused"));
  EXPECT_THAT(life.hear(core::run_retry(life.run().id(), "legal", "ops", life.now)),
              Contains("StepSucceeded tell"));
  EXPECT_THAT(decided_when(life, true), Contains("RunSucceeded"));
}

TEST(ServiceLevel, TellsOfEachMarkAndBeginsItsStep) {
  Life life(with_steps(kLegal));
  EXPECT_THAT(life.begin(event("go", {{"page", "home"}})),
              ElementsAre("RunStarted", "ApprovalRequested legal", "SlaStarted legal"));
  EXPECT_EQ(life.status("tell"), "pending");
  EXPECT_THAT(core::text_at(why(life, "tell"), "because"), HasSubstr("the \"due\" of \"legal\""));
  EXPECT_THAT(after(life, hours(1)), ElementsAre("SlaMissed legal"));
  EXPECT_THAT(after(life, hours(1)), ElementsAre("SlaMissed legal", "StepSucceeded tell"));
  const auto missed = std::get<core::SlaMissed>(life.last().front());
  EXPECT_EQ(missed.mark, "due");
  EXPECT_EQ(missed.due, noon() + hours(2));
  EXPECT_EQ(missed.begins, "tell");
  EXPECT_EQ(missed.notice, "late with home");
  EXPECT_THAT(after(life, hours(1)), IsEmpty()) << "no mark is there";
  EXPECT_THAT(after(life, hours(1)), ElementsAre("SlaMissed legal"));
  EXPECT_THAT(decided_when(life, true), Contains("RunSucceeded"));
}

TEST(ServiceLevel, WhatNoMarkBeginsIsSkipped) {
  Life life(with_steps(kLegal));
  life.begin(event("go", {{"page", "home"}}));
  after(life, hours(1));
  EXPECT_THAT(decided_when(life, true), ElementsAre("ApprovalDecided legal", "StepSucceeded legal",
                                                    "StepSkipped tell", "RunSucceeded"));
}

TEST(ServiceLevel, WhatEndsLateIsLateBeforeItsAlarmIsTold) {
  Life life(with_steps(kLegal));
  life.begin(event("go", {{"page", "home"}}));
  life.now += hours(3);
  EXPECT_THAT(decided_when(life, true),
              ElementsAre("SlaMissed legal", "SlaMissed legal", "ApprovalDecided legal",
                          "StepSucceeded legal", "StepSucceeded tell", "RunSucceeded"));
}

TEST(ServiceLevel, HasOneAlarmForItsNextMark) {
  Life life(with_steps(kLegal));
  life.begin(event("go", {{"page", "home"}}));
  const auto alarms = [&life] { return engine::alarms_of(life.run().step("legal")); };
  EXPECT_THAT(alarms(), ElementsAre(core::Alarm{AlarmKind::sla, noon() + hours(1)}));
  after(life, hours(1));
  EXPECT_THAT(alarms(), ElementsAre(core::Alarm{AlarmKind::sla, noon() + hours(2)}));
  decided_when(life, true);
  EXPECT_THAT(alarms(), IsEmpty());
}

TEST(ServiceLevel, StandsStillWhileSomebodyElseHasToAct) {
  Life life(pausing("2h"));
  EXPECT_THAT(life.begin(event("go")),
              ElementsAre("RunStarted", "StepWaiting vendor", "ApprovalRequested legal",
                          "SlaStarted legal", "SlaPaused legal"));
  EXPECT_FALSE(clock_of(life).next());
  EXPECT_THAT(engine::alarms_of(life.run().step("legal")), IsEmpty());
  EXPECT_THAT(core::text_at(why(life, "legal").at("sla"), "because"), HasSubstr("stands still"));
  EXPECT_EQ(clock_of(life).paused_by, "steps.vendor.status == \"waiting\"");
  EXPECT_THAT(after(life, hours(30)), IsEmpty());
  EXPECT_THAT(life.hear(event("vendor.answered")),
              ElementsAre("StepSucceeded vendor", "SlaResumed legal"));
  EXPECT_EQ(clock_of(life).marks[1], noon() + hours(32));
  EXPECT_EQ(clock_of(life).paused, hours(30));
  EXPECT_THAT(after(life, hours(2)), ElementsAre("SlaMissed legal"));
}

TEST(ServiceLevel, OfBusinessTimeKeepsTheWorkingTimeThatWasLeft) {
  Life life(pausing("1bd"));
  life.begin(event("go"));
  life.now = noon() + hours(46);  // on Wednesday at ten
  life.hear(event("vendor.answered"));
  EXPECT_EQ(clock_of(life).marks[1], noon() + hours(70)) << "on Thursday at ten";
}

TEST(ServiceLevel, AStepThatHasNotBegunIsPendingForIt) {
  Life life(with_steps(R"(
  first: { sleep: { for: 1h } }
  vendor: { needs: first, wait: { event: vendor.answered } }
  legal:
    approve: { by: { users: [ada] }, ask: Agree? }
    sla: { due: 2h, pause_while: steps.vendor.status != "pending" }
)"));
  EXPECT_THAT(life.begin(event("go")), Contains("SlaStarted legal"));
  EXPECT_FALSE(clock_of(life).paused_at);
  EXPECT_THAT(life.come_due("first"),
              ElementsAre("StepSucceeded first", "StepWaiting vendor", "SlaPaused legal"));
}

TEST(ServiceLevel, RunsWhenItsPauseCannotBeEvaluatedAndSaysSo) {
  Life life(with_steps(R"(
  legal:
    approve: { by: { users: [ada] }, ask: Agree? }
    sla: { due: 2h, pause_while: trigger.data.nothing }
)"));
  EXPECT_THAT(life.begin(event("go")), Contains("StepNoted legal"));
  EXPECT_EQ(clock_of(life).next(), SlaMark::due);
  EXPECT_THAT(after(life, hours(2)), Contains("SlaMissed legal"));
}

TEST(ServiceLevel, BeginsAnewWithItsStep) {
  Life life(with_steps(kLegal));
  life.begin(event("go", {{"page", "home"}}));
  after(life, hours(1));
  EXPECT_THAT(decided_when(life, false), Contains("StepSkipped tell"));
  EXPECT_EQ(life.status(), "failed");
  EXPECT_THAT(life.hear(core::run_retry(life.run().id(), "legal", "ada", life.now)),
              Contains("SlaStarted legal"));
  EXPECT_EQ(clock_of(life).marks[0], life.now + hours(1));
  EXPECT_THAT(after(life, hours(2)), ElementsAre("SlaMissed legal", "SlaMissed legal",
                                                 "StepReset tell", "StepSucceeded tell"));
}

TEST(ServiceLevel, CountsAttemptsAtAnActionAsOne) {
  Life life(with_steps("  act: { do: sink.post, sla: { due: 1h } }\n"));
  life.begin(event("go"));
  life.end("act", core::ActionResult::Kind::transient);
  EXPECT_EQ(life.run().step("act").sla->marks[1], noon() + hours(1));
  EXPECT_THAT(after(life, hours(1), "act"), ElementsAre("SlaMissed act"));
  EXPECT_THAT(life.succeed("act"), ElementsAre("StepSucceeded act", "RunSucceeded"));
}

TEST(ServiceLevel, BeginsWhenTheGateHasOpened) {
  Life life(with_steps(R"(
  legal:
    gate: now >= timestamp(run.started_at) + duration("1h")
    approve: { by: { users: [ada] }, ask: Agree? }
    sla: { due: 2h }
)"));
  EXPECT_THAT(life.begin(event("go")), Not(Contains("SlaStarted legal")));
  EXPECT_THAT(life.come_due("legal"), Contains("SlaStarted legal"));
  EXPECT_EQ(clock_of(life).marks[1], noon() + hours(3));
}

TEST(ServiceLevel, WithoutItsCalendarDoesNotCountAndSaysSo) {
  Life life(
      with_steps("  legal: { approve: { by: { users: [ada] }, ask: Go? }, sla: { due: 1bd, "
                 "calendar: gone } }\n"));
  EXPECT_THAT(life.begin(event("go")), Contains("StepNoted legal"));
  EXPECT_FALSE(life.run().step("legal").sla);
  EXPECT_THAT(decided_when(life, true), Contains("RunSucceeded"));
}

}  // namespace
}  // namespace baton::tests
