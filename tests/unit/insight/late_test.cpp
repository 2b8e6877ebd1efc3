#include "baton/insight/late.hpp"

#include <gtest/gtest.h>

namespace baton::insight {
namespace {

TEST(Late, ARunAtTheEdgeIsAnnouncedOnce) {
  EXPECT_FALSE(at_risk(false, 0.49));
  EXPECT_TRUE(at_risk(false, 0.5));
  EXPECT_TRUE(at_risk(true, 0.4));
  EXPECT_FALSE(at_risk(false, 0.4));
  EXPECT_FALSE(at_risk(true, 0.34));
}

TEST(Late, TheScoreIsTheMeanSquareOfTheDistance) {
  BrierScore score;
  EXPECT_EQ(score.brier(), 0);
  score.add(1, true);
  score.add(0.5, false);
  EXPECT_DOUBLE_EQ(score.brier(), 0.125);
  EXPECT_DOUBLE_EQ(score.climatology(), 0.25);
}

}  // namespace
}  // namespace baton::insight
