#include "baton/insight/detect.hpp"

#include "baton/insight/quantiles.hpp"
#include "unit/insight/worlds.hpp"

#include <gtest/gtest.h>
#include <vector>

namespace baton::insight {
namespace {

// An hourly cost with a rhythm of days and noise; `factor` says what happens to it.
template <class Factor>
std::vector<Anomaly> alarms_of(std::uint64_t seed, int hours, Factor factor) {
  std::mt19937_64 random(seed);
  std::normal_distribution<double> noise(0, 0.15);
  SeriesDetector detector;
  std::vector<Anomaly> alarms;
  for (int hour = 0; hour < hours; ++hour) {
    const double rhythm = 1 + 0.5 * std::sin(hour * 6.283185 / 24);
    const double value = rhythm * std::exp(noise(random)) * factor(hour);
    if (const auto alarm = detector.add(day_of(hour / 24.0), value)) alarms.push_back(*alarm);
  }
  return alarms;
}

TEST(SeriesDetector, ASpikeIsSeenAtOnceAndOnce) {
  const auto alarms =
      alarms_of(1, 24 * 40, [](int hour) { return hour >= 600 && hour < 606 ? 8.0 : 1.0; });
  ASSERT_EQ(alarms.size(), 1U);
  EXPECT_EQ(alarms[0].kind, Anomaly::Kind::spike);
  EXPECT_EQ(alarms[0].at, day_of(600 / 24.0));
  EXPECT_GT(alarms[0].size(), 3);
  EXPECT_GT(alarms[0].strength, 6);
}

TEST(SeriesDetector, AStepIsADriftWithItsBeginning) {
  const auto alarms = alarms_of(2, 24 * 40, [](int hour) { return hour >= 600 ? 0.35 : 1.0; });
  ASSERT_FALSE(alarms.empty());
  EXPECT_EQ(alarms[0].kind, Anomaly::Kind::drift);
  EXPECT_LT(alarms[0].strength, 0);
  EXPECT_LT(alarms[0].at, day_of(601 / 24.0 + 1));
  EXPECT_GE(alarms[0].from, day_of(595 / 24.0));
  EXPECT_LT(alarms[0].from, alarms[0].at);
}

TEST(SeriesDetector, NoiseAloneGivesHardlyAnyAlarm) {
  std::size_t alarms = 0;
  for (std::uint64_t seed = 0; seed < 20; ++seed)
    alarms += alarms_of(100 + seed, 24 * 60, [](int) { return 1.0; }).size();
  // Twenty times sixty days.
  EXPECT_LE(alarms, 2U);
}

TEST(SeriesDetector, IsSilentUntilItKnowsEnough) {
  EXPECT_TRUE(alarms_of(3, 24 * 3, [](int hour) { return hour % 7 == 0 ? 50.0 : 1.0; }).empty());
}

TEST(SeriesDetector, TakesAValueOfDaysToo) {
  SeriesDetector detector;
  std::optional<Anomaly> alarm;
  for (int day = 0; day < 60; ++day) alarm = detector.add(day_of(day), 100 + day % 5);
  EXPECT_FALSE(alarm);
  EXPECT_TRUE(detector.expected(day_of(60)));
  alarm = detector.add(day_of(60), 0);
  ASSERT_TRUE(alarm);
  EXPECT_EQ(alarm->value, 0);
  EXPECT_NEAR(alarm->size(), -1, 1e-9);
}

TEST(SeriesDetector, OfNothingExpectsNothing) {
  SeriesDetector detector;
  for (int day = 0; day < 60; ++day) EXPECT_FALSE(detector.add(day_of(day), 0));
  ASSERT_TRUE(detector.expected(day_of(60)));
  EXPECT_EQ(*detector.expected(day_of(60)), 0);
  const auto alarm = detector.add(day_of(60), 5);
  ASSERT_TRUE(alarm);
  EXPECT_EQ(alarm->value, 5);
  EXPECT_EQ(alarm->expected, 0);
  EXPECT_EQ(alarm->size(), 0);
}

TEST(SeriesDetector, CountsWhatItCannotUse) {
  SeriesDetector detector;
  EXPECT_FALSE(detector.add(day_of(2), 1));
  EXPECT_FALSE(detector.add(day_of(1), 1));  // the clock ran backwards
  EXPECT_FALSE(detector.add(day_of(3), -1));
  EXPECT_FALSE(detector.add(day_of(3), std::nan("")));
  EXPECT_EQ(detector.unusable(), 3U);
}

// The day of the first alarm after day 28 of a click-through rate that changes then; -1: none.
int day_of_alarm(std::uint64_t seed, double change, int days) {
  std::mt19937_64 random(seed);
  RateDetector detector;
  for (int day = 0; day < 28 + days; ++day) {
    const double rate = 0.02 * (day >= 28 ? change : 1);
    const auto trials = std::poisson_distribution<std::uint64_t>(2'500)(random);
    const auto clicks = std::binomial_distribution<std::uint64_t>(trials, rate)(random);
    const auto alarm = detector.add(day_of(day), clicks, trials);
    if (alarm && day >= 28 && (change >= 1 || alarm->strength < 0)) return day - 27;
  }
  return -1;
}

TEST(RateDetector, FindsAThirdLessWithinDays) {
  std::vector<double> delays;
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    const int delay = day_of_alarm(seed, 0.7, 30);
    if (delay > 0) delays.push_back(delay);
  }
  EXPECT_GE(delays.size(), 190U);
  EXPECT_LE(median(delays), 5);
}

TEST(RateDetector, NoiseAloneGivesHardlyAnyAlarm) {
  int alarms = 0;
  for (std::uint64_t seed = 0; seed < 300; ++seed) alarms += day_of_alarm(seed, 1, 60) > 0 ? 1 : 0;
  EXPECT_LE(alarms, 9);  // 3 %
}

TEST(RateDetector, LearnsTheNewRateAfterAnAlarm) {
  RateDetector detector;
  std::size_t alarms = 0;
  for (int day = 0; day < 120; ++day) {
    const auto alarm = detector.add(day_of(day), day < 40 ? 200 : 100, 10'000);
    if (!alarm) continue;
    ++alarms;
    EXPECT_NEAR(alarm->size(), -0.5, 0.01);
    EXPECT_EQ(alarm->from, day_of(40));
  }
  EXPECT_EQ(alarms, 1U);
  ASSERT_TRUE(detector.expected());
  EXPECT_NEAR(*detector.expected(), 0.01, 0.0001);
}

TEST(RateDetector, CountsWhatItCannotUse) {
  RateDetector detector;
  EXPECT_FALSE(detector.add(day_of(2), 1, 10));
  EXPECT_FALSE(detector.add(day_of(3), 1, 0));
  EXPECT_FALSE(detector.add(day_of(3), 11, 10));
  EXPECT_FALSE(detector.add(day_of(1), 1, 10));
  EXPECT_EQ(detector.unusable(), 3U);
  EXPECT_FALSE(detector.expected());
}

}  // namespace
}  // namespace baton::insight
