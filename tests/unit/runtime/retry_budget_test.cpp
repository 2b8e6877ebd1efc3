#include "runtime/retry_budget.hpp"

#include <chrono>
#include <gtest/gtest.h>

namespace baton::runtime {
namespace {

using std::chrono::minutes;

const core::Time kBudgetDay = core::Time(std::chrono::hours(1'000));

TEST(RetryBudgetTest, RetriesAreAFifthOfTheFirstAttemptsAndOneASecond) {
  RetryBudget budget;
  auto now = kBudgetDay;
  while (budget.take(now)) {}
  for (int n = 0; n < 50; ++n) budget.first();
  int retries = 0;
  while (budget.take(now)) ++retries;
  EXPECT_EQ(retries, 10);
  now += minutes(1);
  for (retries = 0; budget.take(now);) ++retries;
  EXPECT_EQ(retries, 60);
}

TEST(RetryBudgetTest, ASystemThatAnswersGetsAllRetries) {
  RetryBudget budget;
  for (int n = 0; n < 10'000; ++n) {
    ASSERT_TRUE(budget.take(kBudgetDay));
    budget.answered();
  }
}

TEST(RetryBudgetTest, WhatIsSavedUpIsBounded) {
  RetryBudget budget;
  for (int n = 0; n < 10'000; ++n) budget.first();
  int retries = 0;
  while (budget.take(kBudgetDay)) ++retries;
  EXPECT_EQ(retries, RetryBudget::kSavedMax);
}

}  // namespace
}  // namespace baton::runtime
