#include "connectors/left_alone.hpp"

#include <gtest/gtest.h>

namespace baton::connectors {
namespace {

using core::Duration;
using core::Time;
using std::chrono::seconds;

TEST(LeftAlone, LastsAsLongAsItWasAskedFor) {
  LeftAlone left_alone;
  const Time now(seconds(100));
  left_alone.leave("C1", now + seconds(7), now);
  EXPECT_EQ(left_alone.left("C1", now + seconds(2)), Duration(seconds(5)));
  EXPECT_EQ(left_alone.left("C1", now + seconds(7)), Duration{});
  EXPECT_EQ(left_alone.left("C2", now), Duration{});
  left_alone.leave("C1", now + seconds(3), now);
  EXPECT_EQ(left_alone.left("C1", now), Duration(seconds(7))) << "the longer one counts";
}

TEST(LeftAlone, IsBounded) {
  LeftAlone left_alone;
  const Time now(seconds(100));
  for (int n = 0; n < 2'000; ++n) left_alone.leave(std::to_string(n), now + seconds(1 + n), now);
  EXPECT_EQ(left_alone.left("0", now), Duration{});
  EXPECT_EQ(left_alone.left("1999", now), Duration(seconds(2'000)));
}

}  // namespace
}  // namespace baton::connectors
