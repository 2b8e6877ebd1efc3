#include "baton/insight/rework.hpp"

#include <gtest/gtest.h>

namespace baton::insight {
namespace {

TEST(Rework, IsWhatWasSentBackOfWhatPeopleDecidedAndDid) {
  EXPECT_EQ(rework("returned", 3).sent_back, 3);
  EXPECT_EQ(rework("returned", 3).of, 0) << "the decision that sent it back counts by itself";
  EXPECT_EQ(rework("decided", 4).of, 4);
  EXPECT_EQ(rework("done", 5).of, 5);
  for (const auto* other : {"succeeded", "failed", "corrected", "acted", "people"})
    EXPECT_EQ(rework(other, 6).sent_back + rework(other, 6).of, 0) << other;
}

}  // namespace
}  // namespace baton::insight
