#include "baton/engine/why.hpp"
#include "unit/engine/with_steps.hpp"
#include "unit/make.hpp"

#include <gmock/gmock.h>

namespace baton::tests {
namespace {

using core::ActionResult;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

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

}  // namespace
}  // namespace baton::tests
