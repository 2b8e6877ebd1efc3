#include "runtime/listeners.hpp"

#include "baton/core/own_events.hpp"
#include "unit/runtime/stepping.hpp"

#include <gtest/gtest.h>

// Lifecycle events are published when somebody listens to them.
namespace baton::runtime {
namespace {

using core::Json;

class LifecycleTest : public SteppingTest {};

TEST_F(LifecycleTest, IsToldWhileARunOfAnOldVersionWaits) {
  publish("watch", "on: [{ event: go }]\nsteps:\n  w: { wait: { event: baton.run.succeeded } }\n");
  post("go");
  publish("watch", "on: [{ event: go }]\nsteps:\n  w: { wait: { event: nothing } }\n");
  publish("other", "on: [{ event: other }]\nsteps:\n  a: { set: { n: 1 } }\n");
  wire();
  post("other");
  EXPECT_EQ(runs("watch").at(0).status(), core::RunStatus::succeeded);
}

TEST_F(LifecycleTest, TellsOfWaitingBlockedAndCancelledSteps) {
  publish("watch", "on: [{ event: baton.step.* }]\nsteps:\n  a: { set: { n: 1 } }\n");
  publish("flow",
          "on: [{ event: go }]\nsteps:\n  w: { sleep: { for: 1h } }\n  b: { needs: w, set: { n: 1 "
          "} }\n");
  post("go");
  EXPECT_EQ(count("baton.step.waiting"), 1);
  const auto id = runs("flow").at(0).id();
  Json due;
  transact([&](ports::Tx& tx) {
    for (const auto& one : tx.events_after({}, 100))
      if (one.type == "baton.step.waiting") due = one.data.at("due");
  });
  EXPECT_TRUE(due.is_string()) << due;
  bus_->post(core::run_cancel(id, "no need", "ana", clock_.now()));
  turns_->wake();
  EXPECT_EQ(count("baton.step.cancelled"), 1);
}

}  // namespace
}  // namespace baton::runtime
