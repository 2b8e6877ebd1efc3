#include "baton/engine/why.hpp"
#include "unit/make.hpp"

#include <gmock/gmock.h>

namespace baton::tests {
namespace {

using core::ActionResult;
using core::Json;
using std::chrono::hours;
using std::chrono::minutes;
using ::testing::AnyOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

std::string with_steps(std::string_view steps, std::string_view more = "") {
  return "workflow: w\non: [{event: go}]\n" + std::string(more) + "steps:\n" + std::string(steps);
}

TEST(Needs, SkipsAStepWhoseConditionIsFalseAndWhatStandsOnItAlone) {
  Life life(with_steps(R"(
  a: {when: "trigger.data.wanted", do: sink.post}
  b: {needs: a, do: sink.post}
  c: {do: sink.post}
  d: {needs: [b, c], do: sink.post}
)"));
  EXPECT_THAT(life.begin(event("go", {{"wanted", false}})),
              ElementsAre("RunStarted", "StepSkipped a", "StepSkipped b", "StepStarted c"));
  EXPECT_THAT(life.succeed("c"), ElementsAre("StepSucceeded c", "StepStarted d"));
}

TEST(Needs, FailAStepWhoseConditionCannotBeEvaluated) {
  Life life(with_steps("  a: {when: trigger.data.missing, do: sink.post}\n"));
  EXPECT_THAT(life.begin(event("go")), ElementsAre("RunStarted", "StepFailed a", "RunFailed"));
  EXPECT_THAT(life.run().reason(), HasSubstr("missing"));
}

TEST(OnError, ContinueLetsOthersGoOn) {
  Life life(
      with_steps("  a: {do: sink.post, on_error: continue}\n  b: {needs: a, do: sink.post}\n"));
  life.begin(event("go"));
  EXPECT_THAT(life.end("a", ActionResult::Kind::permanent),
              ElementsAre("StepFailed a", "StepStarted b"));
  EXPECT_THAT(life.succeed("b"), ElementsAre("StepSucceeded b", "RunSucceeded"));
}

TEST(OnError, AFailedStepIsSeenWhileOtherBranchesWait) {
  Life life(with_steps(R"(
  boom: {do: sink.post}
  next_one: {needs: boom, do: sink.post}
  legal: {approve: {by: {group: legal}, of: x, ask: May we?}, timeout: 30d}
)"));
  life.begin(event("go"));
  EXPECT_FALSE(engine::failing(life.the_plan(), life.run()));
  life.end("boom", ActionResult::Kind::permanent);
  EXPECT_EQ(life.status(), "waiting");
  EXPECT_TRUE(engine::failing(life.the_plan(), life.run()));
  EXPECT_EQ(engine::now_at(life.the_plan(), life.run()),
            "boom: failed, legal: approval by group \"legal\"");
  life.hear(core::run_retry(life.run().id(), "boom", "ana", life.now));
  EXPECT_FALSE(engine::failing(life.the_plan(), life.run()));
}

TEST(OnError, AForgivenFailureIsNone) {
  Life life(
      with_steps("  a: {do: sink.post, on_error: continue}\n  b: {needs: a, sleep: {for: 1h}}\n"));
  life.begin(event("go"));
  life.end("a", ActionResult::Kind::permanent);
  EXPECT_FALSE(engine::failing(life.the_plan(), life.run()));
  EXPECT_EQ(engine::now_at(life.the_plan(), life.run()), "b");
}

TEST(OnError, PauseWaitsForAPersonWhoRetries) {
  Life life(with_steps("  a: {do: sink.post, on_error: pause}\n  b: {needs: a, do: sink.post}\n"));
  life.begin(event("go"));
  EXPECT_THAT(life.end("a", ActionResult::Kind::permanent),
              ElementsAre("StepFailed a", "RunPaused"));
  EXPECT_EQ(life.status(), "paused");
  EXPECT_THAT(life.hear(core::run_retry(life.run().id(), "a", "ana", life.now)),
              ElementsAre("RunResumed", "StepReset a", "StepStarted a"));
  life.succeed("a");
  life.succeed("b");
  EXPECT_EQ(life.status(), "succeeded");
}

TEST(OnError, APausedRunTellsWhatElseFailedAndWhatWaits) {
  Life life(with_steps(R"(
  a: {do: sink.post, on_error: pause}
  b: {do: sink.post}
  legal: {approve: {by: {group: legal}, ask: May we?}}
)"));
  life.begin(event("go"));
  life.end("b", ActionResult::Kind::permanent);
  life.end("a", ActionResult::Kind::permanent);
  EXPECT_EQ(life.status(), "paused");
  EXPECT_EQ(engine::now_at(life.the_plan(), life.run()),
            "a: as told, b: failed, legal: approval by group \"legal\"");
  EXPECT_EQ(engine::why_run(life.the_plan(), life.run(), life.now).at("failing"), true);
}

TEST(Why, ShowsWhatWasCancelledWithItsRun) {
  Life life(with_steps("  w: {sleep: {for: 1h}}\n  b: {needs: w, do: sink.post}\n"));
  life.begin(event("go"));
  life.hear(core::run_cancel(life.run().id(), "no need", "ana", life.now));
  const auto why = engine::why_run(life.the_plan(), life.run(), life.now);
  ASSERT_GE(why.at("steps").size(), 1U);
  EXPECT_EQ(why.at("steps").at(0).at("step"), "w");
  EXPECT_EQ(why.at("steps").at(0).at("status"), "cancelled");
}

TEST(Gate, OpensWhenWhatItReadsChanges) {
  Life life(with_steps(R"(
  a: {do: sink.post}
  b: {do: sink.post}
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

TEST(Sleep, EndsWhenItIsDueAndNotBefore) {
  Life life(with_steps("  a: {sleep: {for: 1h}}\n"));
  EXPECT_THAT(life.begin(event("go")), ElementsAre("RunStarted", "StepWaiting a"));
  EXPECT_THAT(life.hear(core::step_due(life.run().id(), "a", life.now, life.now + minutes(59))),
              IsEmpty());
  EXPECT_THAT(life.come_due("a"), ElementsAre("StepSucceeded a", "RunSucceeded"));
}

TEST(Sleep, UntilTakesATimestamp) {
  Life life(with_steps("  a: {sleep: {until: 'timestamp(\"2026-05-04T18:00:00Z\")'}}\n"));
  life.begin(event("go"));
  EXPECT_EQ(life.run().step("a").due, noon() + hours(6));
}

// Sets the wall clock back by two hours, lets some time pass, and says that the step is due.
Life::Names come_due_set_back(Life& life, std::string_view step, core::Duration passed) {
  const bool first = life.set_back == core::Duration{};
  if (first) life.now -= hours(2);
  life.set_back = hours(2);
  life.now += passed;
  return life.hear(
      core::step_due(life.run().id(), step, life.run().step(step).due.value(), life.now));
}

TEST(SetBack, NothingThatTakesItsTimeTakesLonger) {
  Life life(with_steps(
      "  a: {sleep: {for: 1h}}\n  b: {wait: {event: x.y}, timeout: 2h, on_error: continue}\n"
      "  c: {do: sink.post}\n"));
  life.begin(event("go"));
  EXPECT_THAT(come_due_set_back(life, "a", minutes(59)), IsEmpty());
  EXPECT_THAT(come_due_set_back(life, "a", minutes(1)), ElementsAre("StepSucceeded a"));
  EXPECT_THAT(come_due_set_back(life, "b", hours(1)), ElementsAre("StepFailed b"));
  life.end("c", ActionResult::Kind::transient, nullptr, minutes(10));
  EXPECT_GE(life.run().step("c").due.value(), life.now + hours(2) + minutes(10));
}

TEST(SetBack, ATimeOnTheWallStaysOne) {
  Life life(
      with_steps("  a: {sleep: {until: 'timestamp(\"2026-05-04T13:00:00Z\")'}}\n"
                 "  b: {gate: 'now >= timestamp(\"2026-05-04T13:00:00Z\")', set: {n: 1}}\n"));
  life.begin(event("go"));
  EXPECT_THAT(come_due_set_back(life, "a", hours(1) + minutes(1)), IsEmpty());
  EXPECT_THAT(come_due_set_back(life, "b", {}), IsEmpty());
  EXPECT_THAT(come_due_set_back(life, "b", hours(2)),
              ElementsAre("GateOpened b", "StepSucceeded b"));
  EXPECT_THAT(come_due_set_back(life, "a", {}), ElementsAre("StepSucceeded a", "RunSucceeded"));
}

TEST(SetBack, AGateIsGivenNoMoreTimeThanTheTemplateSays) {
  Life life(
      with_steps("  a: {gate: {open: 'now >= timestamp(\"2026-05-04T13:00:00Z\")', within: 90m}, "
                 "do: sink.post}\n"));
  life.begin(event("go"));
  EXPECT_THAT(come_due_set_back(life, "a", hours(1) + minutes(1)), IsEmpty());
  EXPECT_EQ(life.run().step("a").due, noon() + hours(1)) << "by the wall clock";
  EXPECT_THAT(come_due_set_back(life, "a", minutes(29)), ElementsAre("StepFailed a", "RunFailed"));
}

// The wall clock stands a year ahead; `steady` goes on as before.
Life::Names come_due_set_forward(Life& life, std::string_view step) {
  if (life.set_back == core::Duration{}) life.now += hours(24 * 365);
  life.set_back = -hours(24 * 365);
  return life.hear(
      core::step_due(life.run().id(), step, life.run().step(step).due.value(), life.now));
}

TEST(SetForward, EndsNothingThatTakesItsTime) {
  Life life(
      with_steps("  a: {sleep: {for: 30d}}\n  b: {wait: {event: x.y}, timeout: 30d}\n"
                 "  c: {approve: {by: {group: ops}, of: {n: 1}, ask: \"Go?\"}, timeout: 30d}\n"
                 "  d: {gate: {open: 'trigger.type == \"never\"', within: 30d}, set: {n: 1}}\n"));
  life.begin(event("go"));
  for (const auto* step : {"a", "b", "c", "d"})
    EXPECT_THAT(come_due_set_forward(life, step), IsEmpty()) << step;
}

TEST(SetForward, ATimeOnTheWallHasCome) {
  Life life(with_steps("  a: {sleep: {until: 'timestamp(\"2026-08-04T13:00:00Z\")'}}\n"));
  life.begin(event("go"));
  EXPECT_TRUE(life.run().step("a").due_on_wall());
  EXPECT_THAT(come_due_set_forward(life, "a"), ElementsAre("StepSucceeded a", "RunSucceeded"));
}

TEST(Wait, TakesOnlyTheEventItIsFor) {
  Life life(with_steps(R"(
  t: {do: jira.create_issue}
  w: {needs: t, wait: {event: ticket.updated, when: 'event.data.key == steps.t.output.key && event.data.status == "Done"'}}
)"));
  life.begin(event("go"));
  EXPECT_THAT(life.succeed("t", {{"key", "WEB-1"}}),
              ElementsAre("StepSucceeded t", "StepWaiting w"));
  const auto& wait = life.run().step("w").wait.value();
  EXPECT_EQ(wait.path, "data.key");
  EXPECT_EQ(wait.value, "WEB-1");
  EXPECT_EQ(life.effects_of<core::LookBack>().size(), 1U);
  EXPECT_THAT(life.hear(event("ticket.updated", {{"key", "WEB-1"}, {"status", "Open"}})),
              IsEmpty());
  EXPECT_THAT(life.hear(event("ticket.updated", {{"key", "WEB-2"}, {"status", "Done"}})),
              IsEmpty());
  EXPECT_THAT(life.hear(event("ticket.updated", {{"key", "WEB-1"}, {"status", "Done"}})),
              ElementsAre("StepSucceeded w", "RunSucceeded"));
}

TEST(Wait, FailsWhenItsTimeIsUp) {
  Life life(with_steps("  w: {wait: {event: ticket.updated}, timeout: 2d}\n"));
  life.begin(event("go"));
  EXPECT_THAT(life.come_due("w"), ElementsAre("StepFailed w", "RunFailed"));
  EXPECT_EQ(life.now, noon() + hours(48));
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

constexpr std::string_view kApproval = R"(
  legal: {approve: {by: {group: legal, count: 2, not: requester}, of: {price: "${trigger.data.price}"}, ask: "Agree ${trigger.data.price}?"}}
)";

core::Event decision(const Life& life, bool approve, std::string actor, std::string hash = "") {
  return core::approval_decide(life.run().id(), "legal", approve, "", std::move(hash),
                               std::move(actor), life.now);
}

TEST(Approval, IsForThePeopleListedByTheNamesOfTheirTokens) {
  Life life(with_steps("  legal: {approve: {by: {users: [ada]}, ask: \"Agree?\"}}\n"));
  life.begin(event("go"));
  EXPECT_THAT(life.hear(decision(life, true, "token:ben")), testing::IsEmpty());
  EXPECT_THAT(life.hear(decision(life, true, "token:ada")),
              testing::Contains("StepSucceeded legal"));
}

TEST(Approval, AGroupBesideAListIsNotNarrowedByIt) {
  Life life(
      with_steps("  legal: {approve: {by: {group: legal, users: [ada]}, ask: \"Agree?\"}}\n"));
  life.begin(event("go"));
  EXPECT_THAT(life.hear(decision(life, true, "token:ben-of-legal")),
              testing::Contains("StepSucceeded legal"));
}

TEST(Approval, NeedsAsManyDifferentPeopleAsItSays) {
  Life life(with_steps(kApproval));
  EXPECT_THAT(life.begin(event("go", {{"price", 12000}})),
              ElementsAre("RunStarted", "ApprovalRequested legal"));
  EXPECT_EQ(life.run().step("legal").approval->request.ask, "Agree 12000?");
  EXPECT_THAT(life.hear(decision(life, true, "ana")), ElementsAre("ApprovalDecided legal"));
  EXPECT_THAT(life.hear(decision(life, true, "ana")), IsEmpty());
  EXPECT_THAT(life.hear(decision(life, true, "ben")),
              ElementsAre("ApprovalDecided legal", "StepSucceeded legal", "RunSucceeded"));
}

TEST(Approval, OneRejectionIsEnough) {
  Life life(with_steps(kApproval));
  life.begin(event("go", {{"price", 1}}));
  EXPECT_THAT(life.hear(decision(life, false, "ana")),
              ElementsAre("ApprovalDecided legal", "StepFailed legal", "RunFailed"));
}

TEST(Approval, WhoeverCausedItMayNotDecideItAndNobodyDecidesAnonymously) {
  Life life(with_steps(kApproval));
  auto cause = event("go", {{"price", 1}});
  cause.actor = "ana";
  life.begin(cause);
  EXPECT_THAT(life.hear(decision(life, true, "ana")), IsEmpty());
  EXPECT_THAT(life.hear(decision(life, true, "")), IsEmpty());
}

TEST(Approval, OfSomethingElseIsVoid) {
  Life life(with_steps(kApproval));
  life.begin(event("go", {{"price", 1}}));
  EXPECT_THAT(life.hear(decision(life, true, "ana", std::string(64, '0'))), IsEmpty());
}

TEST(Approval, SilenceNeverApproves) {
  Life life(with_steps("  ok: {approve: {by: {group: g}, of: x, ask: y}, timeout: 1d}\n"));
  life.begin(event("go"));
  EXPECT_THAT(life.come_due("ok"), ElementsAre("StepFailed ok", "RunFailed"));
}

TEST(Emit, PublishesOnceUnderAnIdOfItsOwn) {
  Life life(
      with_steps("  tell: {emit: {event: deal.ready, data: {id: \"${trigger.data.id}\"}, subject: "
                 "\"${trigger.data.id}\"}}\n"));
  EXPECT_THAT(life.begin(event("go", {{"id", "D-1"}})),
              ElementsAre("RunStarted", "StepSucceeded tell", "RunSucceeded"));
  const auto published = life.effects_of<core::Publish>();
  ASSERT_EQ(published.size(), 1U);
  EXPECT_EQ(published[0].event.type, "deal.ready");
  EXPECT_EQ(published[0].event.subject, "D-1");
  EXPECT_EQ(published[0].event.data, (Json{{"id", "D-1"}}));
  EXPECT_EQ(published[0].event.depth, 1);
}

TEST(Emit, StopsAChainThatHasGrownTooLong) {
  Life life(with_steps("  tell: {emit: {event: go}}\n"));
  auto deep = event("go");
  deep.depth = core::kCausationDepthMax;
  EXPECT_THAT(life.begin(deep), ElementsAre("RunStarted", "StepFailed tell", "RunFailed"));
}

TEST(Set, GivesValuesToLaterSteps) {
  Life life(
      with_steps("  price: {set: {net: \"${trigger.data.gross / 1.2}\"}}\n  a: {needs: price, do: "
                 "sink.post, with: {net: "
                 "\"${steps.price.output.net}\"}}\n"));
  life.begin(event("go", {{"gross", 12.0}}));
  EXPECT_EQ(life.effects_of<core::StartAction>().at(0).input, (Json{{"net", 10.0}}));
}

TEST(Context, TravelsWithEveryHandOff) {
  Life life(with_steps("  a: {do: sink.post}\n",
                       "context: {why: \"Won against ${trigger.data.rival}\", constraints: [no "
                       "claims, no logo], require: [why]}\n"));
  life.begin(event("go", {{"rival", "ACME"}}));
  const auto context = life.effects_of<core::StartAction>().at(0).context;
  EXPECT_EQ(context.at("why"), "Won against ACME");
  EXPECT_EQ(context.at("summary"), "constraints: no claims; no logo\nwhy: Won against ACME");
}

TEST(Context, AHandOffThatWouldDropARequiredPartFailsNamingFieldAndHop) {
  Life life(with_steps("  first: {set: {x: 1}}\n  a: {needs: first, do: sink.post}\n",
                       "context: {why: \"${trigger.data.reason}\", require: [why]}\n"));
  EXPECT_THAT(life.begin(event("go", {{"reason", ""}})),
              ElementsAre("RunStarted", "StepSucceeded first", "StepFailed a", "RunFailed"));
  EXPECT_THAT(life.run().reason(), HasSubstr("context.why"));
  EXPECT_THAT(life.run().reason(), HasSubstr("\"first\" to \"a\""));
}

}  // namespace
}  // namespace baton::tests
