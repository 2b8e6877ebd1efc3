#include "baton/engine/skipping.hpp"

#include "unit/engine/with_steps.hpp"
#include "unit/make.hpp"

#include <gmock/gmock.h>

namespace baton::tests {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;
using Kind = core::ActionResult::Kind;

Life::Names skipped(Life& life, const std::string& step, const std::string& note = "") {
  return life.hear(core::step_skip(life.run().id(), step, note, "ops", life.now));
}

// Why the step cannot be skipped; empty if it can.
std::string refusal(const Life& life, const std::string& step) {
  const auto error = engine::unskippable(life.the_plan(), life.run(), *life.the_plan().step(step));
  return error ? error->text() : "";
}

TEST(Skip, LetsAFailedRunGoOnWithoutTheStep) {
  Life life(with_steps(R"(
  a: {do: sink.post}
  b: {do: sink.post}
  c: {needs: [a, b], do: sink.post}
)"));
  life.begin(event("go"));
  life.succeed("b");
  EXPECT_THAT(life.end("a", Kind::permanent),
              ElementsAre("StepFailed a", "StepBlocked c", "RunFailed"));
  EXPECT_THAT(
      skipped(life, "a", "nobody needs it"),
      ElementsAre("RunResumed", "StepReset a", "StepReset c", "StepSkipped a", "StepStarted c"));
  EXPECT_EQ(life.run().step("a").reason, "by ops: nobody needs it");
  life.succeed("c");
  EXPECT_EQ(life.status(), "succeeded");
  EXPECT_THAT(skipped(life, "a"), IsEmpty()) << "the run is over";
}

TEST(Skip, TakesWithItWhatNeedsNothingElse) {
  Life life(with_steps(R"(
  a: {do: sink.post}
  b: {needs: a, do: sink.post, with: {id: "${steps.a.output.id}"}}
  c: {needs: b, join: always, do: sink.post}
)"));
  life.begin(event("go"));
  life.end("a", Kind::permanent);
  EXPECT_THAT(engine::skip_preview(life.the_plan(), life.run(), *life.the_plan().step("a")).with,
              ElementsAre("b"));
  EXPECT_EQ(refusal(life, "a"), "") << "b reads it, and is skipped with it";
}

TEST(Skip, StaysWhenTheRunIsTriedAgainAfterItWasUndone) {
  Life life(with_steps(R"(
  a: {do: sink.post, undo: {do: sink.remove}}
  b: {needs: a, wait: {event: go.on}}
  d: {needs: a, when: steps.a.output.n > 1, do: sink.post}
  c: {needs: b, join: always, do: sink.post}
)",
                       "on_failure: {undo: true}\n"));
  life.begin(event("go"));
  EXPECT_THAT(life.succeed("a", {{"n", 1}}), Contains("StepSkipped d"));
  EXPECT_THAT(skipped(life, "b"), ElementsAre("StepSkipped b", "StepStarted c"));
  life.end("c", Kind::permanent);
  life.succeed("a.undo");
  ASSERT_EQ(life.status(), "failed");
  const auto again = life.hear(core::run_retry(life.run().id(), "", "ops", life.now));
  EXPECT_THAT(again, Contains("StepReset a"));
  EXPECT_THAT(again, Contains("StepReset d")) << "its condition is asked again";
  EXPECT_EQ(life.status("b"), "skipped");
  life.succeed("a", {{"n", 1}});
  EXPECT_EQ(life.status("b"), "skipped");
  EXPECT_EQ(life.status("c"), "running");
}

TEST(Skip, IsShownBefore) {
  Life life(with_steps(R"(
  done: {do: sink.post}
  a: {needs: done, do: sink.post}
  b: {needs: a, do: sink.post}
  c: {needs: [done, b], do: sink.post}
  d: {needs: c, do: sink.post}
  beside: {needs: done, sleep: {for: 1h}}
)"));
  life.begin(event("go"));
  life.succeed("done");
  life.end("a", Kind::permanent);
  const auto shown = engine::skip_preview(life.the_plan(), life.run(), *life.the_plan().step("a"));
  EXPECT_THAT(shown.with, ElementsAre("b"));
  EXPECT_THAT(shown.next, ElementsAre("c")) << "d needs c alone, and beside has begun";
  EXPECT_THAT(shown.kept, ElementsAre("done"));
  skipped(life, "a");
  EXPECT_EQ(to_text(life.run().step("b").status), "skipped");
  EXPECT_EQ(to_text(life.run().step("c").status), "running");
}

TEST(Skip, TakesNoApprovalAndNothingMandatoryWithIt) {
  Life life(with_steps(R"(
  a: {sleep: {for: 1h}}
  asked: {needs: a, approve: {by: {group: legal}, of: {x: 1}, ask: "Yes?"}}
  b: {sleep: {for: 1h}}
  must: {needs: b, mandatory: true, do: sink.post}
  c: {sleep: {for: 1h}}
  d: {needs: [asked, must, c], do: sink.post}
)"));
  life.begin(event("go"));
  EXPECT_THAT(refusal(life, "a"), HasSubstr("asks people to decide"));
  EXPECT_THAT(refusal(life, "b"), HasSubstr("is mandatory"));
  EXPECT_EQ(refusal(life, "c"), "");
  EXPECT_THAT(skipped(life, "a"), IsEmpty());
}

TEST(Skip, EndsAWaitASleepAndAClosedGate) {
  Life life(with_steps(R"yaml(
  a: {wait: {event: x.y}}
  b: {sleep: {for: 2d}}
  c: {gate: "now >= timestamp(run.started_at) + duration('24h')", set: {x: 1}}
  d: {needs: [a, b, c], join: always, do: sink.post}
)yaml"));
  life.begin(event("go"));
  EXPECT_THAT(skipped(life, "a"), ElementsAre("StepSkipped a"));
  EXPECT_THAT(life.hear(event("x.y")), IsEmpty()) << "nothing waits for it any more";
  EXPECT_THAT(skipped(life, "b"), ElementsAre("StepSkipped b"));
  EXPECT_THAT(skipped(life, "c"), ElementsAre("StepSkipped c", "StepStarted d"));
}

TEST(Skip, KeepsAPausedRunPausedUnlessTheStepHasFailed) {
  Life life(with_steps(R"(
  a: {do: sink.post, on_error: pause}
  b: {sleep: {for: 2d}}
)"));
  life.begin(event("go"));
  life.end("a", Kind::permanent);
  EXPECT_EQ(life.status(), "paused");
  EXPECT_THAT(skipped(life, "b"), ElementsAre("StepSkipped b"));
  EXPECT_EQ(life.status(), "paused");
  EXPECT_THAT(skipped(life, "a"), Contains("RunResumed"));
  EXPECT_EQ(life.status(), "succeeded");
}

TEST(Skip, IsRefusedWhereTheRunCannotDoWithoutTheStep) {
  Life life(with_steps(R"yaml(
  a: {do: sink.post}
  b: {do: sink.post}
  c: {needs: [a, b], do: sink.post, with: {id: "${steps.a.output.id}", if_any: "${steps.b.?output.?id.orValue('')}"}}
)yaml"));
  life.begin(event("go"));
  life.end("a", Kind::permanent);
  life.end("b", Kind::permanent);
  EXPECT_THAT(refusal(life, "a"),
              HasSubstr("step \"c\", which is still to come, reads the output"));
  EXPECT_EQ(refusal(life, "b"), "") << "c can do without what it gives";
  EXPECT_THAT(skipped(life, "a"), IsEmpty());
}

TEST(Skip, IsRefusedForWhatTheOutputsRead) {
  Life life(with_steps("  a: {do: sink.post}\n") + "outputs: {key: \"${steps.a.output.id}\"}\n");
  life.begin(event("go"));
  life.end("a", Kind::permanent);
  EXPECT_THAT(refusal(life, "a"), HasSubstr("for its own outputs"));
}

TEST(Skip, IsNotForEveryStep) {
  Life life(with_steps(R"(
  must: {do: sink.post, mandatory: true}
  asked: {approve: {by: {group: legal}, of: {x: 1}, ask: "Yes?"}}
  each: {each: [1, 2], do: sink.post}
  runs: {do: sink.post}
  lost: {do: sink.post, retry: {attempts: 1}}
)"));
  life.begin(event("go"));
  life.end("must", Kind::permanent);
  life.end("lost", Kind::undecidable);
  EXPECT_THAT(refusal(life, "must"), HasSubstr("is mandatory"));
  EXPECT_THAT(refusal(life, "asked"), HasSubstr("that is decided, not skipped"));
  EXPECT_THAT(refusal(life, "each"), HasSubstr("several items"));
  EXPECT_THAT(refusal(life, "runs"), HasSubstr("is running: only one that has failed"));
  EXPECT_THAT(refusal(life, "lost"), HasSubstr("nobody knows whether step \"lost\" happened"));
  for (const auto* step : {"must", "asked", "each", "runs", "lost", "nothing"})
    EXPECT_THAT(skipped(life, step), IsEmpty()) << step;
}

TEST(Skip, WaitsUntilWhatWasDoneIsUndone) {
  Life life(with_steps(R"(
  a: {do: sink.post, undo: {do: sink.post}}
  b: {needs: a, do: sink.post}
on_failure: {undo: true}
)"));
  life.begin(event("go"));
  life.succeed("a");
  life.end("b", Kind::permanent);
  EXPECT_THAT(refusal(life, "b"), HasSubstr("is being undone"));
  life.succeed("a.undo");
  EXPECT_EQ(life.status(), "failed");
  EXPECT_EQ(refusal(life, "b"), "");
  EXPECT_THAT(skipped(life, "b"), Contains(StartsWith("StepStarted a")))
      << "what was undone is done again";
}

TEST(Skip, TakesNothingMandatoryWithItThatWasUndone) {
  Life life(with_steps(R"(
  a: {do: sink.post, on_error: continue}
  must: {needs: a, mandatory: true, do: sink.post, undo: {do: sink.post}}
  b: {do: sink.post}
on_failure: {undo: true}
)"));
  life.begin(event("go"));
  life.end("a", Kind::permanent);
  life.succeed("must");
  EXPECT_EQ(refusal(life, "a"), "") << "must is done";
  life.end("b", Kind::permanent);
  life.succeed("must.undo");
  EXPECT_EQ(life.status(), "failed");
  EXPECT_THAT(refusal(life, "a"), HasSubstr("is mandatory")) << "must is to be done again";
  EXPECT_THAT(skipped(life, "a"), IsEmpty());
}

TEST(Skip, TakesNoApprovalWithItThatIsVoid) {
  Life life(with_steps(R"(
  a: {do: sink.post, on_error: continue}
  asked: {needs: a, approve: {by: {group: legal}, of: {x: 1}, ask: "Yes?"}}
  b: {needs: asked, sleep: {for: 1h}}
)"));
  life.begin(event("go"));
  life.end("a", Kind::permanent);
  life.hear(core::approval_decide(life.run().id(), "asked", true, "", "", "ana", life.now));
  EXPECT_EQ(life.status("asked"), "succeeded");
  EXPECT_THAT(refusal(life, "a"), HasSubstr("asks people to decide"));
  EXPECT_THAT(skipped(life, "a"), IsEmpty());
}

}  // namespace
}  // namespace baton::tests
