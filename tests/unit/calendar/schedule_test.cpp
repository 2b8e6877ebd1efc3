#include "baton/calendar/schedule.hpp"

#include "unit/calendar/at.hpp"

#include <gtest/gtest.h>

namespace baton::calendar {
namespace {

using core::Time;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

Schedule schedule(std::string_view text, Misfire misfire) {
  return {Cron::parse(text).cron.value(), Zone(), misfire};
}

const Time kNoon = at("2026-05-04T12:00:00Z");

TEST(Schedule, WhatIsOnTimeFiresByEveryPolicy) {
  for (const auto misfire : {Misfire::once, Misfire::all, Misfire::skip}) {
    const auto hourly = schedule("@hourly", misfire);
    const auto found = firings(hourly, kNoon - minutes(5), kNoon + seconds(2));
    EXPECT_EQ(found.due, std::vector{kNoon});
    EXPECT_EQ(found.dealt_with, kNoon + seconds(2));
    EXPECT_EQ(found.next, kNoon + hours(1));
    // Nothing fires a second time.
    EXPECT_TRUE(firings(hourly, found.dealt_with, kNoon + minutes(1)).due.empty());
  }
}

TEST(Schedule, MissedFiringsAreMadeUpForByPolicy) {
  const auto missed = [](Misfire misfire) {
    return firings(schedule("@hourly", misfire), kNoon - hours(3) - minutes(30),
                   kNoon + minutes(30))
        .due;
  };
  EXPECT_EQ(missed(Misfire::once), std::vector{kNoon});
  EXPECT_EQ(missed(Misfire::all),
            (std::vector{kNoon - hours(3), kNoon - hours(2), kNoon - hours(1), kNoon}));
  EXPECT_TRUE(missed(Misfire::skip).empty());
}

TEST(Schedule, OneThatIsOnTimeStandsForThoseThatWereMissed) {
  const auto found = firings(schedule("@hourly", Misfire::once), kNoon - hours(5), kNoon);
  EXPECT_EQ(found.due, std::vector{kNoon});
}

TEST(Schedule, AllGoesOnWhereItWasCut) {
  const auto every_minute = schedule("* * * * *", Misfire::all);
  std::vector<Time> due;
  for (auto last = kNoon - minutes(25);;) {
    const auto found = firings(every_minute, last, kNoon, 10);
    due.insert(due.end(), found.due.begin(), found.due.end());
    last = found.dealt_with;
    if (found.due.size() < 10) break;
    EXPECT_LE(found.next.value(), kNoon);
  }
  ASSERT_EQ(due.size(), 25U);
  EXPECT_EQ(due.front(), kNoon - minutes(24));
  EXPECT_EQ(due.back(), kNoon);
}

TEST(Schedule, ManyMissedSecondsTakeNoTime) {
  const auto every_second = schedule("* * * * * *", Misfire::once);
  const auto found = firings(every_second, kNoon - hours(24 * 365), kNoon - minutes(2));
  EXPECT_LE(found.due.size(), 61U);
  const auto rare = schedule("0 0 1 1 *", Misfire::once);
  EXPECT_EQ(firings(rare, kNoon - hours(24 * 365 * 3), kNoon).due,
            std::vector{at("2026-01-01T00:00:00Z")});
}

TEST(Schedule, AllMakesUpForTheLastOfVeryMany) {
  const auto every_second = schedule("* * * * * *", Misfire::all);
  const auto most = static_cast<std::int64_t>(kMadeUpMax);
  auto found = firings(every_second, kNoon - hours(24 * 365), kNoon, 2);
  EXPECT_EQ(found.passed_over, kNoon - seconds(most));
  EXPECT_EQ(found.due, (std::vector{kNoon - seconds(most - 1), kNoon - seconds(most - 2)}));
  found = firings(every_second, found.dealt_with, kNoon, 2);
  EXPECT_EQ(found.passed_over, std::nullopt);
  EXPECT_EQ(found.due.front(), kNoon - seconds(most - 3)) << "it goes on where it was cut";
  const auto every_minute = schedule("* * * * *", Misfire::all);
  EXPECT_EQ(firings(every_minute, kNoon - minutes(most), kNoon).passed_over, std::nullopt);
  EXPECT_EQ(firings(every_minute, kNoon - minutes(most + 1), kNoon).passed_over,
            kNoon - minutes(most));
  EXPECT_EQ(firings(every_minute, kNoon - minutes(4 * most), kNoon).passed_over,
            kNoon - minutes(most));
}

TEST(Schedule, AClockThatWasPutBackFiresNothingAgain) {
  const auto found = firings(schedule("* * * * *", Misfire::all), kNoon, kNoon - hours(1));
  EXPECT_TRUE(found.due.empty());
  EXPECT_EQ(found.dealt_with, kNoon);
}

}  // namespace
}  // namespace baton::calendar
