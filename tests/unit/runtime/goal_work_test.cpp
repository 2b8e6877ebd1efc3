#include "baton/runtime/goal_work.hpp"

#include "baton/core/own_events.hpp"
#include "baton/runtime/damage.hpp"
#include "baton/runtime/goal_status.hpp"
#include "contract/file_store.hpp"
#include "runtime/goal_watch.hpp"
#include "unit/runtime/stepping.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <gmock/gmock.h>
#include <stdexcept>

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

TEST_F(GoalWorkTest, ATaskIsBlockedSinceItWasAskedForWhateverIsSaidMeanwhile) {
  publish("fine",
          "on: [{ event: fine }]\n"
          "context: { hear: [{ event: ticket.commented, when: event.data.key == 'WEB-7' }] }\n"
          "steps:\n  copy: { task: { by: { group: web }, title: Write it } }\n");
  post("fine");
  for (int at = 0; at < 13; ++at) {
    clock_.advance(std::chrono::hours(4));
    post("ticket.commented",
         {{"key", "WEB-7"}, {"comment", {{"author", "Lea"}, {"text", "ping"}}}});
  }
  const auto run = runs("fine").at(0);
  ASSERT_EQ(run.updated_at(), clock_.now()) << "it has heard the last of them";
  transact([&](ports::Tx& tx) {
    const auto standing = GoalWork(tx, tree_, clock_.now()).standing(**tree_.named("a-fine"));
    EXPECT_EQ(standing.state, goals::State::at_risk);
    EXPECT_THAT(standing.sentence, testing::StartsWith("1 task of A blocked for 2d"));
    ASSERT_EQ(standing.blocking.size(), 1U);
    EXPECT_EQ(standing.blocking[0].since, run.started_at());
  });
}

