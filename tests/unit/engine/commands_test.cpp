#include "unit/engine/two_actions.hpp"
#include "unit/engine/with_steps.hpp"

#include <gmock/gmock.h>

namespace baton::tests {
namespace {

using core::ActionResult;
using core::Json;
using std::chrono::hours;
using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Not;
using Kind = ActionResult::Kind;
using Mode = core::StartAction::Mode;

core::Event retry(const Life& life, std::string step = "") {
  return core::run_retry(life.run().id(), std::move(step), "ops", life.now);
}

TEST(Retry, OfOneOfTwoStepsThatPausedTheRunPerformsThatOne) {
  Life life(with_steps(R"(
  a: {do: sink.post, on_error: pause}
  b: {do: sink.post, on_error: pause}
  c: {needs: b, do: sink.post}
)"));
  life.begin(event("go"));
  life.end("a", ActionResult::Kind::permanent);
  life.end("b", ActionResult::Kind::permanent);
  EXPECT_THAT(life.hear(retry(life, "b")),
              ElementsAre("StepReset b", "StepStarted b", "RunPaused"));
  EXPECT_THAT(life.succeed("b"), ElementsAre("StepSucceeded b"))
      << "the rest of the run stays paused for a";
  EXPECT_EQ(life.status(), "paused");
  EXPECT_THAT(life.hear(retry(life, "a")),
              ElementsAre("RunResumed", "StepReset a", "StepStarted a", "StepStarted c"));
}

TEST(Retry, AsksAGateAgainThatOpenedWhileTheRunWasPaused) {
  Life life(with_steps(R"yaml(
  b: {wait: {event: x.y}, timeout: 1s, on_error: pause}
  c:
    gate: "now >= timestamp(run.started_at) + duration('30s') && now < timestamp(run.started_at) + duration('90s')"
    set: {a: "${1}"}
)yaml"));
  life.begin(event("go"));
  life.come_due("b");
  EXPECT_THAT(life.come_due("c"), ElementsAre("StepGated c"))
      << "it is asked anew when the run goes on";
  life.now += std::chrono::minutes(40);
  const auto then = life.hear(retry(life, "b"));
  EXPECT_THAT(then, Not(Contains("GateOpened c")));
  EXPECT_THAT(then, Not(Contains("StepSucceeded c"))) << "its window is over";
}

TEST(Retry, BeginsARunAnewThatFailedInItsInputs) {
  const std::string yaml =
      "workflow: test\non: [{event: go, inputs: {amount: \"${event.data.amount}\"}}]\ninputs: "
      "{amount: {type: number}}\n"
      "steps:\n  a: {do: sink.post}\n";
  Life life(yaml);
  auto cause = event("go", {{"amount", "a lot"}});
  cause.actor = "ana";
  EXPECT_THAT(life.begin(cause), ElementsAre("RunStarted", "RunFailed"));
  EXPECT_TRUE(engine::failed_at_start(life.run()));
  EXPECT_THAT(life.restart(yaml, 1, cause), ElementsAre("RunResumed", "RunStarted", "RunFailed"));
  const auto mended = std::string(yaml).replace(yaml.find("type: number"), 12, "type: string");
  life.now += std::chrono::hours(1);
  EXPECT_THAT(life.restart(mended, 2, cause),
              ElementsAre("RunResumed", "RunStarted", "StepStarted a"));
  EXPECT_EQ(life.run().head().version, 2);
  EXPECT_EQ(life.run().head().requester, "ana");
  EXPECT_THAT(life.run().head().again_by, ElementsAre("ops")) << "by whom it was tried again";
  EXPECT_EQ(life.run().started_at(), noon());
  EXPECT_EQ(life.run().view().at("inputs"), (Json{{"amount", "a lot"}}));
}

TEST(Retry, TakesUpARunThatFailedInItsOutputs) {
  const auto steps = with_steps("  a: {do: sink.post}\n  n: {do: sink.post, on_error: continue}\n");
  Life life(steps + "outputs: {key: \"${steps.a.output.key}\"}\n");
  life.begin(event("go"));
  life.end("n", ActionResult::Kind::permanent);
  EXPECT_THAT(life.succeed("a", {{"id", 7}}), ElementsAre("StepSucceeded a", "RunFailed"));
  EXPECT_THAT(life.hear(retry(life)), ElementsAre("RunResumed", "RunFailed"))
      << "nothing is done again";
  const auto mended = plan(steps + "outputs: {key: \"${steps.a.output.id}\"}\n", 2);
  EXPECT_THAT(life.hear(retry(life), mended.get()), ElementsAre("RunResumed", "RunSucceeded"));
  EXPECT_EQ(life.run().view().at("outputs"), (Json{{"key", 7}}));
  EXPECT_EQ(life.run().head().version, 1);
}

TEST(Retry, HoldsWhatComesAfterUntilAllBeforeItIsSettled) {
  Life life(with_steps(R"(
  a: {do: sink.post, on_error: continue}
  b: {needs: a, set: {x: 1}}
  d: {wait: {event: x.y}}
  c: {needs: [b, d], do: sink.post, with: {a: "${steps.a.status}"}}
)"));
  life.begin(event("go"));
  life.end("a", ActionResult::Kind::permanent);
  life.hear(retry(life, "a"));
  EXPECT_THAT(life.hear(event("x.y")), ElementsAre("StepSucceeded d"))
      << "c reads a, which is tried again";
  EXPECT_THAT(life.succeed("a"), ElementsAre("StepSucceeded a", "StepStarted c"));
}

TEST(Resolve, TakesAPersonsWordThatItHappened) {
  auto life = begun("attempts: 5");
  life.end("a", Kind::undecidable);
  EXPECT_THAT(resolve(life, "succeeded", {{"id", 7}}),
              ElementsAre("StepResolved a", "StepSucceeded a", "StepStarted b"));
  EXPECT_EQ(life.run().view().at("steps").at("a").at("output"), (Json{{"id", 7}}));
}

TEST(Resolve, TakesAPersonsWordThatItDidNot) {
  auto life = begun("attempts: 5");
  life.end("a", Kind::undecidable);
  EXPECT_THAT(resolve(life, "failed"),
              ElementsAre("StepResolved a", "StepFailed a", "StepBlocked b", "RunFailed"));
  EXPECT_THAT(retry_all(life),
              ElementsAre("RunResumed", "StepReset a", "StepReset b", "StepStarted a"));
}

TEST(Resolve, SendsAgainWhatAPersonSaysSo) {
  auto life = begun("attempts: 1");
  life.end("a", Kind::undecidable);
  EXPECT_THAT(resolve(life, "resend"), ElementsAre("StepResolved a", "StepStarted a"));
  EXPECT_EQ(action(life).mode, Mode::perform);
  EXPECT_EQ(action(life).attempt, 2);
  EXPECT_THAT(life.succeed("a"), ElementsAre("StepSucceeded a", "StepStarted b"));
}

TEST(Resolve, GivesWhatIsSentAgainItsWholeTime) {
  auto life = begun_for_two_hours("attempts: 3");
  life.end("a", Kind::undecidable);
  life.now += hours(3);
  EXPECT_THAT(resolve(life, "resend"), ElementsAre("StepResolved a", "StepStarted a"));
  EXPECT_EQ(action(life).give_up_at, life.now + hours(2));
}

TEST(Resolve, WorksForWhatFailedAsUnknown) {
  for (const auto& [as, expected] : std::vector<std::pair<std::string, Life::Names>>{
           {"succeeded",
            {"RunResumed", "StepResolved a", "StepReset a", "StepReset b", "StepSucceeded a",
             "StepStarted b"}},
           {"resend",
            {"RunResumed", "StepResolved a", "StepReset a", "StepReset b", "StepStarted a"}},
           {"failed", {"StepResolved a"}}}) {
    auto life = begun("attempts: 1");
    while (life.status("a") != "failed") life.end("a", Kind::unknown);
    EXPECT_EQ(resolve(life, as), expected);
    EXPECT_FALSE(life.run().step("a").uncertain);
  }
}

TEST(Resolve, IsForNothingElse) {
  auto life = begun("attempts: 1");
  EXPECT_THAT(resolve(life, "succeeded"), IsEmpty());
  life.end("a", Kind::permanent);
  EXPECT_THAT(resolve(life, "resend"), IsEmpty());
}

Life resolved_as_succeeded(const std::string& yaml, const Json& output) {
  Life life(yaml);
  life.begin(event("go"));
  life.end("a", Kind::undecidable);
  resolve(life, "succeeded", output);
  return life;
}

const std::string kReads =
    "workflow: w\non: [{event: go}]\nsteps:\n  a: {do: sink.post}\n"
    "  copied: {needs: a, set: {id: \"${steps.a.output.id}\"}}\n  big: {needs: a, when: "
    "steps.a.output.id > 100, do: sink.post}\n"
    "  other: {needs: a, emit: {event: told}}\n  b: {needs: copied, do: sink.post, with: {id: "
    "\"${steps.copied.output.id}\"}}\n";

TEST(Resolve, WhatAPersonSaidCanBeCorrected) {
  auto life = resolved_as_succeeded(kReads, {{"id", 7}});
  EXPECT_THAT(resolve(life, "succeeded", {{"id", 700}}), IsEmpty()) << "b acts on it just now";
  EXPECT_THAT(life.fail("b", "http_404", "no such thing"),
              ElementsAre("StepFailed b", "RunFailed"));
  EXPECT_THAT(resolve(life, "failed"), IsEmpty()) << "what it led to was emitted";
  EXPECT_THAT(resolve(life, "succeeded", {{"id", 700}}),
              ElementsAre("RunResumed", "StepResolved a", "StepReset a", "StepReset copied",
                          "StepReset big", "StepReset b", "StepSucceeded a", "StepSucceeded copied",
                          "StepStarted big", "StepStarted b"));
  EXPECT_EQ(life.run().step("b").input, (Json{{"id", 700}}));
  life.succeed("big");
  life.succeed("b");
  EXPECT_EQ(life.status(), "succeeded");
  EXPECT_THAT(resolve(life, "succeeded", {{"id", 8}}), IsEmpty()) << "the run is over";
}

TEST(Resolve, AWordThatNothingActedOnCanBeTakenBack) {
  const std::string yaml =
      "workflow: w\non: [{event: go}]\nsteps:\n  a: {do: sink.post}\n  b: {needs: a, do: "
      "sink.post, with: {id: "
      "\"${steps.a.output.id}\"}}\n";
  for (const auto& [as, expected] : std::vector<std::pair<std::string, Life::Names>>{
           {"resend",
            {"RunResumed", "StepResolved a", "StepReset a", "StepReset b", "StepStarted a"}},
           {"failed",
            {"RunResumed", "StepResolved a", "StepReset a", "StepReset b", "StepFailed a",
             "StepBlocked b", "RunFailed"}}}) {
    auto life = resolved_as_succeeded(yaml, Json::object());
    EXPECT_EQ(life.status("b"), "failed") << "it reads what is not there";
    EXPECT_EQ(resolve(life, as), expected);
  }
  auto life = resolved_as_succeeded(yaml, Json::object());
  resolve(life, "failed");
  EXPECT_THAT(resolve(life, "succeeded", {{"id", 7}}),
              ElementsAre("RunResumed", "StepResolved a", "StepReset a", "StepReset b",
                          "StepSucceeded a", "StepStarted b"));
}

TEST(Resolve, WhatAnActionSaidIsNotForAPersonToCorrect) {
  auto life = begun("attempts: 1");
  life.end("a", Kind::undecidable);
  resolve(life, "resend");
  life.succeed("a", {{"id", 7}});
  life.fail("b", "http_404", "no such thing");
  EXPECT_THAT(resolve(life, "succeeded", {{"id", 8}}), IsEmpty());
}

}  // namespace
}  // namespace baton::tests
