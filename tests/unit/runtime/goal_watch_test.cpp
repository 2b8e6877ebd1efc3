#include "runtime/goal_watch.hpp"

#include "baton/core/lifecycle.hpp"
#include "unit/runtime/dispatching.hpp"
#include "unit/runtime/stepping.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <gmock/gmock.h>

namespace baton::runtime {
namespace {

namespace asio = boost::asio;
using std::chrono::hours;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

constexpr auto* kSiteBuild =
    "on: [{ event: go }]\n"
    "steps:\n"
    "  copy: { task: { by: { group: web }, title: Write it } }\n"
    "  live: { needs: copy, wait: { event: live } }\n";

class GoalWatchTest : public SteppingTest {
 protected:
  GoalWatchTest() {
    describe("due: 2026-05-10\n");
    publish("site-build", kSiteBuild);
    begin_process();
  }
  // The clock of the test begins on 4 May 2026.
  void describe(const std::string& initiative) {
    core::Findings findings;
    std::string text =
        "goal: retention\ntitle: Keep them\ninitiatives:\n  refonte:\n"
        "    title: Refonte UX\n    workflows: [site-build]\n";
    text += "    " + initiative;
    goals_ = std::make_shared<const goals::Tree>(
        goals::Tree::read({{"retention.yaml", text}}, findings));
    ASSERT_TRUE(findings.empty());
  }
  void begin_process() {
    watch_.reset();
    wire();
    bus_->on_waiting([this] { turns_->wake(); });
    watch_ = std::make_unique<GoalWatch>(io_.get_executor(), *store_, *bus_, clock_,
                                         [this] { return goals_; });
  }
  void look() {
    bool done = false;
    asio::co_spawn(io_, watch_->pass(), [&done](const std::exception_ptr& error) {
      if (error) std::rethrow_exception(error);
      done = true;
    });
    io_.restart();
    io_.poll();
    EXPECT_TRUE(done);
  }
  std::vector<core::Event> told() {
    std::vector<core::Event> events;
    transact([&](ports::Tx& tx) {
      for (auto& one : tx.events_after({}, 1'000'000))
        if (one.type == core::kGoalAtRisk) events.push_back(std::move(one));
    });
    return events;
  }
  std::vector<std::string> subjects() {
    std::vector<std::string> names;
    for (const auto& event : told())
      names.push_back(event.subject + " " + core::text_at(event.data, "state"));
    return names;
  }
  void pause_all() {
    for (const auto& run : runs()) {
      bus_->post(core::run_pause(run.id(), "", "user:ann", clock_.now()));
      turns_->wake();
    }
  }
  void resume_all() {
    for (const auto& run : runs()) {
      bus_->post(core::run_resume(run.id(), "user:ann", clock_.now()));
      turns_->wake();
    }
  }

  asio::io_context io_;
  std::shared_ptr<const goals::Tree> goals_;
  std::unique_ptr<GoalWatch> watch_;
};

TEST_F(GoalWatchTest, TellsWithTheNextEventAfterItsCause) {
  post("go");
  look();
  EXPECT_THAT(told(), IsEmpty());
  pause_all();
  const auto cause = [this] {
    core::EventId last;
    transact([&](ports::Tx& tx) { last = tx.last_event(); });
    return last;
  }();
  look();
  EXPECT_THAT(subjects(), ElementsAre("retention at_risk", "refonte at_risk"));
  transact([&](ports::Tx& tx) {
    const auto behind = tx.events_after(cause, 1);
    ASSERT_THAT(behind, SizeIs(1));
    EXPECT_EQ(behind.front().type, core::kGoalAtRisk) << "nothing stands between them";
  });
}

TEST_F(GoalWatchTest, NamesWhatBlocksIt) {
  for (int at = 0; at < 15; ++at) post("go");
  clock_.advance(hours(72));
  look();
  ASSERT_THAT(told(), SizeIs(2));
  const auto event = told().back();
  EXPECT_EQ(core::text_at(event.data, "sentence"),
            "15 tasks of Refonte UX blocked for 3d, due in 3d");
  EXPECT_EQ(event.data.at("chain"), core::Json::array({"refonte", "retention"}));
  EXPECT_EQ(event.data.at("blocking"), 15);
  ASSERT_EQ(event.data.at("blocked_by").size(), 10U);
  EXPECT_EQ(event.data.at("blocked_by").at(0).at("step"), "copy");
  EXPECT_EQ(event.data.at("was"), "on_track");
  EXPECT_EQ(event.data.at("in_the_way").at("tasks"), 15);
  EXPECT_TRUE(event.data.at("beneath").empty());
  EXPECT_EQ(
      told().front().data.at("beneath"),
      core::Json::array({{{"name", "refonte"}, {"title", "Refonte UX"}, {"state", "at_risk"}}}));
}

TEST_F(GoalWatchTest, TellsEachChangeForTheWorseOnce) {
  post("go");
  pause_all();
  look();
  ASSERT_THAT(told(), SizeIs(2));
  for (int again = 0; again < 3; ++again) {
    begin_process();
    look();
    clock_.advance(hours(1));
    look();
  }
  EXPECT_THAT(told(), SizeIs(2)) << "also by another process";
  clock_.advance(hours(24 * 7));
  look();
  EXPECT_THAT(subjects(), ElementsAre("retention at_risk", "refonte at_risk", "refonte off"));
}

TEST_F(GoalWatchTest, TellsAgainAfterItWasOnTrack) {
  describe("due: 2026-12-31\n");
  post("go");
  pause_all();
  look();
  ASSERT_THAT(told(), SizeIs(2));
  resume_all();
  look();
  EXPECT_THAT(told(), SizeIs(2));
  pause_all();
  look();
  EXPECT_THAT(told(), SizeIs(4));
}

TEST_F(GoalWatchTest, LooksAgainOnceAMinuteAndWhenTheGoalsAreOthers) {
  describe("due: 2026-12-31\n");
  post("go");
  clock_.advance(hours(72));
  look();
  EXPECT_THAT(subjects(), ElementsAre("retention at_risk"))
      << "there is time until the end of the year; a goal without a day is always due soon";
  describe("due: 2026-05-10\n");
  look();
  EXPECT_THAT(subjects(), ElementsAre("retention at_risk", "refonte at_risk"));
}

TEST_F(GoalWatchTest, WhatChangesWhileItLooksIsToldByTheNextLook) {
  post("go");
  const auto open = runs();
  ASSERT_THAT(open, SizeIs(1));
  WatchedStore watched(*store_);
  watch_ = std::make_unique<GoalWatch>(io_.get_executor(), watched, *bus_, clock_,
                                       [this] { return goals_; });
  // The first read asks whether there is a cause, and the next two are of the two goals.
  watched.after_read = [&] {
    if (watched.reads == 3)
      bus_->post(core::run_pause(open.front().id(), "", "user:ann", clock_.now()));
  };
  look();
  EXPECT_TRUE(all(core::RunStatus::paused));
  EXPECT_THAT(told(), IsEmpty());
  look();
  EXPECT_THAT(subjects(), ElementsAre("retention at_risk", "refonte at_risk"));
  watch_.reset();
}

TEST_F(GoalWatchTest, WithoutGoalsNothingIsTold) {
  goals_ = std::make_shared<const goals::Tree>();
  post("go");
  pause_all();
  look();
  EXPECT_THAT(told(), IsEmpty());
}

}  // namespace
}  // namespace baton::runtime
