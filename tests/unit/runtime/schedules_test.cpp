#include "runtime/schedules.hpp"

#include "baton/core/own_events.hpp"
#include "baton/runtime/middle.hpp"
#include "baton/simulate/chance.hpp"
#include "baton/simulate/clock.hpp"
#include "baton/store/memory.hpp"
#include "unit/at_once.hpp"

#include <gtest/gtest.h>

namespace baton::runtime {
namespace {

using std::chrono::hours;
using std::chrono::minutes;

// The clock begins at ten, and the schedules fire at full hours.
class SchedulesTest : public testing::Test {
 protected:
  static ports::TemplateRow row(int version, const std::string& triggers) {
    return {
        "flow", version, "workflow: flow\non: [" + triggers + "]\nsteps: {one: {set: {n: 1}}}\n",
        "hash", "",      {},
        "test"};
  }
  std::optional<core::Time> due() {
    std::optional<core::Time> found;
    transact([&](ports::Tx& tx) { found = tx.schedule_due("flow"); });
    return found;
  }
  void set_due(core::Time due) {
    transact([&](ports::Tx& tx) { tx.set_schedule("flow", due); });
  }
  void put_in_force(const ports::TemplateRow& version, bool keeps_due) {
    transact([&](ports::Tx& tx) {
      tx.put_template(version);
      runtime::activate(tx, catalog_, try_plan(version).value(), clock_.now(), keeps_due);
    });
  }
  void transact(std::function<void(ports::Tx&)> part) { tests::at_once(*store_, std::move(part)); }
  // Where events are stepped; nothing is performed.
  std::unique_ptr<Middle> stepping() {
    Middle::Hooks nothing{[](std::vector<core::StartAction>) {}, [](core::Duration) {}};
    return std::make_unique<Middle>(*store_, clock_, random_, metrics_, Options{},
                                    std::move(nothing));
  }
  // The same, with a workflow whose schedule fires at each full hour.
  std::unique_ptr<Middle> hourly() {
    auto middle = stepping();
    transact([&](ports::Tx& tx) {
      tx.put_template(row(1, kHourly));
      middle->load(tx);
    });
    return middle;
  }

  const std::string kHourly = "{schedule: {cron: '0 * * * *'}}";
  const std::string kDaily = "{schedule: {cron: '0 0 * * *'}}";
  simulate::VirtualClock clock_;
  const core::Time ten_ = clock_.now();
  simulate::CountingRandom random_;
  telemetry::Metrics metrics_;
  std::unique_ptr<ports::Store> store_ = store::open_memory({clock_, random_, false});
  PlanCache plans_{4};
  Catalog catalog_{plans_};
};

TEST_F(SchedulesTest, AVersionInForceHasTheAlarmOfItsSchedules) {
  put_in_force(row(1, kDaily + ", " + kHourly), false);
  EXPECT_EQ(due(), ten_ + hours(1));
  put_in_force(row(2, "{event: go}"), false);
  EXPECT_EQ(due(), std::nullopt);
}

TEST_F(SchedulesTest, WhatIsDueStaysForTheSameSchedulesOnly) {
  put_in_force(row(1, kHourly), false);
  set_due(ten_ - hours(3));
  put_in_force(row(2, kHourly), true);
  EXPECT_EQ(due(), ten_ - hours(3));
  put_in_force(row(3, kDaily), false);
  EXPECT_EQ(due(), ten_ + hours(14));
}

TEST_F(SchedulesTest, AStartSetsAllAlarmsButThoseWhoseTimeHasCome) {
  put_in_force(row(1, kHourly), false);
  transact([](ports::Tx& tx) { tx.set_schedule("gone", core::Time{}); });
  const auto start = [this] {
    transact([this](ports::Tx& tx) { arm_all(tx, catalog_, clock_.now()); });
  };
  set_due(ten_ - hours(3));
  start();
  EXPECT_EQ(due(), ten_ - hours(3));
  set_due(ten_ + hours(300));  // as one that a clock that stood ahead has left
  start();
  EXPECT_EQ(due(), ten_ + hours(1));
  transact([](ports::Tx& tx) { EXPECT_EQ(tx.scheduled(), std::vector<std::string>{"flow"}); });
}

TEST_F(SchedulesTest, AnAlarmThatIsToldTwiceFiresOnce) {
  const auto middle = hourly();
  const auto planned = due().value();
  clock_.advance(hours(1) + minutes(1));
  for (int told = 0; told < 2; ++told)
    middle->bus().post(core::schedule_due("flow", planned, clock_.now()));
  EXPECT_EQ(due(), planned + hours(1));
  transact([&](ports::Tx& tx) {
    ASSERT_EQ(tx.runs({}).size(), 1U);
    const auto trigger = tx.event(tx.runs({}).at(0).trigger).value();
    EXPECT_EQ(trigger.type, core::kScheduleFired);
    EXPECT_EQ(core::text_at(trigger.data, "at"), core::to_rfc3339(planned));
  });
}

TEST_F(SchedulesTest, AMomentThatTheClockComesByTwiceFiresOnce) {
  const auto middle = hourly();
  const auto planned = due().value();
  const auto runs = [this] {
    std::size_t found = 0;
    transact([&](ports::Tx& tx) { found = tx.runs({}).size(); });
    return found;
  };
  for (int pass = 0; pass < 2; ++pass) {
    EXPECT_EQ(due(), planned);
    clock_.advance(hours(1));
    middle->bus().post(core::schedule_due("flow", planned, clock_.now()));
    EXPECT_EQ(due(), planned + hours(1));
    EXPECT_EQ(runs(), 1U);
    // Somebody sets it back, and it stands so until it is trusted.
    clock_.set(clock_.now() - hours(1));
    for (int minute = 0; minute < 12; ++minute) {
      clock_.watch();
      clock_.advance(minutes(1));
    }
    clock_.watch();
    clock_.set(ten_);
    transact([&](ports::Tx& tx) { middle->load(tx); });
  }
  clock_.advance(hours(2));
  middle->bus().post(core::schedule_due("flow", planned, clock_.now()));
  EXPECT_EQ(runs(), 2U) << "the one after it";
}

TEST_F(SchedulesTest, AWallClockThatStandsWrongForAWhileStartsNothing) {
  const auto middle = hourly();
  const auto planned = due().value();
  clock_.set(clock_.now() + hours(24 * 365));
  clock_.watch();
  middle->bus().post(core::schedule_due("flow", planned, clock_.now()));
  transact([](ports::Tx& tx) { EXPECT_TRUE(tx.runs({}).empty()); });
  EXPECT_EQ(due(), planned);
  transact([&](ports::Tx& tx) { middle->load(tx); });  // as a version that is published meanwhile
  EXPECT_EQ(due(), planned);
}

TEST_F(SchedulesTest, AnAlarmOfAWorkflowThatIsNotActiveGoes) {
  const auto middle = stepping();
  set_due(ten_);
  middle->bus().post(core::schedule_due("flow", ten_, ten_));
  EXPECT_EQ(due(), std::nullopt);
}

}  // namespace
}  // namespace baton::runtime
