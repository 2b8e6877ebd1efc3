#include "unit/engine/with_steps.hpp"
#include "unit/make.hpp"

#include <gmock/gmock.h>

namespace baton::tests {
namespace {

using core::ActionResult;
using testing::ElementsAre;
using testing::IsEmpty;

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