TEST_F(GoalWorkTest, AllOpenRunsAreThereAndTheOldestFirst) {
  for (int at = 0; at < 501; ++at) {
    post("fine");
    clock_.advance(std::chrono::seconds(1));
  }
  transact([&](ports::Tx& tx) {
    const GoalWork work(tx, tree_, clock_.now());
    const auto backlog = work.backlog();
    ASSERT_EQ(backlog.size(), 501U);
    EXPECT_EQ(backlog.front().row.id, tx.runs({.limit = 1'000}).back().id);
    EXPECT_FALSE(work.has_more_open());
  });
}

TEST_F(GoalWorkTest, ThatMoreRunsAreOpenThanAreReadIsSaid) {
  for (int at = 0; at < 5; ++at) post("fine");
  post("soon");
  pause("fine");
  const auto& fine = **tree_.named("a-fine");
  const auto looked_at = [&](std::size_t open_runs_max) {
    std::pair<std::size_t, bool> found;
    transact([&](ports::Tx& tx) {
      GoalWork work(tree_, clock_.now(), context::Language::en, open_runs_max);
      for (const auto* node : tree_.nodes()) work.read(tx, *node);
      found = {work.rows_of(fine).size(), work.more_of(fine).open};
      EXPECT_EQ(work.has_more_open(), found.second);
      EXPECT_EQ(work.more_of(**tree_.named("top")).open, found.second) << "what is above it";
      EXPECT_FALSE(work.more_of(**tree_.named("b-soon")).open);
      EXPECT_FALSE(work.more_of(fine).failed);
      EXPECT_EQ(work.standing(fine).stopped, 1) << "one that has stopped is read first";
      EXPECT_EQ(work.standing(fine).at_least, found.second);
    });
    return found;
  };
  EXPECT_EQ(looked_at(5), std::pair(std::size_t{5}, false));
  EXPECT_EQ(looked_at(4), std::pair(std::size_t{4}, true));
  EXPECT_EQ(looked_at(1), std::pair(std::size_t{1}, true));
}

TEST_F(GoalWorkTest, ThatMoreRunsFailedThanAreReadSaysNothingOfThoseThatAreOpen) {
  publish("late",
          "on: [{ event: late }]\nsteps:\n"
          "  a: { set: { n: '${trigger.data.nothing}' } }\n");
  for (int at = 0; at < 500; ++at) post("late");
  post("fine");
  transact([&](ports::Tx& tx) {
    const GoalWork work(tx, tree_, clock_.now());
    EXPECT_EQ(work.backlog().size(), 1U);
    EXPECT_FALSE(work.has_more_open());
    for (const auto* name : {"c-late", "top"}) {
      const auto& node = **tree_.named(name);
      EXPECT_TRUE(work.more_of(node).failed) << name;
      EXPECT_FALSE(work.more_of(node).open) << name;
      EXPECT_EQ(work.standing(node).stopped, 500) << name;
      EXPECT_TRUE(work.standing(node).at_least) << name;
    }
    EXPECT_FALSE(work.more_of(**tree_.named("a-fine")).failed);
  });
}

// Over a file, since only a file can be damaged behind the back of its store.
class GoalWorkOfDamageTest : public testing::Test {
 protected:
  GoalWorkOfDamageTest() {
    open();
    core::Findings findings;
    tree_ = std::make_shared<const goals::Tree>(goals::Tree::read(
        {{"g.yaml", "goal: sales\ninitiatives:\n  orders: { workflows: [onboarding] }\n"}},
        findings));
    EXPECT_TRUE(findings.empty());
    for (int at = 0; at < 6; ++at) runs_.push_back(begin_run(at < 2 ? "sales" : ""));
  }
  void open() {
    store_.reset();
    store_ = store::open_sqlite({.path = path_, .clock = clock_, .random = random_});
  }
  core::RunId begin_run(const std::string& goal) {
    core::RunId id;
    store::transact(*store_, [&](ports::Tx& tx) {
      auto change = store::make_run(tx);
      change.run.goal = goal;
      change.run.updated_at = clock_.now();
      tx.save(change);
      id = change.run.id;
    });
    return id;
  }
  // Changes the rows of runs in the file, then opens it again.
  void damage(const std::vector<std::size_t>& runs) {
    store_.reset();
    for (const auto at : runs) damage_row(runs_[at]);
    open();
  }
  // Changes the row of a run in the file.
  void damage_row(core::RunId run) { store::run_sql(path_, store::damage_of(run)); }
  // Has the goals looked at if there is a cause to. Throws what that throws.
  void look(GoalWatch& watch) {
    const auto busy = boost::asio::make_work_guard(io_);
    std::exception_ptr thrown = std::make_exception_ptr(std::runtime_error("it did not end"));
    boost::asio::co_spawn(io_, watch.pass(), [this, &thrown](const std::exception_ptr& error) {
      thrown = error;
      io_.stop();
    });
    io_.restart();
    io_.run();
    if (thrown) std::rethrow_exception(thrown);
  }
  core::Json status_of_sales() {
    return store::read(*store_, [this](ports::Queries& queries) {
      const StatusOf of{*tree_, **tree_->named("sales"), {}};
      return goal_status(queries, plans_, of, kpis_, clock_, {}).value();
    });
  }

  boost::asio::io_context io_;
  store::TemporaryFolder folder_;
  std::filesystem::path path_ = folder_.path() / "baton.db";
  store::HandClock clock_;
  store::CountedRandom random_;
  std::unique_ptr<ports::Store> store_;
  PlanCache plans_{4};
  kpis::Definitions kpis_;
  std::shared_ptr<const goals::Tree> tree_;
  std::vector<core::RunId> runs_;
};

TEST_F(GoalWorkOfDamageTest, ARunThatIsDamagedIsNamedAndTheOthersAreThere) {
  damage({1, 2, 5});
  store::read(*store_, [this](ports::Queries& queries) {
    const GoalWork work(queries, *tree_, clock_.now());
    std::set<core::RunId> left;
    for (const auto& one : work.backlog()) left.insert(one.row.id);
    EXPECT_THAT(left, ElementsAre(runs_[0], runs_[3], runs_[4]));
    EXPECT_EQ(work.standing(**tree_->named("sales")).open, 3);
    EXPECT_THAT(work.damaged(), ElementsAre(runs_[1], runs_[2], runs_[5]));
    EXPECT_EQ(work.damaged(**tree_->named("sales")), work.damaged());
    EXPECT_THAT(work.damaged(**tree_->named("orders")),
                testing::IsSupersetOf({runs_[2], runs_[5]}));
    EXPECT_EQ(
        unreadable_json(work.damaged()),
        core::Json({{"count", 3}, {"runs", {runs_[1].text(), runs_[2].text(), runs_[5].text()}}}));
    return 0;
  });
}

TEST_F(GoalWorkOfDamageTest, AStatusIsDraftedWithoutRunsThatAreDamaged) {
  EXPECT_EQ(status_of_sales().at("unreadable").at("count"), 0);
  damage({0, 5});
  const auto status = status_of_sales();
  EXPECT_EQ(status.at("unreadable").at("count"), 2);
  EXPECT_FALSE(status.at("sentences").empty());
}

TEST_F(GoalWorkOfDamageTest, WhoWatchesGoalsGoesOnWithoutThem) {
  damage({0, 1, 2, 3, 4});
  bus::Bus bus;
  GoalWatch watch(io_.get_executor(), *store_, bus, clock_, [this] { return tree_; });
  EXPECT_NO_THROW(look(watch));
  // Whether a run that has changed belongs to a goal cannot be read either.
  damage_row(begin_run("sales"));
  EXPECT_NO_THROW(look(watch));
}

}  // namespace
}  // namespace baton::runtime
