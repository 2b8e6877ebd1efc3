#include "baton/engine/migration.hpp"

#include "unit/engine/with_steps.hpp"
#include "unit/make.hpp"

#include <gmock/gmock.h>

namespace baton::tests {
namespace {

using core::Json;
using ::testing::ElementsAre;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using Kind = core::ActionResult::Kind;

// What it would mean to migrate the run to this version.
engine::Migration to(const Life& life, const std::string& yaml, int version = 2) {
  return engine::migration(life.the_plan(), *plan(yaml, version), life.run());
}

// Why the run cannot be migrated to this version: "step: message", or the message alone. Empty if
// it can.
std::vector<std::string> conflicts(const Life& life, const std::string& yaml, int version = 2) {
  std::vector<std::string> told;
  for (const auto& one : to(life, yaml, version).conflicts)
    told.push_back((one.step.empty() ? "" : one.step + ": ") + one.message);
  return told;
}

Life life_of(const std::string& steps, const std::string& more = "") {
  Life life(with_steps(steps, more));
  life.begin(event("go", {{"n", 1}}));
  return life;
}

constexpr const char* kTwo = "  a: {do: sink.post}\n  b: {needs: a, do: sink.post}\n";

TEST(Migration, AddsAStepAndLeavesWhatIsUnderWay) {
  auto life = life_of(kTwo);
  life.succeed("a", {{"id", 7}});
  const auto next = with_steps(std::string(kTwo) +
                               "  c: {needs: a, set: {x: \"${steps.a.output.id}\"}}\n"
                               "  d: {needs: b, do: sink.post}\n");
  const auto shown = to(life, next);
  EXPECT_EQ(shown.from, 1);
  EXPECT_EQ(shown.to, 2);
  EXPECT_THAT(shown.kept, ElementsAre("a"));
  EXPECT_THAT(shown.open, ElementsAre("b"));
  EXPECT_THAT(shown.added, testing::UnorderedElementsAre("c", "d"));
  EXPECT_THAT(shown.next, ElementsAre("c"));
  EXPECT_THAT(shown.changed, IsEmpty());
  EXPECT_THAT(shown.conflicts, IsEmpty());

  const auto key = life.run().step("b").key;
  EXPECT_THAT(life.migrate(next, 2, "it was missing"),
              ElementsAre("RunMigrated", "StepSucceeded c"));
  EXPECT_EQ(life.run().head().version, 2);
  EXPECT_EQ(life.run().view().at("run").at("version"), 2);
  EXPECT_EQ(life.run().view().at("steps").at("c").at("output").at("x"), 7);
  EXPECT_EQ(life.run().step("b").key, key) << "its action is under way";
  const auto noted = std::get<core::RunMigrated>(life.last().front());
  EXPECT_EQ(noted.from, 1);
  EXPECT_EQ(noted.note, "it was missing");
  EXPECT_EQ(noted.actor, core::Actor("ops"));
  EXPECT_THAT(life.succeed("b"), ElementsAre("StepSucceeded b", "StepStarted d"));
  EXPECT_THAT(life.succeed("d"), ElementsAre("StepSucceeded d", "RunSucceeded"));
}

TEST(Migration, RefusesAnotherDefinitionOfWhatIsUnderWay) {
  auto life = life_of("  a: {do: sink.post, with: {x: 1}}\n");
  EXPECT_THAT(
      conflicts(life, with_steps("  a: {do: sink.post, with: {x: 2}, timeout: 5s}\n")),
      ElementsAre("a: it is running, and its `timeout` and `with` are different in version 2"));
  EXPECT_THAT(conflicts(life, with_steps("  a: {sleep: {for: 1h}}\n")),
              ElementsAre("a: it is running, and is a `sleep` in version 2 where it was a `do`"));
  EXPECT_THAT(conflicts(life, with_steps("  b: {do: sink.post}\n")),
              ElementsAre("a: it is running, and version 2 does not have it"));
  const auto fine = to(life, with_steps("  a: {do: sink.post, with: {x: 1}, title: Post it, "
                                        "undo: {do: sink.delete}}\n"));
  EXPECT_THAT(fine.conflicts, IsEmpty());
  EXPECT_THAT(fine.open, ElementsAre("a"));
  ASSERT_EQ(fine.changed.size(), 1U) << "what undoes it has not begun";
  EXPECT_THAT(fine.changed[0].keys, ElementsAre("undo"));
}

TEST(Migration, RefusesByNameToDropAMandatoryStep) {
  auto life = life_of(
      "  a: {sleep: {for: 1h}}\n"
      "  legal: {needs: a, mandatory: true, do: sink.post}\n");
  EXPECT_THAT(conflicts(life, with_steps("  a: {sleep: {for: 1h}}\n")),
              ElementsAre("legal: it is mandatory, and version 2 does not have it"));
  EXPECT_THAT(conflicts(life, with_steps("  a: {sleep: {for: 1h}}\n"
                                         "  legal: {needs: a, do: sink.post}\n")),
              ElementsAre("legal: it is mandatory, and in version 2 it is not"));
  const auto refusal = engine::unmigratable(to(life, with_steps("  a: {sleep: {for: 1h}}\n")));
  ASSERT_TRUE(refusal);
  EXPECT_EQ(refusal->code, core::Errc::conflict);
  EXPECT_EQ(
      refusal->message,
      "the run cannot be migrated to version 2: step \"legal\": it is mandatory, and version 2 "
      "does not have it");
}

TEST(Migration, GivesWhatHasNotBegunTheNewDefinition) {
  auto life = life_of("  a: {do: sink.post}\n  b: {needs: a, do: sink.post, with: {x: 1}}\n");
  const auto next = with_steps(
      "  a: {do: sink.post}\n  b: {needs: a, when: trigger.data.n == 1, do: sink.put, with: {x: "
      "2}}\n");
  const auto shown = to(life, next);
  ASSERT_EQ(shown.changed.size(), 1U);
  EXPECT_EQ(shown.changed[0].step, "b");
  EXPECT_THAT(shown.changed[0].keys, ElementsAre("do", "when", "with"));
  EXPECT_THAT(life.migrate(next, 2), ElementsAre("RunMigrated"));
  life.succeed("a");
  const auto sent = life.effects_of<core::StartAction>();
  ASSERT_EQ(sent.size(), 1U);
  EXPECT_EQ(sent[0].operation, "put");
  EXPECT_EQ(sent[0].input, (Json{{"x", 2}}));
}

TEST(Migration, AsksTheGateOfTheNewVersionAtOnce) {
  auto life = life_of("  a: {gate: trigger.data.n > 5, set: {x: 1}}\n  z: {sleep: {for: 1h}}\n");
  ASSERT_EQ(life.status("a"), "gated");
  EXPECT_THAT(
      life.migrate(
          with_steps("  a: {gate: trigger.data.n > 0, set: {x: 1}}\n  z: {sleep: {for: 1h}}\n"), 2),
      ElementsAre("RunMigrated", "StepReset a", "GateOpened a", "StepSucceeded a"));
}

TEST(Migration, DropsAStepThatIsHeldByItsGate) {
  auto life = life_of("  a: {gate: trigger.data.n > 5, set: {x: 1}}\n  z: {sleep: {for: 1h}}\n");
  const auto next = with_steps("  z: {sleep: {for: 1h}}\n");
  EXPECT_THAT(to(life, next).dropped, ElementsAre("a"));
  EXPECT_THAT(life.migrate(next, 2), ElementsAre("RunMigrated"));
  EXPECT_FALSE(life.run().steps().contains("a"));
  EXPECT_FALSE(life.run().view().at("steps").contains("a"));
  EXPECT_THAT(life.come_due("z"), ElementsAre("StepSucceeded z", "RunSucceeded"));
}

TEST(Migration, UnblocksWhatNeedsTheFailedStepNoMore) {
  const std::string beside = "  z: {sleep: {for: 1h}}\n";
  auto life = life_of("  a: {do: sink.post}\n  b: {needs: a, do: sink.post}\n" + beside);
  life.end("a", Kind::permanent);
  ASSERT_EQ(life.status("b"), "blocked");
  const auto next = with_steps("  b: {do: sink.post}\n" + beside);
  EXPECT_THAT(to(life, next).next, ElementsAre("b"));
  EXPECT_THAT(life.migrate(next, 2), ElementsAre("RunMigrated", "StepReset b", "StepStarted b"));
  life.succeed("b");
  EXPECT_THAT(life.come_due("z"), ElementsAre("StepSucceeded z", "RunSucceeded"))
      << "the failure went with its step";
}

TEST(Migration, HasAFailedStepDoSomethingElseUnderAnotherKey) {
  const std::string beside = "  z: {sleep: {for: 1h}}\n";
  auto life = life_of("  a: {do: sink.post, with: {x: 1}}\n" + beside);
  life.end("a", Kind::permanent);
  const auto next = with_steps("  a: {do: sink.post, with: {x: 2}}\n" + beside);
  EXPECT_THAT(to(life, next).renewed, ElementsAre("a"));
  EXPECT_THAT(life.migrate(next, 2), ElementsAre("RunMigrated")) << "nobody had it tried again";
  EXPECT_EQ(life.status("a"), "failed");
  EXPECT_THAT(life.hear(core::run_retry(life.run().id(), "a", "ops", life.now)),
              ElementsAre("StepReset a", "StepStarted a"));
  EXPECT_EQ(life.run().step("a").input, (Json{{"x", 2}}));
  EXPECT_THAT(life.run().step("a").key, EndsWith("~1"));
}

TEST(Migration, RefusesToDoSomethingElseWhileNobodyKnowsWhatHappened) {
  const std::string beside = "  z: {sleep: {for: 1h}}\n";
  auto life = life_of("  a: {do: sink.post, with: {x: 1}}\n" + beside);
  life.fail("a", std::string(core::kUnknownCode), "the answer was lost");
  EXPECT_THAT(conflicts(life, with_steps("  a: {do: sink.post, with: {x: 2}}\n" + beside)),
              ElementsAre("a: nobody knows whether its action happened, and in version 2 it does "
                          "something else"));
  EXPECT_THAT(conflicts(life, with_steps(beside)),
              ElementsAre("a: nobody knows yet what became of its action, and version 2 does not "
                          "have it"));
}

TEST(Migration, KeepsTheResultOfAStepAndRefusesAnotherVerb) {
  auto life = life_of(kTwo);
  life.succeed("a");
  const auto other = to(life, with_steps("  a: {do: sink.put}\n  b: {needs: a, do: sink.post}\n"));
  EXPECT_THAT(other.kept, ElementsAre("a"));
  EXPECT_THAT(other.changed, IsEmpty()) << "it is done";
  EXPECT_THAT(other.conflicts, IsEmpty());
  EXPECT_THAT(conflicts(life, with_steps("  a: {set: {x: 1}}\n  b: {needs: a, do: sink.post}\n")),
              ElementsAre("a: it was a `do` when it began, and is a `set` in version 2"));
}

TEST(Migration, RefusesToDropWhatWouldHaveToBeUndone) {
  const std::string undo = "on_failure: {undo: true}\n";
  auto life = life_of(
      "  a: {do: sink.post, undo: {do: sink.delete}}\n"
      "  b: {needs: a, do: sink.post}\n",
      undo);
  life.succeed("a");
  EXPECT_THAT(
      conflicts(life, with_steps("  b: {do: sink.post}\n")),
      testing::Contains("a: it has succeeded and can be undone, and version 2 does not have it"));
  life.end("b", Kind::permanent);
  EXPECT_THAT(conflicts(life, with_steps("  a: {do: sink.post, undo: {do: sink.delete}}\n"
                                         "  b: {needs: a, do: sink.post}\n",
                                         undo)),
              ElementsAre("the run has failed, and what it did is being undone"));
}

TEST(Migration, RefusesItemsThatAreUnderWayWithAnotherList) {
  const auto each = [](const std::string& list) {
    return with_steps("  a: {each: " + list + ", do: sink.post}\n");
  };
  Life life(each("[1, 2]"));
  life.begin(event("go"));
  EXPECT_THAT(conflicts(life, each("[1, 2]")), IsEmpty());
  EXPECT_THAT(conflicts(life, each("[1, 3]")),
              ElementsAre("a: it is waiting, and its `each` is different in version 2"));
  EXPECT_THAT(conflicts(life, with_steps("  a: {do: sink.post}\n")),
              ElementsAre("a: it is waiting, and is a `do` in version 2 where it was a `do` with "
                          "`each`"));
}

TEST(Migration, FillsInNewInputsAndRefusesWhatDoesNotFit) {
  const auto with_inputs = [](const std::string& inputs, const std::string& given) {
    return "workflow: w\non: [{event: go, inputs: {" + given + "}}]\ninputs: {" + inputs +
           "}\nsteps:\n  a: {sleep: {for: 1h}}\n  b: {needs: a, set: {x: \"${inputs.n}\"}}\n";
  };
  Life life(with_inputs("n: {type: integer}", "n: \"${event.data.n}\""));
  life.begin(event("go", {{"n", 1}}));
  const auto more =
      with_inputs("n: {type: integer}, m: {type: string, default: x}", "n: \"${event.data.n}\"");
  EXPECT_EQ(to(life, more).inputs, (Json{{"m", "x"}}));
  EXPECT_THAT(conflicts(life, with_inputs("n: {type: string}", "n: \"${event.data.n}\"")),
              ElementsAre("input \"n\": expected a string, got 1"));
  EXPECT_THAT(conflicts(life, with_inputs("n: {type: integer}, m: {type: string}",
                                          "n: \"${event.data.n}\", m: \"${event.data.m}\"")),
              ElementsAre("input \"m\": expected a string, but it is missing"));
  life.migrate(more, 2);
  EXPECT_EQ(life.run().view().at("inputs"), (Json{{"n", 1}, {"m", "x"}}));
}

TEST(Migration, RefusesWhatTheRunAsAWholeCannotTake) {
  auto life = life_of(kTwo);
  EXPECT_THAT(conflicts(life, with_steps(kTwo), 1), ElementsAre("the run has version 1 already"));
  EXPECT_THAT(conflicts(life, with_steps(kTwo, "concurrency: {limit: 1, when_full: queue}\n")),
              ElementsAre(HasSubstr("`concurrency` has another key in version 2")));
  EXPECT_THAT(conflicts(life, with_steps(kTwo, "context: {owner: me, require: [owner]}\n")),
              ElementsAre("version 2 requires context.owner, which the run does not have"));
  EXPECT_THAT(conflicts(life, with_steps(std::string(kTwo) +
                                             "  c: {needs: b, set: {o: \"${context.owner}\"}}\n",
                                         "context: {owner: me}\n")),
              ElementsAre("c: it reads context.owner in version 2, which the run does not have"));
  EXPECT_THAT(
      conflicts(life,
                with_steps(kTwo, "context: {owner: me}\noutputs: {o: \"${context.owner}\"}\n")),
      ElementsAre("the outputs of version 2 read context.owner, which the run does not have"));
  life.succeed("a");
  life.succeed("b");
  EXPECT_THAT(conflicts(life, with_steps(kTwo)), ElementsAre("the run has ended: it is succeeded"));
}

TEST(Migration, RefusesARunThatAStepOfAnotherHasBegun) {
  Life life(with_steps(kTwo));
  core::ChildBegin begin{core::RunId(2), "w", 1, Json::object(), Json::object()};
  begin.parent = core::RunId(9);
  begin.step = "site";
  life.begin_as_child(core::child_begin(begin, life.now));
  EXPECT_THAT(conflicts(life, with_steps(kTwo)), ElementsAre(HasSubstr("has begun it")));
}

TEST(Migration, PinsTheWorkflowsOfNewSteps) {
  auto life = life_of(kTwo);
  life.pins = {{"site-build", 3}};
  EXPECT_THAT(life.migrate(with_steps(std::string(kTwo) + "  site: {run: site-build}\n"), 2),
              ElementsAre("RunMigrated", "ChildBegun site"));
  EXPECT_EQ(life.run().head().pins, (Json{{"site-build", 3}}));
  EXPECT_EQ(life.run().step("site").child->version, 3);
}

TEST(Migration, OfAPausedRunBeginsNothing) {
  auto life = life_of(kTwo);
  life.hear(core::run_pause(life.run().id(), "", "ops", life.now));
  EXPECT_THAT(life.migrate(with_steps(std::string(kTwo) + "  c: {set: {x: 1}}\n"), 2),
              ElementsAre("RunMigrated"));
  EXPECT_EQ(life.status(), "paused");
  EXPECT_THAT(life.hear(core::run_resume(life.run().id(), "ops", life.now)),
              ElementsAre("RunResumed", "StepSucceeded c"));
}

TEST(Migration, ChangesNothingWhenTheRunIsNotFitForItAnyMore) {
  auto life = life_of(kTwo);
  EXPECT_THAT(life.hear(core::run_migrate(life.run().id(), 2, "", "ops", life.now)), IsEmpty());
  EXPECT_EQ(life.run().head().version, 1);
}

}  // namespace
}  // namespace baton::tests
