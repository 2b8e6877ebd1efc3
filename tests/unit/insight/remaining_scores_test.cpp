#include "insight/remaining_scores.hpp"

#include <gtest/gtest.h>

namespace baton::insight {
namespace {

// A run of which the first candidate was right, and the others far off; half as long as forecast.
Score score_of_run(double truth) {
  Score score;
  score.loss.fill(10);
  score.loss[0] = 1;
  score.judged.push_back({{5, 10, 15}, truth});
  return score;
}

TEST(RemainingScores, TheLossIsLeastAtTheTruth) {
  EXPECT_DOUBLE_EQ(pinball_loss({1, 1, 1}, 1), 0);
  EXPECT_DOUBLE_EQ(pinball_loss({0, 0, 0}, 2), 2 * (0.1 + 0.5 + 0.9));
  EXPECT_DOUBLE_EQ(pinball_loss({2, 2, 2}, 0), 2 * (0.9 + 0.5 + 0.1));
}

TEST(RemainingScores, TheBestCandidateCounts) {
  Scores scores(1.5);
  EXPECT_DOUBLE_EQ(scores.weights()[5], 1.0 / kCandidates);
  for (std::size_t i = 0; i < 50; ++i) scores.add(score_of_run(10), i);
  EXPECT_GT(scores.weights()[0], 0.999);
}

TEST(RemainingScores, LevelAndIntervalFollowWithinBounds) {
  Scores following(1.5);
  Scores capped(0.7);
  for (std::size_t i = 0; i < 50; ++i) {
    following.add(score_of_run(8), i);
    capped.add(score_of_run(8), i);
  }
  EXPECT_DOUBLE_EQ(following.level(), 0.8);
  EXPECT_DOUBLE_EQ(capped.level(), 0.7);
  EXPECT_DOUBLE_EQ(following.calibrated({5, 10, 15}, following.level())[1], 8);
  for (std::size_t i = 0; i < 300; ++i) following.add(score_of_run(1), i);
  EXPECT_DOUBLE_EQ(following.level(), 0.6);
  // The lower bound is never under 0.
  EXPECT_GE(following.calibrated({0, 0.01, 1}, following.level())[0], 0);
}

}  // namespace
}  // namespace baton::insight
