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
  for (int at = 0; at < 1'000; ++at) {
    limiter.count("ada", kNow);
    limiter.count("user " + std::to_string(at), kNow);
  }
  EXPECT_EQ(limiter.keys(), 3U);
  EXPECT_GT(limiter.wait("ada", kNow), core::Duration::zero()) << "it is tried again and again";
  EXPECT_EQ(limiter.wait("user 1", kNow), core::Duration::zero()) << "it is forgotten";
}

}  // namespace
}  // namespace baton::identity
