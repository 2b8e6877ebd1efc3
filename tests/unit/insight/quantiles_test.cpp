#include "baton/insight/quantiles.hpp"

#include <algorithm>
#include <array>
#include <gtest/gtest.h>
#include <random>
#include <vector>

namespace baton::insight {
namespace {

TEST(Quantiles, LieBetweenTwoValuesInProportion) {
  const std::vector<double> values{1, 2, 3, 4};
  EXPECT_DOUBLE_EQ(quantile(values, 0), 1);
  EXPECT_DOUBLE_EQ(quantile(values, 0.5), 2.5);
  EXPECT_DOUBLE_EQ(quantile(values, 1), 4);
  EXPECT_DOUBLE_EQ(quantile({}, 0.5), 0);
  EXPECT_DOUBLE_EQ(median({9, 1, 5}), 5);
}

TEST(Quantiles, OfValuesInAnyOrderAreThoseOfTheSorted) {
  std::mt19937_64 random(4);
  for (const std::size_t size : {0U, 1U, 2U, 3U, 10U, 1'000U}) {
    for (const int different : {2, 1'000'000}) {
      std::vector<double> values(size);
      for (auto& value : values) value = std::uniform_int_distribution<int>(1, different)(random);
      auto sorted = values;
      std::sort(sorted.begin(), sorted.end());
      for (const auto& levels : std::vector<std::array<double, 3>>{
               {0, 0.5, 1}, {0.41, 0.5, 0.59}, {0, 0, 0.001}, {0.999, 1, 1}}) {
        const auto found = quantiles(values, levels);
        for (std::size_t i = 0; i < levels.size(); ++i)
          EXPECT_EQ(found[i], quantile(sorted, levels[i])) << size << " values, " << levels[i];
      }
    }
  }
}

TEST(Quantiles, CountWeights) {
  std::vector<Weighted> values{{10, 1}, {1, 8}, {5, 1}};
  EXPECT_DOUBLE_EQ(weighted_quantile(values, 0.5, 0), 1);
  EXPECT_DOUBLE_EQ(weighted_quantile(values, 0.95, 0), 10);
  std::vector<Weighted> none;
  EXPECT_DOUBLE_EQ(weighted_quantile(none, 0.5, 7), 7);
}

TEST(Quantiles, TheRobustDeviationOfNormalValuesIsTheirs) {
  std::mt19937_64 random(1);
  std::normal_distribution<double> normal(3, 2);
  std::vector<double> values(20'000);
  for (auto& value : values) value = normal(random);
  values[0] = 1e9;  // and one outlier does not matter
  EXPECT_NEAR(robust_deviation(values, 3), 2, 0.06);
}

TEST(Samples, KeepQuantilesInBoundedMemory) {
  Samples samples;
  std::mt19937_64 random(2);
  std::vector<double> all;
  for (std::uint32_t run = 1; run <= 50'000; ++run) {
    all.push_back(std::exponential_distribution<double>(0.1)(random));
    samples.add(all.back(), run);
  }
  std::sort(all.begin(), all.end());
  const auto summary = samples.summary(Memory::all, 50'000);
  for (std::size_t i = 0; i < kLevels.size(); ++i)
    EXPECT_NEAR(summary.at[i], quantile(all, kLevels[i]), 0.02 * quantile(all, kLevels[i]) + 0.05);
  EXPECT_NEAR(samples.share_above(Memory::all, 10, 0), std::exp(-1), 0.01);
  EXPECT_EQ(samples.runs(), 50'000U);
}

TEST(Samples, TheRecentMemoryFollowsAChange) {
  Samples samples;
  for (std::uint32_t run = 1; run <= 1'000; ++run) samples.add(run <= 600 ? 10 : 1, run);
  EXPECT_DOUBLE_EQ(samples.summary(Memory::all, 1'000).at[1], 10);
  EXPECT_DOUBLE_EQ(samples.summary(Memory::recent, 1'000).at[1], 1);
  // What is not added to is worth half as much after each half-life.
  const double now = samples.summary(Memory::recent, 1'000).weight;
  EXPECT_NEAR(samples.summary(Memory::recent, 1'150).weight, now / 2, 0.01);
}

TEST(Samples, BeyondAFloorOnlyTheRestCounts) {
  Samples samples;
  for (std::uint32_t run = 1; run <= 100; ++run) samples.add(run, run);
  const auto rest = samples.beyond(Memory::all, 100, 50);
  EXPECT_NEAR(rest.weight, 50, 5);
  EXPECT_NEAR(rest.at[1], 25, 3);
  EXPECT_EQ(samples.beyond(Memory::all, 100, 1'000).weight, 0);
}

TEST(Samples, CountTheRunsThatWentOnForLonger) {
  Samples samples;
  // Each run is there twice: when it began, and when half of it was over.
  for (std::uint32_t run = 1; run <= 100; ++run) {
    samples.add(run, run);
    samples.add(run / 2.0, run);
  }
  EXPECT_EQ(samples.runs_above(0), 100U);
  EXPECT_EQ(samples.runs_above(40), 60U);
  EXPECT_EQ(samples.runs_above(100), 0U);
  // Beyond what is kept one by one, neighbours count together.
  for (std::uint32_t run = 101; run <= 20'000; ++run) samples.add(run, run);
  EXPECT_NEAR(samples.runs_above(15'000), 5'000, 50);
}

TEST(Samples, CountARunOnce) {
  Samples samples;
  for (int i = 0; i < 5; ++i) samples.add(1, 7);
  samples.add(1, 8);
  EXPECT_EQ(samples.runs(), 2U);
  EXPECT_EQ(samples.newest(), 8U);
}

}  // namespace
}  // namespace baton::insight
