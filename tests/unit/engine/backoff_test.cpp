#include "engine/backoff.hpp"

#include <gtest/gtest.h>

namespace baton::engine {
namespace {

using namespace std::chrono_literals;

constexpr std::uint64_t kLeast = 0;
constexpr std::uint64_t kMiddle = 1ULL << 63U;
constexpr std::uint64_t kMost = ~0ULL;

core::Retry three_fold() {
  core::Retry retry;
  retry.initial = 1s;
  retry.factor = 3;
  retry.max = 20s;
  return retry;
}

TEST(Backoff, GrowsUpToItsCap) {
  EXPECT_EQ(backoff(three_fold(), 1, kMiddle), 500ms);
  EXPECT_EQ(backoff(three_fold(), 2, kMiddle), 1500ms);
  EXPECT_EQ(backoff(three_fold(), 3, kMiddle), 4500ms);
  EXPECT_EQ(backoff(three_fold(), 4, kMiddle), 10s) << "half of the longest pause";
  EXPECT_EQ(backoff(three_fold(), 1'000, kMiddle), 10s);
}

TEST(Backoff, IsAnythingBetweenNothingAndTheCap) {
  EXPECT_EQ(backoff(three_fold(), 2, kLeast), 0s);
  EXPECT_LT(backoff(three_fold(), 2, kMost), 3s);
  EXPECT_GT(backoff(three_fold(), 2, kMost), 2999ms);
}

TEST(Throttled, IsWhatTheVendorSaidAndUpToATenthMore) {
  EXPECT_EQ(throttled(90s, 5s, kLeast), 90s);
  EXPECT_GT(throttled(90s, 5s, kMost), 98s);
  EXPECT_LE(throttled(90s, 5s, kMost), 99s);
}

TEST(Throttled, IsADayAtMost) { EXPECT_EQ(throttled(48h, 5s, kLeast), 24h); }

TEST(Throttled, IsTheUsualDelayWhenTheVendorDoesNotSay) { EXPECT_EQ(throttled(0s, 5s, kMost), 5s); }

}  // namespace
}  // namespace baton::engine
