#include "baton/ports/clock.hpp"

#include <chrono>
#include <gtest/gtest.h>

namespace baton::ports {
namespace {

using core::Duration;
using core::Time;
using std::chrono::hours;
using std::chrono::seconds;

const Time kNoon(std::chrono::sys_days(std::chrono::year(2026) / 5 / 4) + hours(12));
const Duration kUp = hours(3);

TEST(SteadyTime, IsTheWallClockThatNobodySets) {
  SteadyTime steady;
  EXPECT_EQ(steady.at(kNoon, kUp), kNoon);
  EXPECT_EQ(steady.at(kNoon + seconds(7), kUp + seconds(7)), kNoon + seconds(7));
}

TEST(SteadyTime, GoesOnAtItsPaceWhenTheWallClockIsSetBackAndPutRight) {
  SteadyTime steady;
  steady.at(kNoon, kUp);
  EXPECT_EQ(steady.at(kNoon - hours(2), kUp + seconds(1)), kNoon + seconds(1));
  EXPECT_EQ(steady.at(kNoon - hours(1), kUp + hours(1)), kNoon + hours(1));
  EXPECT_EQ(steady.at(kNoon + hours(2), kUp + hours(2)), kNoon + hours(2));
}

TEST(SteadyTime, IsNeverBehindAWallClockThatIsPutForward) {
  SteadyTime steady;
  steady.at(kNoon, kUp);
  EXPECT_EQ(steady.at(kNoon + hours(26), kUp + seconds(1)), kNoon + hours(26));
  EXPECT_EQ(steady.at(kNoon, kUp + seconds(2)), kNoon + hours(26) + seconds(1));
}

TEST(SteadyTime, APauseBetweenTheReadingsIsNoJump) {
  SteadyTime steady;
  steady.at(kNoon, kUp);
  EXPECT_EQ(steady.at(kNoon, kUp + seconds(5)), kNoon + seconds(5));
  EXPECT_EQ(steady.at(kNoon + seconds(6), kUp + seconds(6)), kNoon + seconds(6));
}

}  // namespace
}  // namespace baton::ports
