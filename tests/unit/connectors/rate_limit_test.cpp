#include "connectors/rate_limit.hpp"

#include <gtest/gtest.h>

namespace baton::connectors {
namespace {

using std::chrono::milliseconds;

TEST(RateLimit, LetsABurstGoAndThenOneAfterTheOther) {
  const LimitSpec limits{8, 2, 3};
  RateLimit rate(limits);
  const RateLimit::Time began{};
  for (int sent = 0; sent < 3; ++sent) EXPECT_EQ(rate.wait(began), std::nullopt);
  EXPECT_EQ(rate.wait(began), milliseconds(501));
  rate.take_ahead();
  EXPECT_EQ(rate.wait(began), milliseconds(1001)) << "who comes next waits behind";
  EXPECT_EQ(rate.wait(began + milliseconds(1000)), std::nullopt);
}

TEST(RateLimit, OfNothingIsNone) {
  const LimitSpec limits{8, 0, 1};
  RateLimit rate(limits);
  for (int sent = 0; sent < 100; ++sent) EXPECT_EQ(rate.wait({}), std::nullopt);
}

}  // namespace
}  // namespace baton::connectors
