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
