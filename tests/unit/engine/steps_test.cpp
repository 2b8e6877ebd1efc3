#include "baton/engine/why.hpp"
#include "unit/make.hpp"

#include <gmock/gmock.h>

namespace baton::tests {
namespace {

using core::ActionResult;
using core::Json;
using std::chrono::hours;
using std::chrono::minutes;
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
  Life life(with_steps("  a: {do: sink.post, on_error: continue}\n  b: {needs: a, do: sink.post}\n"));
  life.begin(event("go"));
  EXPECT_THAT(life.end("a", ActionResult::Kind::permanent), ElementsAre("StepFailed a", "StepStarted b"));
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
  EXPECT_EQ(engine::now_at(life.the_plan(), life.run()), "boom: failed, legal: approval");
  life.hear(core::run_retry(life.run().id(), "boom", "ana", life.now));
  EXPECT_FALSE(engine::failing(life.the_plan(), life.run()));
}

TEST(OnError, AForgivenFailureIsNone) {
  Life life(with_steps("  a: {do: sink.post, on_error: continue}\n  b: {needs: a, sleep: {for: 1h}}\n"));
  life.begin(event("go"));
  life.end("a", ActionResult::Kind::permanent);
  EXPECT_FALSE(engine::failing(life.the_plan(), life.run()));
  EXPECT_EQ(engine::now_at(life.the_plan(), life.run()), "b");
}

TEST(OnError, PauseWaitsForAPersonWhoRetries) {
  Life life(with_steps("  a: {do: sink.post, on_error: pause}\n  b: {needs: a, do: sink.post}\n"));
  life.begin(event("go"));
  EXPECT_THAT(life.end("a", ActionResult::Kind::permanent), ElementsAre("StepFailed a", "RunPaused"));
  EXPECT_EQ(life.status(), "paused");
  EXPECT_THAT(life.hear(core::run_retry(life.run().id(), "a", "ana", life.now)),
              ElementsAre("RunResumed", "StepReset a", "StepStarted a"));
  life.succeed("a");
  life.succeed("b");
  EXPECT_EQ(life.status(), "succeeded");
}

TEST(Gate, OpensWhenWhatItReadsChanges) {
  Life life(with_steps(R"(
  a: {do: sink.post}
  b: {do: sink.post}
  c: {needs: a, gate: "has(steps.a.output.ok) && steps.a.output.ok", do: sink.post}
)"));
  life.begin(event("go"));
  EXPECT_THAT(life.succeed("a", {{"ok", true}}), ElementsAre("StepSucceeded a", "GateOpened c", "StepStarted c"));
}

TEST(Gate, SaysWhyItIsClosed) {
  Life life(
      with_steps("  a: {gate: \"inputs.amount >= 5000\", do: sink.post}\n", "inputs: {amount: {type: number, default: 4200}}\n"));
  EXPECT_THAT(life.begin(event("go")), ElementsAre("RunStarted", "StepGated a"));
  EXPECT_THAT(life.run().step("a").reason, HasSubstr("4200"));
  EXPECT_EQ(life.status(), "waiting");
  const auto why = engine::why_step(life.the_plan(), life.run(), *life.the_plan().step("a"), life.now);
  EXPECT_THAT(why.at("because").get<std::string>(), HasSubstr("its gate is closed"));
  EXPECT_TRUE(why.contains("gate"));
}

TEST(Gate, AnErrorIsNotClosedInSilence) {
  Life life(with_steps("  a: {gate: \"trigger.data.missing > 1\", do: sink.post}\n"));
  EXPECT_THAT(life.begin(event("go")), ElementsAre("RunStarted", "StepGated a"));
  EXPECT_THAT(life.run().step("a").reason, HasSubstr("missing"));
}

TEST(Gate, OneThatReadsTheClockKnowsWhenItOpens) {
  Life life(with_steps("  a: {gate: 'now >= timestamp(\"2026-05-04T13:30:00Z\")', do: sink.post}\n"));
  EXPECT_THAT(life.begin(event("go")), ElementsAre("RunStarted", "StepGated a"));
  const auto due = life.run().step("a").due.value();
  EXPECT_GE(due, noon() + minutes(90));
  EXPECT_LE(due, noon() + minutes(90) + std::chrono::milliseconds(2));
  EXPECT_THAT(life.come_due("a"), ElementsAre("GateOpened a", "StepStarted a"));
}

TEST(Gate, AfterWithinItDoesWhatTheTemplateSays) {
  for (const auto& [otherwise, outcome] : std::vector<std::pair<std::string, std::string>>{
           {"fail", "StepFailed a"}, {"skip", "StepSkipped a"}, {"proceed", "GateOpened a"}}) {
    Life life(with_steps("  a: {gate: {open: trigger.data.ok, within: 5d, otherwise: " + otherwise + "}, do: sink.post}\n"));
    life.begin(event("go", {{"ok", false}}));
    EXPECT_EQ(life.run().step("a").due, noon() + hours(120));
    EXPECT_EQ(life.come_due("a").front(), outcome);
  }
}

TEST(Sleep, EndsWhenItIsDueAndNotBefore) {
  Life life(with_steps("  a: {sleep: {for: 1h}}\n"));
  EXPECT_THAT(life.begin(event("go")), ElementsAre("RunStarted", "StepWaiting a"));
  EXPECT_THAT(life.hear(core::step_due(life.run().id(), "a", life.now, life.now + minutes(59))), IsEmpty());
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
  return life.hear(core::step_due(life.run().id(), step, life.run().step(step).due.value(), life.now));
}

TEST(SetBack, NothingThatTakesItsTimeTakesLonger) {
  Life life(
      with_steps("  a: {sleep: {for: 1h}}\n  b: {wait: {event: x.y}, timeout: 2h, on_error: continue}\n"
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
  EXPECT_THAT(come_due_set_back(life, "b", hours(2)), ElementsAre("GateOpened b", "StepSucceeded b"));
  EXPECT_THAT(come_due_set_back(life, "a", {}), ElementsAre("StepSucceeded a", "RunSucceeded"));
}

TEST(SetBack, AGateIsGivenNoMoreTimeThanTheTemplateSays) {
  Life life(with_steps("  a: {gate: {open: 'now >= timestamp(\"2026-05-04T13:00:00Z\")', within: 90m}, do: sink.post}\n"));
  life.begin(event("go"));
  EXPECT_THAT(come_due_set_back(life, "a", hours(1) + minutes(1)), ElementsAre("StepGated a"));
  EXPECT_EQ(life.run().step("a").due, noon() + minutes(90));
  EXPECT_THAT(come_due_set_back(life, "a", minutes(29)), ElementsAre("StepFailed a", "RunFailed"));
}

TEST(Wait, TakesOnlyTheEventItIsFor) {
  Life life(with_steps(R"(
  t: {do: jira.create_issue}
  w: {needs: t, wait: {event: ticket.updated, when: 'event.data.key == steps.t.output.key && event.data.status == "Done"'}}
)"));
  life.begin(event("go"));
  EXPECT_THAT(life.succeed("t", {{"key", "WEB-1"}}), ElementsAre("StepSucceeded t", "StepWaiting w"));
  const auto& wait = life.run().step("w").wait.value();
  EXPECT_EQ(wait.path, "data.key");
  EXPECT_EQ(wait.value, "WEB-1");
  EXPECT_EQ(life.effects_of<core::LookBack>().size(), 1U);
  EXPECT_THAT(life.hear(event("ticket.updated", {{"key", "WEB-1"}, {"status", "Open"}})), IsEmpty());
  EXPECT_THAT(life.hear(event("ticket.updated", {{"key", "WEB-2"}, {"status", "Done"}})), IsEmpty());
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
                 "  c: {gate: {open: \"now >= timestamp(run.started_at) + duration('30s')\"}, set: {a: \"${1}\"}}\n"));
  life.begin(event("go"));
  EXPECT_THAT(life.come_due("b"), ElementsAre("StepFailed b", "RunPaused"));
  EXPECT_THAT(life.come_due("c"), ElementsAre("GateOpened c"));
  EXPECT_THAT(life.hear(core::run_retry(life.run().id(), "b", "ops", life.now)), testing::Contains("StepSucceeded c"));
}

TEST(Gate, WaitsAgainForANeedThatIsRetried) {
  Life life(with_steps(
      "  a: {do: sink.post, on_error: continue}\n"
      "  b: {needs: a, gate: {open: \"now >= timestamp(run.started_at) + duration('30s')\", within: 1h}, do: sink.post}\n"
      "  c: {do: sink.post}\n"));
  life.begin(event("go"));
  EXPECT_THAT(life.end("a", ActionResult::Kind::permanent), ElementsAre("StepFailed a", "StepGated b"));
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
  return core::approval_decide(life.run().id(), "legal", approve, "", std::move(hash), std::move(actor), life.now);
}

TEST(Approval, IsForThePeopleListedByTheNamesOfTheirTokens) {
  Life life(with_steps("  legal: {approve: {by: {users: [ada]}, ask: \"Agree?\"}}\n"));
  life.begin(event("go"));
  EXPECT_THAT(life.hear(decision(life, true, "token:ben")), testing::IsEmpty());
  EXPECT_THAT(life.hear(decision(life, true, "token:ada")), testing::Contains("StepSucceeded legal"));
}

TEST(Approval, AGroupBesideAListIsNotNarrowedByIt) {
  Life life(with_steps("  legal: {approve: {by: {group: legal, users: [ada]}, ask: \"Agree?\"}}\n"));
  life.begin(event("go"));
  EXPECT_THAT(life.hear(decision(life, true, "token:ben-of-legal")), testing::Contains("StepSucceeded legal"));
}

TEST(Approval, NeedsAsManyDifferentPeopleAsItSays) {
  Life life(with_steps(kApproval));
  EXPECT_THAT(life.begin(event("go", {{"price", 12000}})), ElementsAre("RunStarted", "ApprovalRequested legal"));
  EXPECT_EQ(life.run().step("legal").approval->request.ask, "Agree 12000?");
  EXPECT_THAT(life.hear(decision(life, true, "ana")), ElementsAre("ApprovalDecided legal"));
  EXPECT_THAT(life.hear(decision(life, true, "ana")), ElementsAre("ApprovalDecided legal"));
  EXPECT_THAT(life.hear(decision(life, true, "ben")),
              ElementsAre("ApprovalDecided legal", "StepSucceeded legal", "RunSucceeded"));
}

TEST(Approval, OneRejectionIsEnough) {
  Life life(with_steps(kApproval));
  life.begin(event("go", {{"price", 1}}));
  EXPECT_THAT(life.hear(decision(life, false, "ana")), ElementsAre("ApprovalDecided legal", "StepFailed legal", "RunFailed"));
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
      with_steps("  tell: {emit: {event: deal.ready, data: {id: \"${trigger.data.id}\"}, subject: \"${trigger.data.id}\"}}\n"));
  EXPECT_THAT(life.begin(event("go", {{"id", "D-1"}})), ElementsAre("RunStarted", "StepSucceeded tell", "RunSucceeded"));
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
      with_steps("  price: {set: {net: \"${trigger.data.gross / 1.2}\"}}\n  a: {needs: price, do: sink.post, with: {net: "
                 "\"${steps.price.output.net}\"}}\n"));
  life.begin(event("go", {{"gross", 12.0}}));
  EXPECT_EQ(life.effects_of<core::StartAction>().at(0).input, (Json{{"net", 10.0}}));
}

TEST(Context, TravelsWithEveryHandOff) {
  Life life(
      with_steps("  a: {do: sink.post}\n",
                 "context: {why: \"Won against ${trigger.data.rival}\", constraints: [no claims, no logo], require: [why]}\n"));
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
