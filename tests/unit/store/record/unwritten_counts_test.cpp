#include "store/record/unwritten_counts.hpp"

#include "baton/ports/runs.hpp"

#include <cstdint>
#include <gtest/gtest.h>
#include <limits>

namespace baton::store {
namespace {

TEST(UnwrittenCounts, OfManyRunsThatStandAlikeThereIsOneRow) {
  UnwrittenCounts counts;
  EXPECT_TRUE(counts.empty());
  ports::RunRow row;
  row.workflow = "order";
  counts.began(row);
  counts.began(row);
  ASSERT_EQ(counts.alike.size(), 1U);
  EXPECT_EQ(counts.alike.begin()->second, 2);
  ASSERT_EQ(counts.tallies.size(), 1U);
  EXPECT_EQ(counts.tallies.begin()->first.ended, "") << "they started";
}

TEST(UnwrittenCounts, ARunThatChangesHowItStandsMovesFromOneRowToAnother) {
  UnwrittenCounts counts;
  ports::RunRow row;
  row.workflow = "order";
  ports::RunBefore before;
  counts.changed(row, before);
  EXPECT_TRUE(counts.empty()) << "it stands as it stood";
  row.failing = true;
  counts.changed(row, before);
  EXPECT_EQ((counts.alike.at({"order", core::RunStatus::running, false})), -1);
  EXPECT_EQ((counts.alike.at({"order", core::RunStatus::running, true})), 1);
  EXPECT_TRUE(counts.tallies.empty()) << "it has not ended";
  before.failing = true;
  row.failing = false;
  row.status = core::RunStatus::failed;
  row.ended_at = core::Time(ports::kQuarter * 3);
  counts.changed(row, before);
  EXPECT_EQ((counts.alike.at({"order", core::RunStatus::running, true})), 0);
  ASSERT_EQ(counts.tallies.size(), 1U);
  EXPECT_EQ(counts.tallies.begin()->first.quarter, 3);
  EXPECT_EQ(counts.tallies.begin()->first.ended, "failed");
  counts.deleted("order", core::RunStatus::failed, false);
  EXPECT_EQ((counts.alike.at({"order", core::RunStatus::failed, false})), 0);
}

TEST(UnwrittenCounts, OfManyEventsThatCountAlikeThereIsOneRow) {
  UnwrittenCounts counts;
  counts.counted({"basket", 20'000, "events", 1, 1'500});
  counts.counted({"basket", 20'000, "events", 2, -500});
  counts.counted({"basket", 20'001, "events", 1, 0});
  counts.counted({"nps", 20'000, "promoters", 1, 0});
  EXPECT_FALSE(counts.empty());
  ASSERT_EQ(counts.kpis.size(), 3U);
  const auto& first = counts.kpis.at({"basket", 20'000, "events", 0, 0});
  EXPECT_EQ(first.count, 3);
  EXPECT_EQ(first.thousandths, 1'000);
  counts.cleared("basket");
  ASSERT_EQ(counts.kpis.size(), 1U);
  EXPECT_EQ(counts.kpis.begin()->first.kpi, "nps");
}

TEST(UnwrittenCounts, ASumOfNumbersStopsAtTheEndsOf64Bits) {
  constexpr auto kMost = std::numeric_limits<std::int64_t>::max();
  constexpr auto kLeast = std::numeric_limits<std::int64_t>::min();
  UnwrittenCounts counts;
  for (const auto number : {kMost, kMost}) counts.counted({"up", 1, "events", 1, number});
  for (const auto number : {kLeast, kLeast}) counts.counted({"down", 1, "events", 1, number});
  EXPECT_EQ(counts.kpis.at({"up", 1, "events", 0, 0}).thousandths, kMost);
  EXPECT_EQ(counts.kpis.at({"down", 1, "events", 0, 0}).thousandths, kLeast);
}

}  // namespace
}  // namespace baton::store
