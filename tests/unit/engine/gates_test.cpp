#include "baton/engine/why.hpp"
#include "unit/engine/with_steps.hpp"
#include "unit/make.hpp"

#include <gmock/gmock.h>

namespace baton::tests {
namespace {

using core::ActionResult;
using std::chrono::hours;
using std::chrono::minutes;
using ::testing::AnyOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

TEST(Gate, ThatIsOpenWhenTheNeedsAreMetLetsTheStepBegin) {
  Life life(with_steps(R"(
  a: {do: sink.post}
  c: {needs: a, gate: "has(steps.a.output.ok) && steps.a.output.ok", do: sink.post}
)"));
  life.begin(event("go"));
  EXPECT_THAT(life.succeed("a", {{"ok", true}}),
              ElementsAre("StepSucceeded a", "GateOpened c", "StepStarted c"));
}

TEST(Gate, SaysWhyItIsClosed) {
  Life life(with_steps("  a: {gate: \"inputs.amount >= 5000\", do: sink.post}\n",
                       "inputs: {amount: {type: number, default: 4200}}\n"));
  EXPECT_THAT(life.begin(event("go")), ElementsAre("RunStarted", "StepGated a"));
  EXPECT_THAT(life.run().step("a").reason, HasSubstr("4200"));
  EXPECT_EQ(life.status(), "waiting");
  const auto why =
      engine::why_step(life.the_plan(), life.run(), *life.the_plan().step("a"), life.now);
  EXPECT_THAT(why.at("because").get<std::string>(), HasSubstr("its gate is closed"));
  EXPECT_TRUE(why.contains("gate"));
}

TEST(Gate, AnErrorIsNotClosedInSilence) {
  Life life(with_steps("  a: {gate: \"trigger.data.missing > 1\", do: sink.post}\n"));
  EXPECT_THAT(life.begin(event("go")), ElementsAre("RunStarted", "StepGated a"));
  EXPECT_THAT(life.run().step("a").reason, HasSubstr("missing"));
  const auto why =
      engine::why_step(life.the_plan(), life.run(), *life.the_plan().step("a"), life.now);
  EXPECT_THAT(why.at("because").get<std::string>(),
              HasSubstr("its gate cannot be evaluated, so it does not open: "));
}

TEST(Gate, OneThatReadsTheClockKnowsWhenItOpens) {
  Life life(
      with_steps("  a: {gate: 'now >= timestamp(\"2026-05-04T13:30:00Z\")', do: sink.post}\n"));
  EXPECT_THAT(life.begin(event("go")), ElementsAre("RunStarted", "StepGated a"));
  const auto due = life.run().step("a").due.value();
  EXPECT_GE(due, noon() + minutes(90));
  EXPECT_LE(due, noon() + minutes(90) + std::chrono::milliseconds(2));
  EXPECT_THAT(life.come_due("a"), ElementsAre("GateOpened a", "StepStarted a"));
}

// A gate that is asked at noon of 4 May 2026, a Monday, is asked again at this moment and opens.
void expect_opens(const std::string& gate, std::string_view opens) {
  Life life(with_steps("  a: {gate: '" + gate + "', do: sink.post}\n"));
  EXPECT_THAT(life.begin(event("go", {{"from", "2026-05-04T12:00:05Z"}, {"ok", true}})),
              ElementsAre("RunStarted", "StepGated a"))
      << gate;
  ASSERT_TRUE(life.run().step("a").due) << gate;
  EXPECT_EQ(core::to_rfc3339(*life.run().step("a").due), opens) << gate;
  EXPECT_THAT(life.come_due("a"), ElementsAre("GateOpened a", "StepStarted a")) << gate;
}

TEST(Gate, OpensAtTheFirstMomentAtWhichItIsTrue) {
  for (const auto& [gate, opens] : std::vector<std::pair<std::string, std::string>>{
           // Windows as short as a second, and shorter.
           {"now >= timestamp(\"2026-06-20T08:30:07Z\") && now < "
            "timestamp(\"2026-06-20T08:30:08Z\")",
            "2026-06-20T08:30:07Z"},
           {"now > timestamp(\"2026-06-20T08:30:07Z\")", "2026-06-20T08:30:07.000001Z"},
           {"now == timestamp(\"2026-06-20T08:30:07.5Z\")", "2026-06-20T08:30:07.500Z"},
           {"timestamp(\"2026-06-20T08:30:07Z\") <= now", "2026-06-20T08:30:07Z"},
           // Moments are computed in every way.
           {"now - timestamp(trigger.data.from) >= duration(\"90s\")", "2026-05-04T12:01:35Z"},
           {"timestamp(trigger.data.from) - now <= duration(\"2s\")", "2026-05-04T12:00:03Z"},
           {"now + duration(\"24h\") >= timestamp(\"2026-05-09T00:00:00Z\")",
            "2026-05-08T00:00:00Z"},
           {"now - duration(\"1h\") > timestamp(\"2026-05-04T11:30:00Z\") - duration(\"10m\")",
            "2026-05-04T12:20:00.000001Z"},
           {"!(now < timestamp(trigger.data.from))", "2026-05-04T12:00:05Z"},
           {"cel.bind(t, now - duration(\"1h\"), t >= timestamp(trigger.data.from))",
            "2026-05-04T13:00:05Z"},
           {"[\"2026-05-04T15:00:00Z\", trigger.data.from].exists(t, now >= timestamp(t))",
            "2026-05-04T12:00:05Z"},
           {"[\"2026-05-04T15:00:00Z\", trigger.data.from].all(t, now >= timestamp(t))",
            "2026-05-04T15:00:00Z"},
           {"trigger.data.ok ? now >= timestamp(trigger.data.from) : false",
            "2026-05-04T12:00:05Z"},
           {"(now - timestamp(trigger.data.from)).getMinutes() == 10", "2026-05-04T12:10:05Z"},
           // The clock and the calendar.
           {"now.getMinutes() == 37", "2026-05-04T12:37:00Z"},
           {"now.getSeconds() == 37", "2026-05-04T12:00:37Z"},
           {"int(now) % 60 == 37", "2026-05-04T12:00:37Z"},
           {"now.getHours() == 9 && now.getMinutes() < 10", "2026-05-05T09:00:00Z"},
           {"now.getHours(\"Europe/Paris\") == 3 && now.getMinutes(\"Europe/Paris\") == 33",
            "2026-05-05T01:33:00Z"},
           {"now.getHours(\"+05:45\") == 18", "2026-05-04T12:15:00Z"},
           {"now.getDayOfWeek(\"Europe/Paris\") == 6 && now.getHours(\"Europe/Paris\") >= 9",
            "2026-05-09T07:00:00Z"},
           {"now.getDate() == 31", "2026-05-31T00:00:00Z"},
           {"now.getMonth() == 3 && now.getDate() == 2 && now.getHours() == 4 && now.getMinutes() "
            "== 5",
            "2027-04-02T04:05:00Z"},
           {"now.getFullYear() == 2027", "2027-01-01T00:00:00Z"},
           {"now.getDayOfYear() == 0", "2027-01-01T00:00:00Z"},
           // At half past one in summer time is an hour earlier than in winter time.
           {"now.getMonth(\"Europe/Paris\") == 9 && now.getDate(\"Europe/Paris\") == 25 && "
            "now.getHours(\"Europe/Paris\") == 3",
            "2026-10-25T02:00:00Z"},
           {"now.getDate(\"Australia/Lord_Howe\") == 4 && now.getMonth(\"Australia/Lord_Howe\") == "
            "9 && "
            "now.getHours(\"Australia/Lord_Howe\") == 2",
            "2026-10-03T15:30:00Z"},
           // What is not true yet is an error until then.
           {"now.getMinutes() == 5 ? true : [true][now.getMinutes() + 1]", "2026-05-04T12:05:00Z"},
           // The last resort is each minute.
           {"string(now).endsWith(\"12:07:00Z\")", "2026-05-04T12:07:00Z"}}) {
    expect_opens(gate, opens);
  }
}

TEST(Gate, BusinessHoursAskedOnFridayEveningOpenOnMonday) {
  Life life(
      with_steps("  a: {gate: 'now.getDayOfWeek(\"Europe/Paris\") in [1, 2, 3, 4, 5] && "
                 "now.getHours(\"Europe/Paris\") >= 9 "
                 "&& now.getHours(\"Europe/Paris\") < 12', do: sink.post}\n"));
  life.now = noon() + hours(4 * 24 + 6);
  life.begin(event("go"));
  EXPECT_EQ(core::to_rfc3339(life.run().step("a").due.value()), "2026-05-11T07:00:00Z");
}

TEST(Gate, ThatTimeDoesNotOpenIsNotAskedAgain) {
  for (const auto* gate : {"now < timestamp(\"2026-05-04T11:00:00Z\")",
                           "inputs.ok && now.getMinutes() == 7", "now == now + duration(\"1s\")"}) {
    Life life(with_steps("  a: {gate: '" + std::string(gate) + "', do: sink.post}\n",
                         "inputs: {ok: {type: boolean, default: false}}\n"));
    life.begin(event("go"));
    EXPECT_EQ(life.status("a"), "gated") << gate;
    EXPECT_FALSE(life.run().step("a").due)
        << gate << core::to_rfc3339(life.run().step("a").due.value_or(noon()));
  }
}

TEST(Gate, LookingAheadEndsWithItsBudgetAndGoesOnFromThere) {
  Life life(with_steps("  a: {gate: 'now.getMinutes() == 61', do: sink.post}\n"));
  life.begin(event("go"));
  const auto first = life.run().step("a").due.value();
  EXPECT_GT(first, noon() + hours(24));
  EXPECT_LT(first, noon() + hours(24 * 366));
  EXPECT_THAT(life.come_due("a"), ElementsAre("StepGated a"));
  EXPECT_GT(life.run().step("a").due.value(), first + hours(24));
}

TEST(Gate, AllGatesOfADecisionLookAheadOnOneBudget) {
  std::string steps;
  for (int i = 0; i < 40; ++i)
    steps += "  s" + std::to_string(i) + ": {gate: 'now.getMinutes() == 61', do: sink.post}\n";
  Life life(with_steps(steps));
  life.begin(event("go"));
  EXPECT_GT(life.run().step("s0").due.value(), noon() + hours(24));
  EXPECT_EQ(life.run().step("s39").due.value(), noon() + minutes(1));
}

TEST(Gate, ThatCostsTooMuchIsAnErrorAndAskedLater) {
  Life life(
      with_steps("  a: {gate: 'lists.range(400000).all(i, i >= 0) && now > "
                 "timestamp(\"2031-01-01T00:00:00Z\")', do: sink.post}\n"));
  life.begin(event("go"));
  // On a very slow machine the clock stops it first.
  EXPECT_THAT(life.run().step("a").reason,
              AnyOf(HasSubstr("costs more than"), HasSubstr("took longer than")));
  EXPECT_EQ(life.run().step("a").due, noon() + minutes(15));
}

TEST(Gate, IsAskedAgainOnlyWhenWhatItReadsChangedOrItsTimeCame) {
  Life life(
      with_steps("  a: {gate: 'now >= timestamp(\"2026-05-05T00:00:00Z\")', do: sink.post}\n"
                 "  b: {do: sink.post, retry: {attempts: 50}}\n"));
  EXPECT_THAT(life.begin(event("go")), ElementsAre("RunStarted", "StepGated a", "StepStarted b"));
  for (int attempt = 1; attempt < 50; ++attempt) {
    life.now += minutes(1);
    EXPECT_THAT(life.end("b", ActionResult::Kind::transient), ElementsAre("StepRetrying b"));
  }
  EXPECT_THAT(life.come_due("a"), ElementsAre("GateOpened a", "StepStarted a"));
}

TEST(Gate, ThatOpensWhileTheRunIsPausedIsAskedAnewWhenItGoesOn) {
  Life life(
      with_steps("  a: {gate: 'now.getHours() == 13', do: sink.post}\n  b: {do: sink.post, "
                 "on_error: pause}\n"));
  life.begin(event("go"));
  life.end("b", ActionResult::Kind::permanent);
  EXPECT_EQ(life.status(), "paused");
  EXPECT_THAT(life.come_due("a"), ElementsAre("StepGated a"));
  EXPECT_FALSE(life.run().step("a").due);
  life.now += hours(2);
  EXPECT_THAT(life.hear(core::run_retry(life.run().id(), "b", "ana", life.now)),
              ElementsAre("RunResumed", "StepReset b", "StepGated a", "StepStarted b"));
  EXPECT_EQ(life.status("a"), "gated");
  EXPECT_EQ(core::to_rfc3339(life.run().step("a").due.value()), "2026-05-05T13:00:00Z");
}

TEST(Gate, AfterWithinItDoesWhatTheTemplateSays) {
  for (const auto& [otherwise, outcome] : std::vector<std::pair<std::string, std::string>>{
           {"fail", "StepFailed a"}, {"skip", "StepSkipped a"}, {"proceed", "GateOpened a"}}) {
    Life life(with_steps("  a: {gate: {open: trigger.data.ok, within: 5d, otherwise: " + otherwise +
                         "}, do: sink.post}\n"));
    life.begin(event("go", {{"ok", false}}));
    EXPECT_EQ(life.run().step("a").due, noon() + hours(120));
    EXPECT_EQ(life.come_due("a").front(), outcome);
  }
}

TEST(Gate, ThatOpensWhileTheRunIsPausedLetsNothingBegin) {
  Life life(
      with_steps("  b: {wait: {event: x.y}, timeout: 1s, on_error: pause}\n"
                 "  c: {gate: {open: \"now >= timestamp(run.started_at) + duration('30s')\"}, set: "
                 "{a: \"${1}\"}}\n"));
  life.begin(event("go"));
  EXPECT_THAT(life.come_due("b"), ElementsAre("StepFailed b", "RunPaused"));
  EXPECT_THAT(life.come_due("c"), ElementsAre("StepGated c"));
  EXPECT_THAT(life.hear(core::run_retry(life.run().id(), "b", "ops", life.now)),
              testing::Contains("StepSucceeded c"));
}

TEST(Gate, WaitsAgainForANeedThatIsRetried) {
  Life life(
      with_steps("  a: {do: sink.post, on_error: continue}\n"
                 "  b: {needs: a, gate: {open: \"now >= timestamp(run.started_at) + "
                 "duration('30s')\", within: 1h}, do: sink.post}\n"
                 "  c: {do: sink.post}\n"));
  life.begin(event("go"));
  EXPECT_THAT(life.end("a", ActionResult::Kind::permanent),
              ElementsAre("StepFailed a", "StepGated b"));
  const auto due = life.run().step("b").due.value();
  EXPECT_THAT(life.hear(core::run_retry(life.run().id(), "a", "ana", life.now)),
              ElementsAre("StepReset a", "StepReset b", "StepStarted a"));
  EXPECT_EQ(life.run().step("b").gate_closes, std::nullopt);
  life.now = due;
  EXPECT_THAT(life.hear(core::step_due(life.run().id(), "b", due, life.now)), IsEmpty());
  EXPECT_THAT(life.succeed("a"), ElementsAre("StepSucceeded a", "GateOpened b", "StepStarted b"));
}

}  // namespace
}  // namespace baton::tests
