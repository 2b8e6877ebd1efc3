#include "runtime/commit_cost.hpp"

#include <gtest/gtest.h>

namespace baton::runtime {
namespace {

using std::chrono::milliseconds;

TEST(CommitCost, IsNotWhatALargeCommitTakes) {
  CommitCost cost;
  cost.took(milliseconds(1));
  for (int turn = 0; turn < 10; ++turn) cost.took(milliseconds(50));
  EXPECT_LT(cost.least(), milliseconds(2));
}

TEST(CommitCost, FollowsADiskThatBecomesSlowerOrFaster) {
  CommitCost cost;
  cost.took(milliseconds(1));
  for (int turn = 0; turn < 150; ++turn) cost.took(milliseconds(8));
  EXPECT_EQ(cost.least(), milliseconds(8));
  cost.took(milliseconds(2));
  EXPECT_EQ(cost.least(), milliseconds(2));
}

}  // namespace
}  // namespace baton::runtime
