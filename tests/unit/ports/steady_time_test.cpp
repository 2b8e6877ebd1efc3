#include "baton/ports/steady_time.hpp"

#include <gtest/gtest.h>
#include <optional>
#include <string>

namespace baton::ports {
namespace {

using core::Duration;
using core::Time;
using std::chrono::days;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

constexpr Time kNoon(std::chrono::sys_days(std::chrono::year(2026) / 5 / 4) + hours(12));
constexpr Duration kYear = days(365);

// A machine: its two clocks, one process on it after the other, and what the store keeps.
class Machine {
 public:
  Machine() { start_process(); }

  void pass(Duration length) {
    wall += length;
    since_start += length;
  }
  // The process looks every second; that it does so rarely here makes no difference while nobody
  // sets the clock.
  Clock::Watched watch(Duration length = {}) {
    for (; length > Duration{}; length -= minutes(1)) {
      clock->watch({wall, since_start});
      pass(std::min<Duration>(length, minutes(1)));
    }
    return clock->watch({wall, since_start});
  }
  void keep() { kept = clock->kept(since_start); }
  void start_process() {
    clock.emplace(boot_id, SteadyTime::Reading{wall, since_start});
    earlier_until = clock->go_on_from(kept, {wall, since_start});
    keep();
  }
  // `off`: until there is power again.
  void start_machine(Duration off, std::string id) {
    wall += off;
    since_start = seconds(20);
    boot_id = std::move(id);
    start_process();
  }
  Time steady() const { return clock->at(since_start); }

