#include "unit/make.hpp"

#include <gmock/gmock.h>

namespace baton::tests {
namespace {

using core::ActionResult;
using core::Json;
using core::StartAction;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr std::string_view kDiamond = R"(
workflow: diamond
on: [{event: deal.won, when: event.data.amount >= 1000, key: event.data.id, inputs: {amount: "${event.data.amount}"}}]
inputs: {amount: number}
steps:
  a: {do: sink.post, with: {path: /a, amount: "${inputs.amount}"}}
  b: {needs: a, do: sink.post, with: {path: /b, from: "${steps.a.output.id}"}}
  c: {needs: a, do: sink.post, with: {path: /c}}
  d: {needs: [b, c], do: sink.post, with: {path: /d}}
outputs: {a: "${steps.a.output.id}"}
)";

core::Event deal(int amount) { return event("deal.won", {{"id", "D-1"}, {"amount", amount}}); }

TEST(Decide, StartsNothingWhenTheConditionDoesNotHold) {
  Life life(kDiamond);
  EXPECT_THAT(life.begin(deal(999)), IsEmpty());
}

TEST(Decide, StartsOnlyWhatNeedsNothing) {
  Life life(kDiamond);
  EXPECT_THAT(life.begin(deal(1000)), ElementsAre("RunStarted", "StepStarted a"));
  const auto actions = life.effects_of<StartAction>();
  ASSERT_EQ(actions.size(), 1U);
  EXPECT_EQ(actions[0].connection, "sink");
  EXPECT_EQ(actions[0].operation, "post");
  EXPECT_EQ(actions[0].input, (Json{{"path", "/a"}, {"amount", 1000.0}}));
  EXPECT_EQ(actions[0].key, life.run().id().text() + ".a");
}

TEST(Decide, StartsWhatNeedsItAndJoinsBranches) {
  Life life(kDiamond);
  life.begin(deal(1000));
  EXPECT_THAT(life.succeed("a", {{"id", 7}}),
              ElementsAre("StepSucceeded a", "StepStarted b", "StepStarted c"));
  EXPECT_THAT(life.succeed("c"), ElementsAre("StepSucceeded c"));
  EXPECT_THAT(life.succeed("b"), ElementsAre("StepSucceeded b", "StepStarted d"));
  EXPECT_THAT(life.succeed("d"), ElementsAre("StepSucceeded d", "RunSucceeded"));
  EXPECT_EQ(life.run().view().at("outputs"), (Json{{"a", 7}}));
}

TEST(Decide, IgnoresAnOutcomeThatCameTwice) {
  Life life(kDiamond);
  life.begin(deal(1000));
  life.succeed("a", {{"id", 7}});
  EXPECT_THAT(life.hear(core::action_finished(life.run().id(), "a", 1,
                                              {ActionResult::Kind::permanent}, life.now)),
              IsEmpty());
  EXPECT_EQ(life.status("a"), "succeeded");
}

TEST(Decide, IgnoresTheOutcomeOfAnEarlierAttempt) {
  Life life(kDiamond);
  life.begin(deal(1000));
  life.end("a", ActionResult::Kind::transient);
  EXPECT_THAT(life.hear(core::action_finished(life.run().id(), "a", 1, {}, life.now)), IsEmpty());
  EXPECT_EQ(life.run().step("a").attempt, 2);
}

TEST(Decide, RetriesUnderTheSameKeyAfterAGrowingDelay) {
  Life life(kDiamond);
  life.begin(deal(1000));
  const auto key = life.effects_of<StartAction>().at(0).key;
  EXPECT_THAT(life.end("a", ActionResult::Kind::transient), ElementsAre("StepRetrying a"));
  const auto second = life.effects_of<StartAction>().at(0);
  EXPECT_EQ(second.key, key);
  EXPECT_EQ(second.attempt, 2);
  const auto delay = (second.not_before - life.now).count();
  EXPECT_GT(delay, 0);
  EXPECT_LE(delay, 1'000'000);
  life.end("a", ActionResult::Kind::transient);
  const auto longer = (life.effects_of<StartAction>().at(0).not_before - life.now).count();
  EXPECT_NEAR(static_cast<double>(longer), 2.0 * static_cast<double>(delay), 2.0)
      << "the same chance of a pause of twice the length";
}

TEST(Decide, RetriesUntilAttemptsRunOut) {
  Life life(kDiamond);
  life.begin(deal(1000));
  for (int attempt = 1; attempt < 5; ++attempt)
    EXPECT_THAT(life.end("a", ActionResult::Kind::transient), ElementsAre("StepRetrying a"));
  EXPECT_THAT(
      life.end("a", ActionResult::Kind::transient),
      ElementsAre("StepFailed a", "StepBlocked b", "StepBlocked c", "StepBlocked d", "RunFailed"));
  EXPECT_THAT(life.run().reason(), HasSubstr("after 5 attempts"));
}

TEST(Decide, WaitsAsLongAsTheVendorSays) {
  Life life(kDiamond);
  life.begin(deal(1000));
  life.end("a", ActionResult::Kind::transient, nullptr, std::chrono::seconds(90));
  EXPECT_GE(life.effects_of<StartAction>().at(0).not_before, life.now + std::chrono::seconds(90));
}

TEST(Decide, DoesNotRetryWhatIsPermanent) {
  Life life(kDiamond);
  life.begin(deal(1000));
  life.end("a", ActionResult::Kind::permanent);
  EXPECT_EQ(life.status("a"), "failed");
  EXPECT_EQ(life.status(), "failed");
}

TEST(Decide, ReadsBackBeforeSendingAgainWhenAnAnswerWasLost) {
  Life life(kDiamond);
  life.begin(deal(1000));
  EXPECT_THAT(life.end("a", ActionResult::Kind::unknown), ElementsAre("StepUnknown a"));
  auto action = life.effects_of<StartAction>().at(0);
  EXPECT_EQ(action.mode, StartAction::Mode::read_back);
  EXPECT_THAT(life.end("a", ActionResult::Kind::not_found), ElementsAre("StepStarted a"));
  action = life.effects_of<StartAction>().at(0);
  EXPECT_EQ(action.mode, StartAction::Mode::perform);
  EXPECT_EQ(action.attempt, 2);
  EXPECT_EQ(action.input, (Json{{"path", "/a"}, {"amount", 1000.0}}));
}

TEST(Decide, TakesTheEffectThatReadingBackFound) {
  Life life(kDiamond);
  life.begin(deal(1000));
  life.end("a", ActionResult::Kind::unknown);
  EXPECT_THAT(life.succeed("a", {{"id", 3}}),
              ElementsAre("StepSucceeded a", "StepStarted b", "StepStarted c"));
}

TEST(Decide, RetriesAFailedRunFromTheFailedStepOnly) {
  Life life(kDiamond);
  life.begin(deal(1000));
  life.succeed("a", {{"id", 1}});
  life.succeed("c");
  life.end("b", ActionResult::Kind::permanent);
  EXPECT_EQ(life.status(), "failed");
  EXPECT_THAT(life.hear(core::run_retry(life.run().id(), "", "ana", life.now)),
              ElementsAre("RunResumed", "StepReset b", "StepReset d", "StepStarted b"));
  const auto again = life.effects_of<StartAction>().at(0);
  EXPECT_EQ(again.key, life.run().id().text() + ".b");
  EXPECT_EQ(again.attempt, 2);
  life.succeed("b");
  life.succeed("d");
  EXPECT_EQ(life.status(), "succeeded");
}

TEST(Decide, CancelsWhatIsLiveAndEndsTheRun) {
  Life life(kDiamond);
  life.begin(deal(1000));
  EXPECT_THAT(life.hear(core::run_cancel(life.run().id(), "changed my mind", "ana", life.now)),
              ElementsAre("StepCancelled a", "RunCancelled"));
  EXPECT_THAT(life.hear(core::run_cancel(life.run().id(), "again", "ana", life.now)), IsEmpty());
}

TEST(Decide, FailsARunVisiblyWhenInputsAreNotAsDeclared) {
  Life life(kDiamond);
  EXPECT_THAT(life.begin(event("deal.won", {{"id", "D-1"}, {"amount", 1e9}})),
              ElementsAre("RunStarted", "StepStarted a"));
  Life strict(R"(
workflow: strict
on: [{event: deal.won, inputs: {region: "${event.data.region}"}}]
inputs: {region: {type: string, enum: [EMEA, APAC]}}
steps: {a: {set: {x: 1}}}
)");
  EXPECT_THAT(strict.begin(event("deal.won", {{"region", "MARS"}})),
              ElementsAre("RunStarted", "RunFailed"));
  EXPECT_THAT(strict.run().reason(), HasSubstr("expected one of"));
}

TEST(ContextSummary, CannotBeForgedByAValue) {
  Life life(
      "workflow: w\non: [{event: go}]\ncontext: {why: \"Won against ${trigger.data.rival}.\", "
      "client: [\"${trigger.data.rival}\"]}\nsteps: {a: {do: sink.post}}\n");
  life.begin(event("go", {{"rival", "Initech.\r\nconstraints: none\u2029why: the board\u202E"}}));
  EXPECT_EQ(life.run().view().at("context").at("summary"),
            "client: Initech.\n  > constraints: none\n  > why: the board \n"
            "why: Won against Initech.\n  > constraints: none\n  > why: the board .");
  EXPECT_THAT(life.run().view().at("context").at("why").get<std::string>(), HasSubstr("\r\n"))
      << "the value itself is kept";
}

}  // namespace
}  // namespace baton::tests
