#include "runtime/breaker.hpp"

#include <chrono>
#include <gtest/gtest.h>

namespace baton::runtime {
namespace {

using std::chrono::seconds;

const core::Time kMorning = core::Time(std::chrono::hours(1'000));

// Lets attempts fail until the breaker opens.
Breaker opened_at(core::Time now) {
  Breaker breaker;
  for (int n = 1; n < Breaker::kFailures; ++n) EXPECT_FALSE(breaker.failed(now, now)) << n;
  EXPECT_TRUE(breaker.failed(now, now));
  return breaker;
}

TEST(BreakerTest, ItOpensAfterManyFailuresInARowOnly) {
  Breaker breaker;
  for (int n = 0; n < 100; ++n) {
    EXPECT_FALSE(breaker.failed(kMorning, kMorning));
    if (n % 5 == 0) {
      EXPECT_FALSE(breaker.answered());
    }
  }
  EXPECT_FALSE(breaker.open());
  EXPECT_TRUE(breaker.may_begin(kMorning, 50));
  EXPECT_EQ(breaker.next(kMorning), std::nullopt);
}

TEST(BreakerTest, HalfOpenItLetsOneRequestThrough) {
  auto breaker = opened_at(kMorning);
  EXPECT_FALSE(breaker.may_begin(kMorning + seconds(4), 0));
  EXPECT_EQ(breaker.next(kMorning), kMorning + seconds(5));
  EXPECT_TRUE(breaker.may_begin(kMorning + seconds(5), 0));
  EXPECT_FALSE(breaker.may_begin(kMorning + seconds(5), 1));
  EXPECT_TRUE(breaker.answered());
  EXPECT_TRUE(breaker.may_begin(kMorning + seconds(5), 7));
  EXPECT_FALSE(breaker.failed(kMorning + seconds(6), kMorning + seconds(6))) << "it counts anew";
}

TEST(BreakerTest, ItStaysOpenForTwiceAsLongAfterEachTryThatFails) {
  auto breaker = opened_at(kMorning);
  auto now = kMorning;
  for (const auto waits : {5, 10, 20, 40, 80, 120, 120}) {
    EXPECT_EQ(breaker.tries_at() - now, seconds(waits));
    now = breaker.tries_at();
    EXPECT_TRUE(breaker.failed(now, now));
  }
}

TEST(BreakerTest, WhatWasSentBeforeItOpenedDoesNotKeepItOpen) {
  auto breaker = opened_at(kMorning);
  EXPECT_FALSE(breaker.failed(kMorning - seconds(20), kMorning + seconds(3)));
  EXPECT_EQ(breaker.tries_at(), kMorning + seconds(5));
}

}  // namespace
}  // namespace baton::runtime
