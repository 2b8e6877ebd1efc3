#include "runtime/watched_series.hpp"

#include <cmath>
#include <gtest/gtest.h>
#include <map>
#include <vector>

namespace baton::runtime {
namespace {

using std::chrono::hours;

const core::Time kFirst = core::Time(hours(24 * 20'000));

detectors::Definition watched(const std::string& series) {
  core::Findings findings;
  const auto all =
      detectors::Definitions::read({{"d.yaml", "detector: d\nseries: " + series}}, {}, findings);
  return *all.find("d");
}
const auto* const kQuantity = "{ event: x.y, value: event.data.v }";
const auto* const kRate = "{ event: x.y, rate: { successes: event.data.s, trials: event.data.t } }";
const auto* const kFigureRate = "{ workflow: w, figure: error_rate }";

ports::SeriesValueRow value_at(core::Time at, double value, std::int64_t trials = 0,
                               std::int64_t event = 7) {
  return {"d", "k", at, core::EventId(event), value, trials};
}

// A day's rhythm with a little noise that repeats.
double usual(int hour) { return 10 + 3 * std::sin(hour % 24 * 0.26) + 0.1 * (hour * 7 % 5); }

TEST(WatchedSeries, AQuantityThatJumpsIsASpike) {
  WatchedSeries series(watched(kQuantity));
  for (int hour = 0; hour < 24 * 10; ++hour) {
    const auto taken = series.take(value_at(kFirst + hours(hour), usual(hour)));
    ASSERT_TRUE(taken);
    EXPECT_FALSE(taken->anomaly) << hour;
  }
  const auto at = kFirst + hours(24 * 10);
  EXPECT_NEAR(series.expected(at).value(), usual(0), 1);
  const auto taken = series.take(value_at(at, 100));
  ASSERT_TRUE(taken && taken->anomaly);
  EXPECT_EQ(taken->anomaly->kind, insight::Anomaly::Kind::spike);
  EXPECT_GT(taken->anomaly->size(), 5);
  EXPECT_EQ(taken->row.event, core::EventId(7));
}

TEST(WatchedSeries, AValueOlderThanTheOneBeforeChangesNothing) {
  WatchedSeries series(watched(kQuantity));
  EXPECT_TRUE(series.take(value_at(kFirst, 1)));
  EXPECT_FALSE(series.take(value_at(kFirst - hours(1), 1)));
  WatchedSeries rate(watched(kRate));
  EXPECT_TRUE(rate.take(value_at(kFirst, 1, 10)));
  EXPECT_FALSE(rate.take(value_at(kFirst - hours(25), 1, 10)));
  EXPECT_TRUE(rate.take(value_at(kFirst + hours(3), 1, 10))) << "the same day";
}

TEST(WatchedSeries, ARateAddsUpWhatItsPeriodHas) {
  WatchedSeries series(watched(kRate));
  series.take(value_at(kFirst + hours(1), 3, 100));
  const auto taken = series.take(value_at(kFirst + hours(20), 4, 50));
  EXPECT_EQ(taken->row.at, kFirst);
  EXPECT_EQ(taken->row.value, 7);
  EXPECT_EQ(taken->row.trials, 150);
  EXPECT_FALSE(taken->row.event);
}

TEST(WatchedSeries, ARateThatFallsIsFoundOnceALaterPeriodHasBegun) {
  WatchedSeries series(watched(kRate));
  int found_on = 0;
  for (int day = 0; day < 60 && found_on == 0; ++day) {
    const double rate = day < 40 ? 0.02 : 0.012;
    const auto taken = series.take(value_at(kFirst + hours(24 * day), 10'000 * rate, 10'000));
    if (taken->anomaly) found_on = day;
  }
  EXPECT_GT(found_on, 40);
  EXPECT_LT(found_on, 46);
}

TEST(WatchedSeries, TheFigureOfADayIsJudgedAtOnce) {
  WatchedSeries series(watched(kFigureRate));
  for (int day = 0; day < 40; ++day)
    EXPECT_FALSE(series.take(value_at(kFirst + hours(24 * day), 5, 200, 0))->anomaly);
  const auto taken = series.take(value_at(kFirst + hours(24 * 40), 60, 200, 0));
  ASSERT_TRUE(taken->anomaly);
  EXPECT_EQ(taken->anomaly->at, kFirst + hours(24 * 40));
  EXPECT_NEAR(taken->anomaly->value, 0.3, 1e-9);
}

TEST(WatchedSeries, WhatIsStoredGivesTheSameAlarms) {
  for (const auto* of : {kQuantity, kRate}) {
    const auto detector = watched(of);
    WatchedSeries whole(detector);
    std::map<std::pair<core::Time, core::EventId>, ports::SeriesValueRow> stored;
    const auto next = [](int hour) {
      const double value = usual(hour) * (hour > 24 * 35 ? 1.6 : 1);
      return value_at(kFirst + hours(hour), std::round(value * 10), 1'000, hour + 1);
    };
    std::vector<core::Time> alarms;
    std::vector<core::Time> again;
    WatchedSeries after(detector);
    constexpr int kRestart = 24 * 34 + 5;
    for (int hour = 0; hour < 24 * 45; ++hour) {
      if (hour == kRestart)
        for (const auto& [place, row] : stored) after.take(row);
      const auto taken = whole.take(next(hour));
      stored[{taken->row.at, taken->row.event}] = taken->row;
      if (hour < kRestart) continue;
      if (taken->anomaly) alarms.push_back(taken->anomaly->at);
      const auto other = after.take(next(hour));
      if (other->anomaly) again.push_back(other->anomaly->at);
      EXPECT_EQ(other->row, taken->row);
    }
    EXPECT_FALSE(alarms.empty()) << of;
    EXPECT_EQ(alarms, again) << of;
  }
}

}  // namespace
}  // namespace baton::runtime
