#include "http/api/export_rows.hpp"

#include <chrono>
#include <gtest/gtest.h>

namespace baton::http {
namespace {

using namespace std::chrono_literals;

// The wall clock is a year ahead of the steady one, which counts since the start.
constexpr core::Time kReadAt{24h};
constexpr core::Time kWall = kReadAt + 24h * 365;

ExportRead runs_of(core::Time since, core::Time until) { return {"ada", "runs", since, until}; }

TEST(ExportRows, OneStandsForAllPagesOfATimeForAnHour) {
  ExportRows rows;
  const auto march = runs_of(kWall - 24h * 90, kWall - 24h * 60);
  EXPECT_FALSE(rows.covers(march, kReadAt));
  rows.wrote(march, kReadAt, kWall);
  EXPECT_TRUE(rows.covers(march, kReadAt + 59min));
  EXPECT_TRUE(rows.covers(runs_of(march.since + 24h, march.until - 24h), kReadAt));
  EXPECT_FALSE(rows.covers(march, kReadAt + 1h));
  EXPECT_FALSE(rows.covers(runs_of(march.since - 1s, march.until), kReadAt));
  EXPECT_FALSE(rows.covers(runs_of(march.since, march.until + 1s), kReadAt));
  EXPECT_FALSE(rows.covers({"ada", "events", march.since, march.until}, kReadAt));
  EXPECT_FALSE(rows.covers({"ben", "runs", march.since, march.until}, kReadAt));
}

TEST(ExportRows, OneUpToThePresentStandsForWhatComesInMeanwhile) {
  ExportRows rows;
  rows.wrote(runs_of(kWall - 24h, kWall - 2s), kReadAt, kWall);
  EXPECT_TRUE(rows.covers(runs_of(kWall - 24h, kWall + 30min), kReadAt + 30min));
  EXPECT_FALSE(rows.covers(runs_of(kWall - 25h, kWall + 30min), kReadAt + 30min));
}

TEST(ExportRows, SeveralTimesStandBesideEachOther) {
  ExportRows rows;
  const auto march = runs_of(kWall - 24h * 90, kWall - 24h * 60);
  const auto may = runs_of(kWall - 24h * 30, kWall - 24h * 10);
  rows.wrote(march, kReadAt, kWall);
  rows.wrote(may, kReadAt, kWall);
  EXPECT_TRUE(rows.covers(march, kReadAt));
  EXPECT_TRUE(rows.covers(may, kReadAt));
}

TEST(ExportRows, APersonMakesOneAMinuteAfterTheFirst) {
  ExportRows rows;
  int made = 0;
  for (; rows.wait("ada", kReadAt) == core::Duration::zero(); ++made) rows.count("ada", kReadAt);
  EXPECT_EQ(made, 60);
  EXPECT_EQ(rows.wait("ada", kReadAt), core::Duration(1min));
  EXPECT_EQ(rows.wait("ada", kReadAt + 1min), core::Duration::zero());
  EXPECT_EQ(rows.wait("ben", kReadAt), core::Duration::zero());
}

}  // namespace
}  // namespace baton::http
