#include "unit/engine/with_steps.hpp"
#include "unit/make.hpp"

#include <gmock/gmock.h>

namespace baton::tests {
namespace {

using core::ActionResult;
using core::Json;
using testing::Contains;
using testing::ElementsAre;
using testing::Not;

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

}  // namespace
}  // namespace baton::tests
