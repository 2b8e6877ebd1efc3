#include "baton/core/split_mix.hpp"

#include <gtest/gtest.h>

namespace baton::core {
namespace {

// The first numbers of https://prng.di.unimi.it/splitmix64.c from the state 0.
TEST(SplitMix, GivesTheNumbersOfTheReference) {
  std::uint64_t state = 0;
  EXPECT_EQ(split_mix(state), 0xE220A8397B1DCDAFU);
  EXPECT_EQ(split_mix(state), 0x6E789E6AA1B965F4U);
  EXPECT_EQ(split_mix(state), 0x06C45D188009454FU);
}

}  // namespace
}  // namespace baton::core
