#include "store/record/unwritten_counts.hpp"

#include "baton/ports/runs.hpp"

#include <gtest/gtest.h>

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

}  // namespace
}  // namespace baton::store
