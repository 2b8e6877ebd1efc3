#include "runtime/timers.hpp"

#include "baton/core/own_events.hpp"
#include "baton/simulate/chance.hpp"
#include "baton/simulate/clock.hpp"
#include "baton/store/memory.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>

namespace baton::runtime {
namespace {

class TimersTest : public testing::Test {
 protected:
  ~TimersTest() override {
    timers_.stop();
    poll();
  }
  // An alarm of a step of a fresh run.
  core::RunId put(core::Time due, core::AlarmKind kind = core::AlarmKind::step) {
    return put({{false, due, {}, "pause", kind}});
  }
  core::RunId put_on_wall(core::Time due) { return put({{true, due, {}, "pause"}}); }
  core::RunId put(std::vector<ports::AlarmRow> alarms) {
    core::RunId id;
    auto save = [&](ports::Tx& tx) {
      id = tx.new_run_id();
      ports::RunChange change;
      change.run.id = id;
      change.run.workflow = "w";
      change.run.status = core::RunStatus::waiting;
      change.run.revision = 1;
      change.run.started_at = change.run.updated_at = clock_.now();
      change.entry.run = id;
      change.entry.at = clock_.now();
      for (auto& alarm : alarms) alarm.run = id;
      change.alarms = alarms;
      tx.save(change);
    };
    transact(save);
    return id;
  }
  template <class Part>
  void transact(Part& part) {
    boost::asio::co_spawn(
        io_, [&]() -> boost::asio::awaitable<void> { co_await store_->transact(part); },
        boost::asio::detached);
    poll();
  }
  void poll() {
    io_.restart();
    io_.poll();
  }
  void start() {
    boost::asio::co_spawn(io_, timers_.run(), boost::asio::detached);
    poll();
  }
  std::size_t published(std::string_view type = core::kStepDue) {
    std::size_t count = 0;
    for (const auto& batch : bus_.take(2'000)) {
      for (const auto& event : batch.events) count += event.type == type ? 1U : 0U;
    }
    return count;
  }
  void schedule(core::Time due) {
    auto set = [due](ports::Tx& tx) { tx.set_schedule("flow", due); };
    transact(set);
  }
  // Somebody sets the wall clock, and it is looked at every second for a while.
  void set_wall(core::Duration by, core::Duration stands = {}) {
    clock_.set(clock_.now() + by);
    clock_.watch();
    for (; stands > core::Duration{}; stands -= std::chrono::seconds(1)) {
      clock_.advance(std::chrono::seconds(1));
      clock_.watch();
    }
  }
  // What is due is looked at again, `after` from now.
  void look(core::Duration after) {
    clock_.advance(after);
    timers_.notice({core::Time{}, {}});
    poll();
  }

  boost::asio::io_context io_;
  simulate::VirtualClock clock_;
  simulate::CountingRandom random_;
  std::unique_ptr<ports::Store> store_ = store::open_memory({clock_, random_, false});
  bus::Bus bus_;
  Timers timers_{io_.get_executor(), *store_, bus_, clock_};
};

TEST_F(TimersTest, PublishesWhatCameDueWhileTheServerWasAway) {
  put(clock_.now() - std::chrono::hours(2));
  put(clock_.now() + std::chrono::hours(2));
  start();
  EXPECT_EQ(published(), 1U);
}

TEST_F(TimersTest, PublishesADueStepOnceHoweverLongItsTurnTakes) {
  put(clock_.now());
  start();
  EXPECT_EQ(published(), 1U);
  for (int look = 0; look < 5; ++look) {  // the row is still due: nothing has stepped the event
    clock_.advance(std::chrono::seconds(1));
    timers_.notice({clock_.steady() - std::chrono::seconds(1), {}});
    poll();
  }
  EXPECT_EQ(published(), 0U);
}

// A gate that opens at the time until which the step behind it sleeps.
TEST_F(TimersTest, WhatFollowsADueStepMayBeDueAtTheSameTime) {
  const auto due = clock_.now();
  const auto run = put(due, core::AlarmKind::gate_closes);
  start();
  EXPECT_EQ(published(), 1U);
  auto save = [&](ports::Tx& tx) {
    ports::RunChange change;
    change.before.revision = 1;
    change.before.status = core::RunStatus::waiting;
    change.before.alarms = {{false, due, run, "pause", core::AlarmKind::gate_closes}};
    change.run = *tx.run(run);
    change.run.revision = 2;
    change.entry.run = run;
    change.alarms_over = change.before.alarms;
    change.alarms = {{false, due, run, "pause"}};
    tx.save(change);
  };
  transact(save);
  clock_.advance(std::chrono::seconds(1));
  timers_.notice({due, {}});
  poll();
  EXPECT_EQ(published(), 1U);
}

TEST_F(TimersTest, AnEarlierDueTimeWakesIt) {
  put(clock_.now() + std::chrono::hours(2));
  start();
  const auto soon = clock_.now() + std::chrono::minutes(1);
  put(soon);
  clock_.advance(std::chrono::minutes(1));
  timers_.notice({soon, {}});
  poll();
  EXPECT_EQ(published(), 1U);
}

TEST_F(TimersTest, AWallClockThatIsSetBackDelaysNothing) {
  put(clock_.now() + std::chrono::minutes(1));
  start();
  clock_.set(clock_.now() - std::chrono::hours(2));
  look(std::chrono::seconds(59));
  EXPECT_EQ(published(), 0U);
  look(std::chrono::seconds(1));
  EXPECT_EQ(published(), 1U);
}

TEST_F(TimersTest, AWallClockThatIsPutForwardEndsNothing) {
  for (int step = 0; step < 1'500; ++step) put(clock_.steady() + std::chrono::hours(24 * 30));
  start();
  clock_.set(clock_.now() + std::chrono::hours(24 * 365));
  look(std::chrono::seconds(3));
  EXPECT_EQ(published(), 0U);
  clock_.set(clock_.now() - std::chrono::hours(24 * 365));
  look(std::chrono::hours(24 * 30));
  EXPECT_EQ(published(), 1'000U) << "as many as one look takes";
}

TEST_F(TimersTest, ATimeOnTheWallIsToldWhenTheWallClockGetsThere) {
  put_on_wall(clock_.now() + std::chrono::minutes(1));
  start();
  clock_.set(clock_.now() - std::chrono::hours(2));
  std::size_t count = 0;
  for (int minute = 0; minute < 120; ++minute) {
    look(std::chrono::minutes(1));
    count += published();
  }
  EXPECT_EQ(count, 0U);
  look(std::chrono::minutes(1));
  EXPECT_EQ(published(), 1U);
}

TEST_F(TimersTest, ATimeOnTheWallThatIsSetBackIsToldAgain) {
  put_on_wall(clock_.now() + std::chrono::minutes(1));
  start();
  clock_.set(clock_.now() + std::chrono::hours(1));
  look(std::chrono::seconds(1));
  EXPECT_EQ(published(), 1U);
  clock_.set(clock_.now() - std::chrono::hours(1));
  look(std::chrono::seconds(1));
  look(std::chrono::minutes(1));
  EXPECT_EQ(published(), 1U);
}

TEST_F(TimersTest, AScheduleIsToldInTimeUnderAWallClockThatStandsWrongForAWhile) {
  start();
  for (const auto wrong : {std::chrono::hours(24 * 365), -std::chrono::hours(24 * 365)}) {
    const auto due = clock_.now() + std::chrono::seconds(5);
    schedule(due);
    timers_.notice({{}, due});
    set_wall(wrong);
    look(std::chrono::seconds(4));
    EXPECT_EQ(published(core::kScheduleDue), 0U);
    look(std::chrono::seconds(1));
    EXPECT_EQ(published(core::kScheduleDue), 1U);
    set_wall(-wrong);
    look(std::chrono::seconds(60));
    published(core::kScheduleDue);  // it is told again when nobody has dealt with it for so long
  }
}

TEST_F(TimersTest, AScheduleIsToldInTimeOnceTheWallClockIsRightAgain) {
  schedule(clock_.now() + std::chrono::seconds(5));
  start();
  set_wall(std::chrono::hours(24 * 365));
  look(std::chrono::seconds(1));  // it is due by the wall clock, and not by the trusted one
  set_wall(-std::chrono::hours(24 * 365));
  clock_.advance(std::chrono::seconds(4));
  timers_.notice({clock_.steady() + std::chrono::hours(1), {}});  // it wakes, as from a nap
  poll();
  EXPECT_EQ(published(core::kScheduleDue), 1U);
}

TEST_F(TimersTest, AScheduleFollowsAWallClockThatStands) {
  schedule(clock_.now() + std::chrono::hours(1));
  start();
  set_wall(std::chrono::hours(1), std::chrono::minutes(9));
  look({});
  EXPECT_EQ(published(core::kScheduleDue), 0U);
  set_wall({}, std::chrono::minutes(2));
  look({});
  EXPECT_EQ(published(core::kScheduleDue), 1U);
}

TEST_F(TimersTest, AGateThatIsAskedAtATimeOnTheWallIsToldWhenItCloses) {
  put({{true, clock_.now() + std::chrono::hours(1), {}, "pause", core::AlarmKind::gate_again},
       {false,
        clock_.steady() + std::chrono::hours(2),
        {},
        "pause",
        core::AlarmKind::gate_closes}});
  start();
  clock_.set(clock_.now() - std::chrono::hours(24));
  look(std::chrono::hours(1));
  EXPECT_EQ(published(), 0U);
  look(std::chrono::hours(1));
  EXPECT_EQ(published(), 1U);
}

}  // namespace
}  // namespace baton::runtime
