#include "baton/core/own_events.hpp"
#include "unit/runtime/stepping.hpp"

#include <gmock/gmock.h>

// Runs that steps of other runs begin, over the store.
namespace baton::runtime {
namespace {

using core::Json;
using core::RunStatus;
using ::testing::HasSubstr;

constexpr const char* kAbove =
    "on: [{event: go}]\nsteps:\n  wait: {sleep: {for: 1h}}\n  below: {needs: wait, run: below}\n"
    "outputs: {n: \"${steps.below.output.n}\"}\n";

std::string below(int n) {
  return "steps:\n  a: {set: {n: " + std::to_string(n) +
         "}}\noutputs: {n: \"${steps.a.output.n}\"}\n";
}

// A workflow of which one run may be under way.
std::string one_at_a_time(const std::string& when_full) {
  return "concurrency: {when_full: " + when_full + "}\nsteps:\n  a: {sleep: {for: 1h}}\n";
}
// A workflow that runs it.
constexpr const char* kCalls = "on: [{event: go}]\nsteps:\n  below: {run: below}\n";

class ChildrenTest : public SteppingTest {
 protected:
  // An hour passes, so that the sleep ends.
  void pass_an_hour() {
    clock_.advance(std::chrono::hours(1));
    const auto run = runs("above").front();
    auto due = core::step_due(run.id(), "wait", run.step("wait").due.value(), clock_.now());
    bus_->post(std::move(due));
    turns_->wake();
  }
  // The same for the runs that have a place in the slot of "below".
  void pass_an_hour_below() {
    clock_.advance(std::chrono::hours(1));
    for (const auto& run : runs("below")) {
      if (run.slot().place != core::Slot::Place::held) continue;
      bus_->post(core::step_due(run.id(), "a", run.step("a").due.value(), clock_.now()));
    }
    turns_->wake();
  }
  // How many runs of a workflow have this status.
  int how_many(std::string_view workflow, RunStatus status) {
    int found = 0;
    for (const auto& run : runs(workflow)) found += run.status() == status ? 1 : 0;
    return found;
  }
  // Why the runs failed that another one was begun for.
  std::string reason_above() {
    std::string text;
    for (const auto& run : runs("above"))
      text += run.status() == RunStatus::failed ? run.reason() : "";
    return text;
  }
};

TEST_F(ChildrenTest, KeepToTheVersionThatWasActiveWhenTheParentStarted) {
  publish("below", below(1));
  publish("above", kAbove);
  post("go");
  publish("below", below(2));
  pass_an_hour();
  const auto parent = runs("above").front();
  const auto child = runs("below").front();
  EXPECT_EQ(child.head().version, 1);
  EXPECT_EQ(parent.view().at("outputs"), (Json{{"n", 1}}));
  EXPECT_EQ(parent.step("below").child.value().run, child.id());
  EXPECT_EQ(child.head().parent, parent.id());
  EXPECT_EQ(child.head().parent_step, "below");
}

TEST_F(ChildrenTest, ThatAreNotThereFailTheStep) {
  publish("above", kAbove);
  post("go");
  publish("below", below(1));
  pass_an_hour();
  EXPECT_THAT(runs("above").front().reason(), HasSubstr("no workflow \"below\""));
}

TEST_F(ChildrenTest, BeginOnceThoughTheirBeginComesTwice) {
  publish("below", below(1));
  publish("above", kAbove);
  post("go");
  pass_an_hour();
  core::Event again;
  transact([&](ports::Tx& tx) {
    for (const auto& event : tx.events_after({}, 1'000)) {
      if (event.type == core::kChildBegin) again = event;
    }
  });
  again.id = {};
  bus_->post(std::move(again));
  turns_->wake();
  EXPECT_EQ(runs("below").size(), 1U);
  EXPECT_EQ(count(core::kChildBegin), 2);
  EXPECT_TRUE(all(RunStatus::succeeded));
}

TEST_F(ChildrenTest, BeginAfterAProcessThatEndedBeforeTheirBeginWasStepped) {
  publish("below", below(1));
  publish("above", kAbove);
  post("go");
  in_no_time();
  pass_an_hour();
  with_time();
  wire();
  turns_->wake();
  EXPECT_TRUE(all(RunStatus::succeeded));
  EXPECT_EQ(runs("below").size(), 1U);
}

TEST_F(ChildrenTest, DoNotBeginForAParentThatWasCancelledMeanwhile) {
  publish("below", "steps:\n  a: {sleep: {for: 1h}}\n");
  publish("above", "on: [{event: go}]\nsteps:\n  below: {run: below}\n");
  in_no_time();
  post("go");  // the begin of the other run waits in the log
  const auto parent = runs("above").front();
  with_time();
  bus_->post(core::run_cancel(parent.id(), "no", "ana", clock_.now()));
  turns_->wake();
  for (const auto& run : runs()) EXPECT_EQ(run.status(), RunStatus::cancelled);
}

TEST_F(ChildrenTest, AreCancelledWithTheirParent) {
  publish("below", "steps:\n  a: {sleep: {for: 1h}}\n");
  publish("above", "on: [{event: go}]\nsteps:\n  below: {run: below}\n");
  post("go");
  const auto parent = runs("above").front();
  EXPECT_EQ(runs("below").front().status(), RunStatus::waiting);
  bus_->post(core::run_cancel(parent.id(), "no", "ana", clock_.now()));
  turns_->wake();
  EXPECT_TRUE(all(RunStatus::cancelled));
  EXPECT_EQ(runs("below").front().reason(), "no");
}

TEST_F(ChildrenTest, WaitForAPlaceInTheSlotOfTheirWorkflow) {
  publish("below", one_at_a_time("queue"));
  publish("above", kCalls);
  post("go");
  post("go");
  EXPECT_EQ(how_many("above", RunStatus::waiting), 2);
  pass_an_hour_below();
  EXPECT_EQ(how_many("above", RunStatus::succeeded), 1);
  pass_an_hour_below();
  EXPECT_EQ(runs().size(), 4U);
  EXPECT_TRUE(all(RunStatus::succeeded));
}

TEST_F(ChildrenTest, ThatAFullSlotRejectsFailTheStep) {
  publish("below", one_at_a_time("reject"));
  publish("above", kCalls);
  post("go");
  post("go");
  EXPECT_EQ(how_many("below", RunStatus::cancelled), 1);
  EXPECT_THAT(reason_above(), HasSubstr("was cancelled: the slot is full"));
}

TEST_F(ChildrenTest, ThatDoNotStartBecauseAnotherDoesForBothFailTheStep) {
  publish("below", one_at_a_time("join"));
  publish("above", kCalls);
  post("go");
  post("go");
  EXPECT_EQ(runs("below").size(), 1U);
  EXPECT_EQ(how_many("above", RunStatus::waiting), 1);
  EXPECT_THAT(reason_above(), HasSubstr("it did not begin"));
  pass_an_hour_below();
  EXPECT_EQ(how_many("above", RunStatus::succeeded), 1);
}

TEST_F(ChildrenTest, ThatMakePlaceForANewerOneFailTheStep) {
  publish("below", one_at_a_time("replace"));
  publish("above", kCalls);
  post("go");
  post("go");
  EXPECT_EQ(how_many("below", RunStatus::cancelled), 1);
  EXPECT_THAT(reason_above(), HasSubstr("was cancelled: replaced by"));
  pass_an_hour_below();
  EXPECT_EQ(how_many("above", RunStatus::succeeded), 1);
}

TEST_F(ChildrenTest, EndAChainThatIsTooDeep) {
  publish("above", "on: [{event: go}]\nsteps:\n  again: {run: below}\n");
  publish("below", "steps:\n  again: {run: above}\n");
  publish("above", "on: [{event: go}]\nsteps:\n  again: {run: below}\n");
  post("go");
  EXPECT_EQ(runs().size(), core::kCausationDepthMax + 1);
  EXPECT_TRUE(all(RunStatus::failed));
}

}  // namespace
}  // namespace baton::runtime
