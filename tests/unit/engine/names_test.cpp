#include "unit/make.hpp"

namespace baton::tests {
namespace {

using core::ActionResult;
using core::Json;

Life begun_by(std::string_view rest, core::Event event) {
  Life life("workflow: w\ntitle: The title\ngoal: growth\non: [{event: go, key: event.id}]\n" +
            std::string(rest));
  life.begin(std::move(event));
  return life;
}

TEST(WhatExpressionsRead, OfTheRunIsTheSameInContextAsInSteps) {
  const auto all =
      "${[run.id, run.workflow, string(run.version), run.key, run.title, run.goal, "
      "run.started_at]}";
  const auto life = begun_by(
      "context: {all: \"" + std::string(all) + "\"}\nsteps: {a: {set: {all: \"" + all + "\"}}}\n",
      event("go"));
  EXPECT_EQ(life.status(), "succeeded") << life.run().reason();
  const auto& view = life.run().view();
  EXPECT_EQ(view.at("context").at("all"), view.at("steps").at("a").at("output").at("all"));
}

TEST(WhatExpressionsRead, OfAStepIsTheSameForEveryVerb) {
  auto life = begun_by(R"(
steps:
  set: { set: { c: 1 } }
  emit: { emit: { event: a.b } }
  act: { do: sink.post }
  sleep: { sleep: { for: 1s } }
  wait: { wait: { event: a.c } }
  ask: { approve: { by: { group: x } } }
  odd: { set: { c: "${trigger.data.missing}" }, on_error: continue }
)",
                       event("go"));
  life.succeed("act");
  life.come_due("sleep");
  life.hear(event("a.c"));
  life.hear(core::approval_decide(life.run().id(), "ask", true, {}, {}, "ana", life.now));
  EXPECT_EQ(life.status(), "succeeded") << life.run().reason();
  for (const auto& [name, step] : life.run().view().at("steps").items()) {
    for (const auto* member :
         {"status", "started_at", "finished_at", "attempt", name == "odd" ? "error" : "output"})
      EXPECT_TRUE(step.contains(member)) << name << '.' << member;
  }
}

TEST(WhatExpressionsRead, OfAnApprovalThatAsksNothingNamesTheStep) {
  const auto life = begun_by("steps: {okay: {approve: {by: {group: x}}}}\n", event("go"));
  EXPECT_EQ(life.run().step("okay").approval->request.ask, "Approve \"okay\"?");
}

TEST(WhatExpressionsRead, OfAnEventWithoutSubjectAndActorIsEmptyText) {
  const auto life =
      begun_by("steps: {a: {set: {c: \"${trigger.subject + trigger.actor}\"}}}\n", event("go"));
  EXPECT_EQ(life.run().view().at("steps").at("a").at("output"), (Json{{"c", ""}}));
}

}  // namespace
}  // namespace baton::tests
