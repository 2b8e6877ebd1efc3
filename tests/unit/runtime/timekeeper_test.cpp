#include "runtime/timekeeper.hpp"

#include "baton/simulate/chance.hpp"
#include "baton/simulate/clock.hpp"
#include "baton/store/memory.hpp"
#include "unit/at_once.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>
#include <stdexcept>

namespace baton::runtime {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

class TimekeeperTest : public testing::Test {
 protected:
  TimekeeperTest() {
    tests::at_once(*store_, [this](ports::Tx& tx) { keeper_.begin(tx); });
  }
  // Looks every second, for so long.
  void look(core::Duration length = seconds(1)) {
    for (; length > core::Duration{}; length -= seconds(1)) {
      clock_.advance(seconds(1));
      boost::asio::co_spawn(io_, keeper_.look(), boost::asio::detached);
      io_.restart();
      io_.poll();
    }
  }
  void set(core::Duration by) { clock_.set(clock_.now() + by); }

  boost::asio::io_context io_;
  simulate::VirtualClock clock_;
  simulate::CountingRandom random_;
  telemetry::Metrics metrics_;
  std::unique_ptr<ports::Store> store_ = store::open_memory({clock_, random_, false});
  int went_back_ = 0;
  bool fails_ = false;
  Timekeeper keeper_{io_.get_executor(),
                     *store_,
                     clock_,
                     metrics_,
                     [](core::Time) {},
                     [this]() -> boost::asio::awaitable<void> {
                       ++went_back_;
                       if (fails_) throw std::runtime_error("the store is away");
                       co_return;
                     }};
};

TEST_F(TimekeeperTest, AnErrorOfTheWallClockThatPassesIsNoStepBack) {
  for (const auto wrong : {hours(24 * 365), -hours(24 * 365)}) {
    set(wrong);
    look(minutes(9));
    set(-wrong);
    look(minutes(20));
  }
  EXPECT_EQ(went_back_, 0);
}

TEST_F(TimekeeperTest, AWallClockThatIsTrustedAndSetBackIsToldOnceItIsTrustedAgain) {
  set(hours(3));
  look(minutes(11));
  EXPECT_EQ(clock_.believed(), clock_.now());
  set(-hours(3));
  look(minutes(9));
  EXPECT_EQ(went_back_, 0);
  look(minutes(2));
  EXPECT_EQ(went_back_, 1);
}

TEST_F(TimekeeperTest, WhatFailsIsDoneAgain) {
  set(-hours(3));
  fails_ = true;
  look(minutes(10) + seconds(2));
  EXPECT_GT(went_back_, 1);
  fails_ = false;
  look();
  const auto done = went_back_;
  look(minutes(1));
  EXPECT_EQ(went_back_, done);
}

}  // namespace
}  // namespace baton::runtime
