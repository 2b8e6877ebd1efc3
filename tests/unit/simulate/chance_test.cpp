#include "baton/simulate/chance.hpp"

#include <gtest/gtest.h>

namespace baton::simulate {
namespace {

TEST(CountingRandom, IsTheSameEachTime) {
  CountingRandom one;
  CountingRandom other;
  const auto first = one.next();
  EXPECT_EQ(first, other.next());
  EXPECT_NE(first, one.next());
}

}  // namespace
}  // namespace baton::simulate