  Time wall = kNoon;
  Duration since_start = hours(100);
  std::string boot_id = "first";
  std::string kept;
  Time earlier_until;  // up to when the process before may have begun what was due
  std::optional<SteadyTime> clock;
};

TEST(SteadyTime, IsTheWallClockThatNobodySets) {
  Machine machine;
  EXPECT_EQ(machine.steady(), kNoon);
  machine.pass(seconds(7));
  EXPECT_EQ(machine.steady(), kNoon + seconds(7));
  EXPECT_TRUE(machine.watch().wall_agrees);
}

TEST(SteadyTime, FollowsTheWallClockNeitherForwardNorBack) {
  for (const Duration by : {kYear, Duration(days(1)), -Duration(hours(2)), -kYear}) {
    Machine machine;
    machine.wall += by;
    EXPECT_FALSE(machine.watch().wall_agrees);
    machine.pass(seconds(3));
    EXPECT_EQ(machine.steady(), kNoon + seconds(3));
    machine.wall -= by;
    EXPECT_FALSE(machine.watch().wall_agrees) << "it has not stood there for long";
    EXPECT_TRUE(machine.watch(SteadyTime::kBelievedAfter).wall_agrees);
    EXPECT_EQ(machine.steady(), kNoon + seconds(3) + SteadyTime::kBelievedAfter);
    EXPECT_EQ(machine.clock->wall_ahead(), Duration{});
  }
}

TEST(SteadyTime, ARestartGoesOnByTheSameLineWhateverTheWallClockShows) {
  for (const Duration by : {kYear, -kYear}) {
    Machine machine;
    machine.wall += by;
    machine.watch();
    machine.pass(minutes(5));
    machine.start_process();
    EXPECT_EQ(machine.steady(), kNoon + minutes(5));
    machine.wall -= by;
    machine.pass(minutes(5));
    machine.start_process();
    EXPECT_EQ(machine.steady(), kNoon + minutes(10));
    EXPECT_TRUE(machine.watch().wall_agrees);
  }
}

// Somebody corrects a clock that stood wrong from the first start on.
TEST(SteadyTime, BelievesAWallClockThatStaysWhereItWasSet) {
  Machine machine;
  machine.wall += kYear;
  machine.watch(SteadyTime::kBelievedAfter - seconds(1));
  EXPECT_EQ(machine.clock->wall_ahead(), Duration{});
  machine.pass(seconds(1));
  EXPECT_TRUE(machine.watch().to_be_kept);
  EXPECT_EQ(machine.clock->wall_ahead(), kYear);
  EXPECT_EQ(machine.steady(), kNoon + SteadyTime::kBelievedAfter)
      << "nothing that lasts got shorter";
  EXPECT_TRUE(machine.watch().wall_agrees);
  machine.keep();
  machine.start_machine(hours(3), "second");
  EXPECT_EQ(machine.steady(), kNoon + SteadyTime::kBelievedAfter + hours(3));
}

TEST(SteadyTime, AStartOfTheMachineGoesOnByTheWallClock) {
  Machine machine;
  machine.pass(hours(1));
  machine.keep();
  machine.pass(seconds(30));  // and then the power went
  machine.start_machine(hours(8), "second");
  EXPECT_EQ(machine.steady(), kNoon + hours(9) + seconds(30));
  EXPECT_FALSE(machine.watch().wall_agrees) << "what it showed at the start may be wrong";
  EXPECT_TRUE(machine.watch(SteadyTime::kBelievedAfter).wall_agrees);
  EXPECT_EQ(machine.steady(), machine.wall);
}

TEST(SteadyTime, NeverGoesBackOverAStartOfTheMachine) {
  Machine machine;
  machine.start_machine(-kYear, "second");
  EXPECT_EQ(machine.steady(), kNoon);
  machine.pass(seconds(5));
  machine.start_process();
  EXPECT_EQ(machine.steady(), kNoon + seconds(5));
}

// A board without a battery begins where its clock stopped, until it has a network.
TEST(SteadyTime, MakesUpOnceForAWallClockThatStoodBehindAtTheStart) {
  for (const Duration behind : {Duration(hours(11)), kYear}) {
    Machine machine;
    machine.keep();
    machine.start_machine(hours(9) - behind, "second");
    machine.watch(hours(2));
    EXPECT_EQ(machine.steady(), kNoon + hours(2));
    machine.start_process();
    machine.wall += behind;
    machine.watch(SteadyTime::kBelievedAfter - seconds(1));
    EXPECT_EQ(machine.steady(), kNoon + hours(2) + SteadyTime::kBelievedAfter - seconds(1));
    machine.pass(seconds(1));
    EXPECT_TRUE(machine.watch().to_be_kept);
    EXPECT_EQ(machine.steady(), machine.wall);
    EXPECT_EQ(machine.clock->wall_ahead(), Duration{});
    machine.keep();
    machine.start_process();
    EXPECT_EQ(machine.steady(), machine.wall);
    machine.watch(SteadyTime::kSettles);
    EXPECT_EQ(machine.steady(), machine.wall) << "once, and no more";
  }
}

TEST(SteadyTime, AShortErrorAfterAStartOfTheMachineShortensNothing) {
  Machine machine;
  machine.start_machine(hours(1), "second");
  const auto before = machine.steady();
  machine.wall += kYear;
  machine.watch(minutes(3));
  machine.wall -= kYear;
  machine.watch(hours(1));
  EXPECT_EQ(machine.steady(), before + minutes(63));
}

// Whether it was put right before the machine went off or meanwhile: what was believed of it no
// longer holds.
TEST(SteadyTime, AWallClockThatIsPutRightAroundAStartOfTheMachineShortensNothing) {
  for (const bool meanwhile : {false, true}) {
    for (const Duration by : {kYear, -kYear}) {
      Machine machine;
      machine.wall += by;
      machine.watch(hours(1));
      ASSERT_EQ(machine.clock->wall_ahead(), by);
      machine.keep();
      machine.wall -= by;
      if (!meanwhile) {
        machine.watch(minutes(2));
        machine.keep();
      }
      const auto before = machine.steady();
      machine.start_machine(hours(3), "second");
      EXPECT_GE(machine.steady(), before);
      EXPECT_LE(machine.steady(), before + hours(3));
      const auto started = machine.steady();
      machine.watch(hours(5));
      EXPECT_LE(machine.steady(), started + hours(8));
    }
  }
}

// Nothing says that it stood behind when the machine was started.
TEST(SteadyTime, AnErrorOfHoursAfterAStartOfTheMachineShortensNothing) {
  Machine machine;
  machine.start_machine(hours(1), "second");
  const auto before = machine.steady();
  machine.wall += kYear;
  machine.watch(hours(5));
  EXPECT_EQ(machine.steady(), before + hours(5));
}

TEST(SteadyTime, AnErrorAfterTheWallClockWasPutRightShortensNothing) {
  Machine machine;
  machine.keep();
  machine.start_machine(-hours(40), "second");
  machine.watch(seconds(6));
  machine.wall += hours(40);
  machine.watch(hours(2));
  const auto before = machine.steady();
  machine.wall += 30 * kYear;
  machine.watch(hours(2));
  EXPECT_EQ(machine.steady(), before + hours(2));
}

// Whether it was put right or somebody slipped cannot be told, but no machine is off for years.
TEST(SteadyTime, AWallClockThatStoodBehindIsNotMadeUpForByYears) {
  Machine machine;
  machine.start_machine(-kYear, "second");
  machine.watch(minutes(1));
  const auto before = machine.steady();
  machine.wall += 2 * kYear;
  machine.watch(hours(2));
  EXPECT_EQ(machine.steady(), before + hours(2));
}

TEST(SteadyTime, TellsHowFarAnEarlierProcessMayHaveCome) {
  Machine machine;
  machine.pass(hours(1));
  machine.start_process();
  EXPECT_EQ(machine.earlier_until, machine.steady())
      << "the same start of the machine: that is known";
  const auto kept_at = machine.steady();
  machine.pass(minutes(1));
  machine.start_machine(-hours(40), "second");
  EXPECT_EQ(machine.steady(), kept_at);
  EXPECT_EQ(machine.earlier_until, kept_at + Clock::kKeptFor) << "the wall clock does not tell";
  machine.start_machine(hours(60), "third");
  EXPECT_EQ(machine.earlier_until, machine.steady());
}

TEST(SteadyTime, ADayAfterAStartOfTheMachineTheWallClockShortensNothing) {
  Machine machine;
  machine.start_machine(hours(1), "second");
  const auto before = machine.steady();
  machine.watch(SteadyTime::kSettles);
  machine.wall += kYear;
  machine.watch(hours(1));
  EXPECT_EQ(machine.steady(), before + SteadyTime::kSettles + hours(1));
}

TEST(SteadyTime, FollowsSmallStepsSoThatTheyDoNotAddUp) {
  Machine machine;
  for (int step = 0; step < 10; ++step) {
    machine.wall += seconds(20);
    EXPECT_TRUE(machine.watch(hours(1)).wall_agrees);
  }
  EXPECT_EQ(machine.steady(), kNoon + hours(10));
  EXPECT_EQ(machine.clock->wall_ahead(), seconds(200));
}

TEST(SteadyTime, WithoutABootIdEveryProcessGoesByTheWallClock) {
  Machine machine;
  machine.boot_id = "";
  machine.start_process();
  machine.pass(hours(1));
  machine.start_process();
  EXPECT_EQ(machine.steady(), kNoon + hours(1));
}

TEST(SteadyTime, AContainerWithATimeOfItsOwnDoesNotGoBack) {
  Machine machine;
  machine.pass(hours(1));
  machine.keep();
  machine.since_start -= hours(50);
  machine.start_process();
  EXPECT_EQ(machine.steady(), kNoon + hours(1));
}

TEST(SteadyTime, WhatIsNoMarkIsNone) {
  for (const char* kept :
       {"", "{}", "2026-05-04T12:00:00Z", "[1]", R"({"start":"first","line_us":"1"})"}) {
    Machine machine;
    machine.kept = kept;
    machine.pass(hours(1));
    machine.start_process();
    EXPECT_EQ(machine.steady(), kNoon + hours(1)) << kept;
  }
}

}  // namespace
}  // namespace baton::ports
