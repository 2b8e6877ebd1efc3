#include "baton/engine/why.hpp"
#include "unit/engine/with_steps.hpp"
#include "unit/make.hpp"

#include <gmock/gmock.h>

namespace baton::tests {
namespace {

using core::ActionResult;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

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

core::Event pause(const Life& life) {
  return core::run_pause(life.run().id(), "month end", "ana", life.now);
}

core::Event resume(const Life& life) { return core::run_resume(life.run().id(), "ben", life.now); }

TEST(Pause, LetsWhatIsUnderWayEndAndBeginsNothing) {
  Life life(with_steps("  a: {do: sink.post}\n  b: {needs: a, do: sink.post}\n"));
  life.begin(event("go"));
  EXPECT_THAT(life.hear(pause(life)), ElementsAre("RunPaused"));
  EXPECT_EQ(life.status(), "paused");
  EXPECT_EQ(life.run().reason(), "by ana: month end");
  EXPECT_THAT(life.succeed("a"), ElementsAre("StepSucceeded a"));
  EXPECT_EQ(life.status(), "paused");
  EXPECT_THAT(life.hear(pause(life)), IsEmpty()) << "it is paused already";
  EXPECT_THAT(life.hear(resume(life)), ElementsAre("RunResumed", "StepStarted b"));
  EXPECT_EQ(life.run().reason(), "");
  EXPECT_THAT(life.succeed("b"), ElementsAre("StepSucceeded b", "RunSucceeded"));
}

TEST(Pause, ARunWhoseStepsHaveAllEndedEndsWhenItGoesOn) {
  Life life(with_steps("  a: {do: sink.post}\n"));
  life.begin(event("go"));
  life.hear(pause(life));
  EXPECT_THAT(life.end("a", ActionResult::Kind::permanent), ElementsAre("StepFailed a"));
  EXPECT_THAT(life.hear(resume(life)), ElementsAre("RunResumed", "RunFailed"));
}

TEST(Pause, AStepThatKeepsTheRunPausedHasToBeRetried) {
  Life life(with_steps("  a: {do: sink.post, on_error: pause}\n"));
  life.begin(event("go"));
  life.end("a", ActionResult::Kind::permanent);
  EXPECT_THAT(life.hear(resume(life)), IsEmpty());
  EXPECT_EQ(life.status(), "paused");
}

TEST(Pause, ARunThatIsPausedCanBeCancelled) {
  Life life(with_steps("  a: {wait: {event: x.y}}\n"));
  life.begin(event("go"));
  life.hear(pause(life));
  EXPECT_THAT(life.hear(core::run_cancel(life.run().id(), "no need", "ana", life.now)),
              ElementsAre("StepCancelled a", "RunCancelled"));
}

TEST(Pause, DoesNothingToARunThatHasEnded) {
  Life life(with_steps("  a: {do: sink.post}\n"));
  life.begin(event("go"));
  life.succeed("a");
  EXPECT_THAT(life.hear(pause(life)), IsEmpty());
  EXPECT_THAT(life.hear(resume(life)), IsEmpty());
}

}  // namespace
}  // namespace baton::tests
