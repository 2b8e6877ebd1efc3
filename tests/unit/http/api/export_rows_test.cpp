#include "http/api/export_rows.hpp"

#include <chrono>
#include <gtest/gtest.h>

namespace baton::http {
namespace {

using namespace std::chrono_literals;

// The wall clock is a year ahead of the steady one, which counts since the start.
constexpr core::Time kNow{24h};
constexpr core::Time kWall = kNow + 24h * 365;

ExportRead runs_of(core::Time since, core::Time until) { return {"ada", "runs", since, until}; }

TEST(ExportRows, OneStandsForAllPagesOfATimeForAnHour) {
  ExportRows rows;
  const auto march = runs_of(kWall - 24h * 90, kWall - 24h * 60);
  EXPECT_FALSE(rows.covers(march, kNow));
  rows.wrote(march, kNow, kWall);
  EXPECT_TRUE(rows.covers(march, kNow + 59min));
  EXPECT_TRUE(rows.covers(runs_of(march.since + 24h, march.until - 24h), kNow));
  EXPECT_FALSE(rows.covers(march, kNow + 1h));
  EXPECT_FALSE(rows.covers(runs_of(march.since - 1s, march.until), kNow));
  EXPECT_FALSE(rows.covers(runs_of(march.since, march.until + 1s), kNow));
  EXPECT_FALSE(rows.covers({"ada", "events", march.since, march.until}, kNow));
  EXPECT_FALSE(rows.covers({"ben", "runs", march.since, march.until}, kNow));
}

TEST(ExportRows, OneUpToThePresentStandsForWhatComesInMeanwhile) {
  ExportRows rows;
  rows.wrote(runs_of(kWall - 24h, kWall - 2s), kNow, kWall);
  EXPECT_TRUE(rows.covers(runs_of(kWall - 24h, kWall + 30min), kNow + 30min));
  EXPECT_FALSE(rows.covers(runs_of(kWall - 25h, kWall + 30min), kNow + 30min));
}

TEST(ExportRows, SeveralTimesStandBesideEachOther) {
  ExportRows rows;
  const auto march = runs_of(kWall - 24h * 90, kWall - 24h * 60);
  const auto may = runs_of(kWall - 24h * 30, kWall - 24h * 10);
  rows.wrote(march, kNow, kWall);
  rows.wrote(may, kNow, kWall);
  EXPECT_TRUE(rows.covers(march, kNow));
  EXPECT_TRUE(rows.covers(may, kNow));
}

TEST(ExportRows, APersonMakesOneAMinuteAfterTheFirst) {
  ExportRows rows;
  int made = 0;
  for (; rows.wait("ada", kNow) == core::Duration::zero(); ++made) rows.count("ada", kNow);
  EXPECT_EQ(made, 60);
  EXPECT_EQ(rows.wait("ada", kNow), core::Duration(1min));
  EXPECT_EQ(rows.wait("ada", kNow + 1min), core::Duration::zero());
  EXPECT_EQ(rows.wait("ben", kNow), core::Duration::zero());
}

}  // namespace
}  // namespace baton::http
