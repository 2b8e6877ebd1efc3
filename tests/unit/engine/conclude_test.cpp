#include "baton/engine/why.hpp"
#include "unit/engine/with_steps.hpp"
#include "unit/make.hpp"

#include <gmock/gmock.h>

namespace baton::tests {
namespace {

using core::ActionResult;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr const char* kSaga = R"(
  a: {do: sink.post, undo: {do: sink.delete, with: {id: "${steps.a.output.id}"}}}
  b: {do: sink.post, undo: {do: sink.delete, with: {id: "${steps.b.output.id}"}}}
  c: {needs: [a, b], do: sink.post}
)";
constexpr const char* kUndo = "on_failure: {undo: true}\n";

// A run of which a and b have succeeded, in this order, and c is under way.
Life at_c(const std::string& more = kUndo) {
  Life life(with_steps(kSaga, more));
  life.begin(event("go"));
  life.succeed("a", {{"id", 1}});
  life.succeed("b", {{"id", 2}});
  return life;
}

TEST(Undo, TakesBackTheLastFirstAndOneAtATime) {
  auto life = at_c();
  EXPECT_THAT(life.fail("c", "http_404", "no such campaign"),
              ElementsAre("StepFailed c", "StepStarted b.undo"));
  const auto sent = life.effects_of<core::StartAction>();
  ASSERT_EQ(sent.size(), 1U);
  EXPECT_EQ(sent[0].operation, "delete");
  EXPECT_EQ(sent[0].input.at("id"), 2);
  EXPECT_EQ(sent[0].key, life.run().id().text() + ".b.undo");
  EXPECT_EQ(life.status(), "running");
  EXPECT_THAT(life.succeed("b.undo"),
              ElementsAre("StepSucceeded b.undo", "StepUndone b", "StepStarted a.undo"));
  EXPECT_THAT(life.succeed("a.undo"),
              ElementsAre("StepSucceeded a.undo", "StepUndone a", "RunFailed"));
  EXPECT_EQ(life.status("a"), "undone");
  EXPECT_EQ(life.run().reason(), "c: http_404: no such campaign");
}

TEST(Undo, HappensOnlyWhenTheWorkflowSaysSo) {
  auto life = at_c("");
  EXPECT_THAT(life.fail("c", "http_404", "gone"), ElementsAre("StepFailed c", "RunFailed"));
}

TEST(Undo, LeavesARunAloneThatSucceeds) {
  auto life = at_c();
  EXPECT_THAT(life.succeed("c"), ElementsAre("StepSucceeded c", "RunSucceeded"));
}

TEST(Undo, IsTriedAgainAsAnyAction) {
  auto life = at_c();
  life.fail("c", "http_404", "gone");
  EXPECT_THAT(life.end("b.undo", ActionResult::Kind::transient),
              ElementsAre("StepRetrying b.undo"));
  EXPECT_EQ(life.effects_of<core::StartAction>().at(0).key, life.run().id().text() + ".b.undo");
}

TEST(Undo, PausesTheRunWhenItFailsUntilAPersonRetriesIt) {
  auto life = at_c();
  life.fail("c", "http_404", "gone");
  EXPECT_THAT(life.fail("b.undo", "http_409", "it is locked"),
              ElementsAre("StepFailed b.undo", "RunPaused"));
  EXPECT_EQ(life.status(), "paused");
  EXPECT_THAT(life.run().reason(), HasSubstr("b.undo: http_409: it is locked"));
  EXPECT_THAT(life.hear(core::run_retry(life.run().id(), "", "ana", life.now)),
              ElementsAre("RunResumed", "StepReset b.undo", "StepStarted b.undo"));
  EXPECT_EQ(life.effects_of<core::StartAction>().at(0).key, life.run().id().text() + ".b.undo");
  EXPECT_THAT(life.succeed("b.undo"),
              ElementsAre("StepSucceeded b.undo", "StepUndone b", "StepStarted a.undo"));
}

TEST(Undo, IsLeftOutWhenAPersonLetsTheRunGoOn) {
  auto life = at_c();
  life.fail("c", "http_404", "gone");
  life.fail("b.undo", "http_409", "it is locked");
  EXPECT_THAT(life.hear(core::run_resume(life.run().id(), "ana", life.now)),
              ElementsAre("RunResumed", "StepStarted a.undo"));
  life.succeed("a.undo");
  EXPECT_EQ(life.status(), "failed");
  EXPECT_EQ(life.status("b"), "succeeded");
  EXPECT_THAT(life.run().reason(), HasSubstr("\"b\" could not be undone: http_409"));
  EXPECT_THAT(life.hear(core::run_retry(life.run().id(), "b.undo", "ana", life.now)),
              ElementsAre("RunResumed", "StepReset b.undo", "StepStarted b.undo"));
  EXPECT_THAT(life.succeed("b.undo"),
              ElementsAre("StepSucceeded b.undo", "StepUndone b", "RunFailed"));
}

TEST(Undo, ARetryBeginsWhatWasUndoneUnderANewKey) {
  auto life = at_c();
  life.fail("c", "http_404", "gone");
  life.succeed("b.undo");
  life.succeed("a.undo");
  life.hear(core::run_retry(life.run().id(), "", "ana", life.now));
  EXPECT_EQ(life.status(), "running");
  const auto sent = life.effects_of<core::StartAction>();
  ASSERT_EQ(sent.size(), 2U);
  EXPECT_EQ(sent[0].key, life.run().id().text() + ".a~1");
  EXPECT_EQ(sent[1].key, life.run().id().text() + ".b~1");
  life.succeed("b", {{"id", 4}});
  life.succeed("a", {{"id", 3}});
  life.fail("c", "http_404", "gone");
  const auto undo = life.effects_of<core::StartAction>();
  ASSERT_EQ(undo.size(), 1U);
  EXPECT_EQ(undo[0].key, life.run().id().text() + ".a.undo~1") << "a succeeded last";
  EXPECT_EQ(undo[0].input.at("id"), 3);
}

TEST(Undo, WhatItsFailureMeansWhenItCannotBeRendered) {
  Life life(with_steps(R"(
  a: {do: sink.post, undo: {do: sink.delete, with: {id: "${steps.a.output.id}"}}}
  b: {needs: a, do: sink.post}
)",
                       kUndo));
  life.begin(event("go"));
  life.succeed("a");
  EXPECT_THAT(life.fail("b", "http_404", "gone"),
              ElementsAre("StepFailed b", "StepFailed a.undo", "RunPaused"));
}

