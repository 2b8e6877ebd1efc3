#include "baton/identity/rate_limiter.hpp"

#include "unit/identity/now.hpp"

#include <gtest/gtest.h>
#include <string>

namespace baton::identity {
namespace {

using namespace std::chrono_literals;

TEST(RateLimiter, LetsAFewTriesThroughAndThenOneAtATime) {
  RateLimiter limiter({3, 30s, 10});
  for (int tries = 0; tries < 3; ++tries) {
    EXPECT_EQ(limiter.wait("ada", kNow), core::Duration::zero()) << tries;
    limiter.count("ada", kNow);
  }
  EXPECT_EQ(limiter.wait("ada", kNow), 30s);
  EXPECT_EQ(limiter.wait("ben", kNow), core::Duration::zero());
  EXPECT_EQ(limiter.wait("ada", kNow + 30s), core::Duration::zero());
  limiter.count("ada", kNow + 30s);
  EXPECT_EQ(limiter.wait("ada", kNow + 30s), 30s);
  EXPECT_EQ(limiter.wait("ada", kNow + 1h), core::Duration::zero());
}

TEST(RateLimiter, TakesAGoodTryBack) {
  RateLimiter limiter({1, 30s, 10});
  limiter.count("ada", kNow);
  EXPECT_EQ(limiter.wait("ada", kNow), 30s);
  limiter.forgive("ada");
  limiter.forgive("nobody");
  EXPECT_EQ(limiter.wait("ada", kNow), core::Duration::zero());
}

TEST(RateLimiter, RemembersABoundedNumberOfKeys) {
  RateLimiter limiter({1, 30s, 3});
  for (int at = 0; at < 1'000; ++at) limiter.count("user " + std::to_string(at), kNow);
  EXPECT_EQ(limiter.keys(), 3U);
  limiter.count("ada", kNow + 31s);
  EXPECT_EQ(limiter.keys(), 1U) << "those that are free again need no room";
}

TEST(RateLimiter, DoesNotForgetWhoWaitsLongestForManyOthers) {
  RateLimiter limiter({2, 30s, 3});
  limiter.count("ada", kNow);
  limiter.count("ada", kNow);
  for (int at = 0; at < 1'000; ++at) limiter.count("user " + std::to_string(at), kNow);
  EXPECT_EQ(limiter.wait("ada", kNow), 30s);
}

TEST(RateLimiter, DoesNotRememberWhatWasTakenBack) {
  RateLimiter limiter({2, 30s, 3});
  limiter.count("ada", kNow);
  for (int at = 0; at < 1'000; ++at) {
    const std::string user = "user " + std::to_string(at);
    limiter.count(user, kNow);
    limiter.forgive(user);
  }
  limiter.count("ada", kNow);
  EXPECT_EQ(limiter.wait("ada", kNow), 30s);
  EXPECT_EQ(limiter.keys(), 1U);
}

}  // namespace
}  // namespace baton::identity
