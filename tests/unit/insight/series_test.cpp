#include "baton/insight/series.hpp"

#include "unit/insight/worlds.hpp"

#include <gtest/gtest.h>

namespace baton::insight {
namespace {

TEST(Series, ReadsBothFormsOfTimestamps) {
  const auto points =
      read_series("timestamp,value\r\n2011-07-01 00:15:01,0.5\r\n2011-07-01T01:15:01.000Z,2e-1\n");
  ASSERT_TRUE(points);
  ASSERT_EQ(points->size(), 2U);
  EXPECT_EQ((*points)[1].at - (*points)[0].at, std::chrono::hours(1));
  EXPECT_DOUBLE_EQ((*points)[1].value, 0.2);
}

TEST(Series, SaysWhichLineIsWrong) {
  const auto where = [](std::string_view csv) {
    const auto read = read_series(csv);
    return read ? std::string("none") : read.error().where + ": " + read.error().message;
  };
  EXPECT_EQ(where("time,value\n"), "line 1: expected the header 'timestamp,value'");
  EXPECT_EQ(where("timestamp,value\n2011-07-01 00:15:01,x\n"),
            "line 2: expected a timestamp, a comma and a number, found '2011-07-01 00:15:01,x'");
  EXPECT_EQ(where("timestamp,value\n2011-07-01 00:15:01\n"),
            "line 2: expected a timestamp, a comma and a number, found '2011-07-01 00:15:01'");
  EXPECT_EQ(where("timestamp,value\n2011-07-01 00:15:01,inf\n"),
            "line 2: expected a timestamp, a comma and a number, found '2011-07-01 00:15:01,inf'");
  EXPECT_EQ(where("timestamp,value\n2011-07-02 00:00:00,1\n2011-07-01 00:00:00,1\n"),
            "line 3: expected a timestamp that is not before the one above");
}

std::vector<Point> hundred_days() {
  std::vector<Point> points;
  for (int i = 0; i < 100; ++i) points.push_back({day_of(i), 1});
  return points;
}

double score_of(std::vector<std::size_t> alarms) {
  const std::vector<AnomalyWindow> windows{{day_of(50), day_of(59)}};
  return score_alarms(hundred_days(), windows, alarms).normalised();
}

TEST(Series, AlarmsAreScoredAsTheBenchmarkDoes) {
  EXPECT_DOUBLE_EQ(score_of({}), 0);
  // The first point of the window is worth all, the last one less than half of that.
  EXPECT_DOUBLE_EQ(score_of({50}), 100);
  EXPECT_NEAR(score_of({59}), 50 + 50 * 0.24491866 / 0.98661430, 0.01);
  // The earliest counts, the others cost nothing.
  EXPECT_DOUBLE_EQ(score_of({50, 55}), 100);
  // Far from any window an alarm costs 0.11; while the detector learns, nothing.
  EXPECT_NEAR(score_of({20, 50}), 100 - 5.5, 1e-9);
  EXPECT_NEAR(score_of({50, 95}), 100 - 5.5, 1e-9);
  EXPECT_DOUBLE_EQ(score_of({14, 50}), 100);
  // Shortly behind the window it costs less.
  EXPECT_GT(score_of({50, 60}), 100 - 5.5);
}

TEST(Series, ScoresOfSeriesAreAdded) {
  const std::vector<AnomalyWindow> windows{{day_of(50), day_of(59)}};
  auto sum = score_alarms(hundred_days(), windows, std::vector<std::size_t>{50});
  sum += score_alarms(hundred_days(), windows, std::vector<std::size_t>{});
  EXPECT_EQ(sum.windows, 2U);
  EXPECT_EQ(sum.found, 1U);
  EXPECT_DOUBLE_EQ(sum.normalised(), 50);
}

}  // namespace
}  // namespace baton::insight
