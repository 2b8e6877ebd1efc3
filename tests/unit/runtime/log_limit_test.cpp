#include "runtime/log_limit.hpp"

#include <chrono>
#include <gtest/gtest.h>

namespace baton::runtime {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;

TEST(LogLimit, WritesOneLineOfAKindAndCountsTheOthers) {
  LogLimit limit(minutes(1));
  core::Time now{};
  EXPECT_EQ(limit.next("a", now), 0);
  EXPECT_EQ(limit.next("a", now), std::nullopt);
  EXPECT_EQ(limit.next("a", now + seconds(59)), std::nullopt);
  EXPECT_EQ(limit.next("b", now), 0) << "another kind";
  EXPECT_EQ(limit.next("a", now + minutes(1)), 2);
  EXPECT_EQ(limit.next("a", now + minutes(1)), std::nullopt);
  EXPECT_EQ(limit.next("a", now + minutes(9)), 1);
}

}  // namespace
}  // namespace baton::runtime
