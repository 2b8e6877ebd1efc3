#include "baton/simulate/clock.hpp"

#include <gtest/gtest.h>

namespace baton::simulate {
namespace {

using namespace std::chrono_literals;

TEST(VirtualClock, StandsUntilItIsMoved) {
  VirtualClock clock;
  EXPECT_EQ(core::to_rfc3339(clock.now()), "2026-05-04T10:00:00Z");
  EXPECT_EQ(clock.steady(), clock.now());
  clock.advance(90s);
  EXPECT_EQ(clock.now(), VirtualClock::kBegins + 90s);
  EXPECT_EQ(clock.steady(), VirtualClock::kBegins + 90s);
}

TEST(VirtualClock, SteadyTimeGoesOnWhenTheWallClockIsSet) {
  VirtualClock clock;
  clock.set(VirtualClock::kBegins - 1h);
  clock.advance(1min);
  EXPECT_EQ(clock.now(), VirtualClock::kBegins - 59min);
  EXPECT_EQ(clock.steady(), VirtualClock::kBegins + 1min);
}

TEST(VirtualClock, AProcessGoesOnFromWhatTheOneBeforeItKept) {
  VirtualClock clock;
  clock.advance(1h);
  const auto kept = clock.kept();
  clock.set(VirtualClock::kBegins + 5h);
  clock.begin_process();
  EXPECT_EQ(clock.steady(), clock.now()) << "it has not read yet what was kept";
  clock.go_on_from(kept);
  EXPECT_EQ(clock.steady(), VirtualClock::kBegins + 1h) << "on the same start of the machine";
}

TEST(VirtualClock, AnotherStartOfTheMachineGoesOnByTheWallClock) {
  VirtualClock clock;
  clock.advance(1h);
  const auto kept = clock.kept();
  clock.advance(30min);
  clock.begin_machine(20s);
  clock.go_on_from(kept);
  EXPECT_EQ(clock.steady(), VirtualClock::kBegins + 90min);
  EXPECT_EQ(clock.line(), clock.steady() - 20s);
}

}  // namespace
}  // namespace baton::simulate
