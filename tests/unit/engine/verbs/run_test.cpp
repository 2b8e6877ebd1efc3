#include "unit/engine/with_steps.hpp"
#include "unit/make.hpp"

#include <gmock/gmock.h>

namespace baton::tests {
namespace {

using core::Json;
using core::RunId;
using core::StepRef;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

// A workflow whose step `site` runs another one, with these lines beside it.
std::string parent(const std::string& beside = "") {
  return with_steps(
      "  site:\n    run: site-build\n    with: { account: \"${trigger.data.name}\" }\n" + beside);
}

// A run of it that waits for the run of the other workflow.
Life waiting(const std::string& beside = "") {
  Life life(parent(beside));
  life.pins = {{"site-build", 3}};
  life.begin(event("go", {{"name", "Ada"}}));
  return life;
}

// The event by which the last decision begins the other run.
std::optional<core::ChildBegin> begun(const Life& life) {
  for (const auto& publish : life.effects_of<core::Publish>()) {
    if (auto begin = core::begins_child(publish.event)) return begin;
  }
  return std::nullopt;
}

// The run of the other workflow ends.
Life::Names child_ends(Life& life, const std::string& status, Json outputs = nullptr,
                       const std::string& message = {}, RunId child = RunId(101),
                       const StepRef& step = "site") {
  return life.hear(core::child_ended(life.run().id(), step,
                                     {child, status, std::move(outputs), message}, life.now));
}

Life::Names retry_run(Life& life) {
  return life.hear(core::run_retry(life.run().id(), {}, "ana", life.now));
}

TEST(RunVerb, BeginsARunOfTheVersionThatWasActiveAtItsOwnStart) {
  auto life = waiting();
  const auto begin = begun(life).value();
  EXPECT_EQ(begin.run, RunId(101));
  EXPECT_EQ(begin.workflow, "site-build");
  EXPECT_EQ(begin.version, 3);
  EXPECT_EQ(begin.inputs, (Json{{"account", "Ada"}}));
  EXPECT_EQ(begin.parent, life.run().id());
  EXPECT_EQ(begin.step, StepRef("site"));
  EXPECT_EQ(life.status("site"), "waiting");
  EXPECT_EQ(life.effects_of<core::Publish>().at(0).event.depth, 1);
}

TEST(RunVerb, HasTheOutputsOfThatRun) {
  auto life = waiting();
  EXPECT_THAT(child_ends(life, "succeeded", {{"url", "x"}}),
              ElementsAre("ChildEnded site", "StepSucceeded site", "RunSucceeded"));
  EXPECT_EQ(life.run().view().at("steps").at("site").at("output"), (Json{{"url", "x"}}));
}

TEST(RunVerb, FailsWithThatRun) {
  auto failed = waiting();
  EXPECT_THAT(child_ends(failed, "failed", nullptr, "kickoff: no"),
              ElementsAre("ChildEnded site", "StepFailed site", "RunFailed"));
  EXPECT_THAT(failed.run().reason(), HasSubstr("of site-build failed: kickoff: no"));
  auto cancelled = waiting();
  child_ends(cancelled, "cancelled");
  EXPECT_EQ(cancelled.run().view().at("steps").at("site").at("error").at("code"), "run_cancelled");
}

TEST(RunVerb, WithoutAVersionAtItsOwnStartFails) {
  Life life(parent());
  life.begin(event("go", {{"name", "Ada"}}));
  EXPECT_THAT(life.run().reason(), HasSubstr("no workflow \"site-build\" when this run started"));
}

TEST(RunVerb, ADeepChainEnds) {
  Life life(parent());
  life.pins = {{"site-build", 3}};
  auto deep = event("go", {{"name", "Ada"}});
  deep.depth = core::kCausationDepthMax;
  life.begin(deep);
  EXPECT_THAT(life.run().reason(), HasSubstr("causation_depth_max"));
}

TEST(RunVerb, RetriedHasTheSameRunTriedAgain) {
  auto life = waiting();
  child_ends(life, "failed", nullptr, "no");
  EXPECT_THAT(retry_run(life), ElementsAre("RunResumed", "StepReset site", "ChildBegun site"));
  EXPECT_FALSE(begun(life).has_value());
  const auto retry = life.effects_of<core::Publish>().at(0).event;
  EXPECT_EQ(core::addressee(retry), RunId(101));
  EXPECT_EQ(core::retried_for(retry), std::pair(life.run().id(), StepRef("site")));
  EXPECT_EQ(retry.actor, core::Actor::parse("ana"));
  child_ends(life, "succeeded", {{"url", "x"}});
  EXPECT_EQ(life.status(), "succeeded");
}

TEST(RunVerb, RetriedAfterThatRunSucceededByItselfTakesItsOutputs) {
  auto life = waiting();
  child_ends(life, "failed", nullptr, "no");
  EXPECT_THAT(child_ends(life, "succeeded", {{"url", "x"}}), ElementsAre("ChildEnded site"));
  EXPECT_THAT(retry_run(life),
              ElementsAre("RunResumed", "StepReset site", "StepSucceeded site", "RunSucceeded"));
  EXPECT_EQ(life.run().view().at("steps").at("site").at("output"), (Json{{"url", "x"}}));
}

TEST(RunVerb, RetriedAfterThatRunWasCancelledBeginsAnother) {
  auto life = waiting();
  child_ends(life, "cancelled");
  retry_run(life);
  EXPECT_EQ(begun(life).value().run, RunId(102));
  EXPECT_THAT(child_ends(life, "succeeded", {}), ElementsAre()) << "that is the first run";
}

TEST(RunVerb, CancelsThatRunWithItsOwnUnlessItIsDetached) {
  auto life = waiting();
  life.hear(core::run_cancel(life.run().id(), "enough", "ana", life.now));
  const auto cancel = life.effects_of<core::Publish>().at(0).event;
  EXPECT_EQ(cancel.type, core::kRunCancel);
  EXPECT_EQ(core::addressee(cancel), RunId(101));
  EXPECT_THAT(child_ends(life, "cancelled"), ElementsAre());

  auto detached = waiting("    detach: true\n");
  detached.hear(core::run_cancel(detached.run().id(), "enough", "ana", detached.now));
  EXPECT_TRUE(detached.effects_of<core::Publish>().empty());
}

TEST(RunVerb, StopsWaitingWhenItsTimeIsOver) {
  auto life = waiting("    timeout: 1h\n");
  EXPECT_THAT(life.come_due("site"), ElementsAre("StepFailed site", "RunFailed"));
  const auto cancel = life.effects_of<core::Publish>().at(0).event;
  EXPECT_EQ(core::addressee(cancel), RunId(101));
  EXPECT_TRUE(cancel.actor.is_nobody()) << "no person has cancelled it";
  EXPECT_THAT(child_ends(life, "cancelled"), ElementsAre());
  retry_run(life);
  EXPECT_EQ(begun(life).value().run, RunId(102));
}

TEST(RunVerb, IsDoneForEachItem) {
  Life life(
      with_steps("  sites:\n    each: \"${trigger.data.names}\"\n    parallel: 1\n"
                 "    run: site-build@2\n    with: { account: \"${item}\" }\n"));
  life.pins = {{"site-build@2", 2}};
  life.begin(event("go", {{"names", {"a", "b"}}}));
  EXPECT_EQ(begun(life).value().step, StepRef("sites", 0));
  child_ends(life, "succeeded", {{"n", 1}}, {}, RunId(101), StepRef("sites", 0));
  EXPECT_EQ(begun(life).value().inputs, (Json{{"account", "b"}}));
  child_ends(life, "succeeded", {{"n", 2}}, {}, RunId(102), StepRef("sites", 1));
  EXPECT_EQ(life.run().view().at("steps").at("sites").at("output"),
            Json::array({Json{{"n", 1}}, Json{{"n", 2}}}));
}

// The event by which a step of run 1 begins a run.
core::Event begin_event(Json inputs) {
  auto begin = core::child_begin({RunId(2),
                                  "w",
                                  1,
                                  std::move(inputs),
                                  {{"why", "won"}, {"summary", "why: won"}},
                                  "grow",
                                  RunId(1),
                                  StepRef("sites", 4)},
                                 noon());
  begin.id = core::EventId(77);
  begin.depth = 1;
  begin.root = core::EventId(5);
  return begin;
}

constexpr std::string_view kChild =
    "workflow: w\ninputs: { n: integer }\nsteps:\n  a: { set: { twice: \"${inputs.n * 2}\" } }\n"
    "outputs: { n: \"${steps.a.output.twice}\" }\n";

TEST(ChildRun, TakesInputsContextAndGoalAndTellsItsEnd) {
  Life life(kChild);
  EXPECT_THAT(life.begin_as_child(begin_event({{"n", 4}})),
              ElementsAre("RunStarted", "StepSucceeded a", "RunSucceeded"));
  const auto& head = life.run().head();
  EXPECT_EQ(head.parent, RunId(1));
  EXPECT_EQ(head.parent_step, "sites.4");
  EXPECT_EQ(head.goal, "grow");
  EXPECT_EQ(life.run().view().at("context").at("why"), "won");
  const auto told = life.effects_of<core::Publish>().at(0).event;
  EXPECT_EQ(core::addressee(told), RunId(1));
  EXPECT_EQ(core::step_named(told), StepRef("sites", 4));
  EXPECT_EQ(core::child_end(told).outputs, (Json{{"n", 8}}));
}

TEST(ChildRun, WithInputsThatDoNotFitFailsAtItsStart) {
  Life life(kChild);
  life.begin_as_child(begin_event({{"n", "four"}}));
  EXPECT_THAT(life.run().reason(), HasSubstr("expected a whole number"));
  EXPECT_EQ(core::child_end(life.effects_of<core::Publish>().at(0).event).status, "failed");
  Life other(kChild);
  other.begin_as_child(begin_event({{"n", 1}, {"m", 2}}));
  EXPECT_THAT(other.run().reason(), HasSubstr("input \"m\": the workflow has no such input"));
}

TEST(ChildRun, ThatHasNothingToTryAgainTellsItsEndOnceMore) {
  Life life(kChild);
  life.begin_as_child(begin_event({{"n", 4}}));
  EXPECT_THAT(life.hear(core::child_retry(RunId(2), RunId(1), "site", "ana", life.now)),
              ElementsAre());
  EXPECT_EQ(core::child_end(life.effects_of<core::Publish>().at(0).event).status, "succeeded");
  life.hear(core::run_retry(RunId(2), {}, "ana", life.now));
  EXPECT_TRUE(life.effects_of<core::Publish>().empty()) << "a person is told by the API";
}

}  // namespace
}  // namespace baton::tests