TEST(OnFailure, DoesItsStepsAfterTheUndo) {
  auto life = at_c(
      "on_failure: {undo: true, steps: {tell: {do: sink.put, with: {why: "
      "\"${steps.c.error.message}\"}}, log: {needs: tell, set: {x: 1}}}}\n");
  life.fail("c", "http_404", "gone");
  life.succeed("b.undo");
  EXPECT_THAT(life.succeed("a.undo"),
              ElementsAre("StepSucceeded a.undo", "StepUndone a", "StepStarted tell"));
  EXPECT_EQ(life.effects_of<core::StartAction>().at(0).input.at("why"), "http_404: gone");
  EXPECT_THAT(life.succeed("tell"),
              ElementsAre("StepSucceeded tell", "StepSucceeded log", "RunFailed"));
}

TEST(OnFailure, IsSkippedWhenTheRunSucceeds) {
  auto life = at_c("on_failure: {steps: {tell: {do: sink.put}}}\n");
  EXPECT_EQ(engine::why_step(life.the_plan(), life.run(), *life.the_plan().step("tell"), life.now)
                .at("because"),
            "it begins when the run has failed");
  EXPECT_THAT(life.succeed("c"),
              ElementsAre("StepSucceeded c", "StepSkipped tell", "RunSucceeded"));
}

TEST(OnFailure, IsForgottenWhenTheRunIsRetried) {
  auto life = at_c("on_failure: {steps: {tell: {do: sink.put}}}\n");
  EXPECT_THAT(life.fail("c", "http_404", "gone"), ElementsAre("StepFailed c", "StepStarted tell"));
  life.succeed("tell");
  EXPECT_EQ(life.status(), "failed");
  EXPECT_THAT(life.hear(core::run_retry(life.run().id(), "", "ana", life.now)),
              ElementsAre("RunResumed", "StepReset c", "StepReset tell", "StepStarted c"));
  EXPECT_THAT(life.succeed("c"),
              ElementsAre("StepSucceeded c", "StepSkipped tell", "RunSucceeded"));
}

TEST(OnFailure, TellsOfAnotherFailureUnderANewKey) {
  auto life = at_c("on_failure: {steps: {tell: {do: sink.put}}}\n");
  life.fail("c", "http_404", "gone");
  const auto first = life.run().step("tell").key;
  life.succeed("tell");
  life.hear(core::run_retry(life.run().id(), "", "ana", life.now));
  life.fail("c", "http_404", "gone");
  EXPECT_EQ(life.run().step("tell").key, first + "~1");
}

TEST(OnFailure, ACancelledRunUndoesNothing) {
  auto life = at_c();
  EXPECT_THAT(life.hear(core::run_cancel(life.run().id(), "", "ana", life.now)),
              ElementsAre("StepCancelled c", "RunCancelled"));
}

}  // namespace
}  // namespace baton::tests
