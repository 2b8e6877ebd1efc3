#include "baton/runtime/goal_work.hpp"

#include "baton/core/own_events.hpp"
#include "unit/runtime/stepping.hpp"

#include <gmock/gmock.h>

namespace baton::runtime {
namespace {

using ::testing::ElementsAre;

class GoalWorkTest : public SteppingTest {
 protected:
  // Workflows whose runs wait for an event.
  GoalWorkTest() {
    for (const std::string name : {"late", "soon", "fine", "none"})
      publish(name, "on: [{ event: " + name + " }]\nsteps:\n  w: { wait: { event: done } }\n");
    core::Findings findings;
    tree_ = goals::Tree::read({{"g.yaml",
                                "goal: top\ndue: 2026-05-20\ninitiatives:\n"
                                "  a-fine: { title: A, due: 2026-05-06, workflows: [fine] }\n"
                                "  b-soon: { title: B, due: 2026-05-12, workflows: [soon] }\n"
                                "  c-late: { title: C, due: 2026-05-03, workflows: [late] }\n"}},
                              findings);
    EXPECT_TRUE(findings.empty());
  }
  std::vector<std::string> backlog() {
    std::vector<std::string> found;
    transact([&](ports::Tx& tx) {
      for (const auto& one : GoalWork(tx, tree_, clock_.now()).backlog())
        found.push_back(one.node->name + " " + std::string(to_text(one.state)));
    });
    return found;
  }
  void pause(std::string_view workflow) {
    bus_->post(core::run_pause(runs(workflow).at(0).id(), "", "user:ann", clock_.now()));
    turns_->wake();
  }

  goals::Tree tree_;
};

// The clock of the test begins on 4 May 2026.
TEST_F(GoalWorkTest, WhatGoalsNeedFirstComesFirst) {
  for (const auto* type : {"fine", "soon", "none", "late"}) post(type);
  EXPECT_THAT(backlog(), ElementsAre("c-late off", "a-fine on_track", "b-soon on_track"))
      << "those that stand alike by the day that they are due";
  pause("soon");
  EXPECT_THAT(backlog(), ElementsAre("c-late off", "b-soon at_risk", "a-fine on_track"));
  post("done");
  EXPECT_THAT(backlog(), ElementsAre("b-soon at_risk")) << "a run that has ended is done";
}

TEST_F(GoalWorkTest, OfOneGoalTheRunThatHasStoodLongestComesFirst) {
  post("soon");
  clock_.advance(std::chrono::hours(1));
  post("soon");
  std::vector<core::Time> since;
  transact([&](ports::Tx& tx) {
    for (const auto& one : GoalWork(tx, tree_, clock_.now()).backlog())
      since.push_back(one.row.updated_at);
  });
  ASSERT_EQ(since.size(), 2U);
  EXPECT_LT(since[0], since[1]);
}

}  // namespace
}  // namespace baton::runtime
