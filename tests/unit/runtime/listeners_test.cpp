#include "runtime/listeners.hpp"

#include "baton/core/own_events.hpp"
#include "unit/runtime/stepping.hpp"

#include <gtest/gtest.h>
#include <string>
#include <vector>

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

// A comment on the ticket of one run reaches this run, also in a process that begins after the
// ticket was made, and no other run.
TEST_F(LifecycleTest, TheContextHearsWhatIsSaidToItsOwnWork) {
  publish("kit",
          "on: [{ event: go, inputs: { key: '${event.data.key}' } }]\n"
          "inputs: { key: string }\n"
          "context: { hear: [{ event: ticket.commented, when: event.data.key == inputs.key }] }\n"
          "steps:\n  w: { wait: { event: done } }\n");
  post("go", {{"key", "WEB-7"}});
  post("go", {{"key", "WEB-8"}});
  wire();
  post("ticket.commented", {{"key", "WEB-7"}, {"comment", {{"author", "Lea"}, {"text", "hm"}}}});
  std::vector<std::string> heard;
  for (const auto& run : runs("kit"))
    if (run.view().at("context").contains("said"))
      heard.push_back(core::text_at(run.view().at("inputs"), "key"));
  EXPECT_EQ(heard, std::vector<std::string>{"WEB-7"});
  post("done");
  post("ticket.commented", {{"key", "WEB-7"}, {"comment", {{"author", "Lea"}, {"text", "late"}}}});
  for (const auto& run : runs("kit")) EXPECT_EQ(run.status(), core::RunStatus::succeeded);
}

}  // namespace
}  // namespace baton::runtime
