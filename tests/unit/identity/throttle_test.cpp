#include "baton/identity/throttle.hpp"

#include "unit/identity/now.hpp"

#include <gtest/gtest.h>
#include <string>

namespace baton::identity {
namespace {

using namespace std::chrono_literals;

TEST(Throttle, LetsAFewTriesThroughAndThenOneAtATime) {
  Throttle throttle({3, 30s, 10});
  for (int tries = 0; tries < 3; ++tries) {
    EXPECT_EQ(throttle.wait("ada", kNow), core::Duration::zero()) << tries;
    throttle.count("ada", kNow);
  }
  EXPECT_EQ(throttle.wait("ada", kNow), 30s);
  EXPECT_EQ(throttle.wait("ben", kNow), core::Duration::zero());
  EXPECT_EQ(throttle.wait("ada", kNow + 30s), core::Duration::zero());
  throttle.count("ada", kNow + 30s);
  EXPECT_EQ(throttle.wait("ada", kNow + 30s), 30s);
  EXPECT_EQ(throttle.wait("ada", kNow + 1h), core::Duration::zero());
}

TEST(Throttle, TakesAGoodTryBack) {
  Throttle throttle({1, 30s, 10});
  throttle.count("ada", kNow);
  EXPECT_EQ(throttle.wait("ada", kNow), 30s);
  throttle.forgive("ada");
  throttle.forgive("nobody");
  EXPECT_EQ(throttle.wait("ada", kNow), core::Duration::zero());
}

TEST(Throttle, RemembersABoundedNumberOfKeys) {
  Throttle throttle({1, 30s, 3});
  for (int at = 0; at < 1'000; ++at) {
    throttle.count("ada", kNow);
    throttle.count("user " + std::to_string(at), kNow);
  }
  EXPECT_EQ(throttle.keys(), 3U);
  EXPECT_GT(throttle.wait("ada", kNow), core::Duration::zero()) << "it is tried again and again";
  EXPECT_EQ(throttle.wait("user 1", kNow), core::Duration::zero()) << "it is forgotten";
}

}  // namespace
}  // namespace baton::identity
