#include "baton/insight/step_times.hpp"

#include "baton/insight/remaining.hpp"
#include "unit/insight/worlds.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <gtest/gtest.h>
#include <random>
#include <string>
#include <vector>

namespace baton::insight {
namespace {

using StayState = StepStay::State;

const std::vector<std::string> kLegal{"approve", "onboarding", "legal"};

// Steps of one path, each of a run of its own.
class Told {
 public:
  explicit Told(std::vector<std::string> path = kLegal) : path_(std::move(path)) {}
  void add(double days, StayState state = StayState::ended) {
    add_begun(static_cast<double>(next_), days, state);
  }
  void add_begun(double began, double days, StayState state = StayState::ended) {
    times.add(path_, {++next_, day_of(began), length_of(days), state});
  }
  LogNormal fit() const { return times.of(path_).value(); }

  StepTimes times{};

 private:
  std::vector<std::string> path_;
  std::uint64_t next_ = 0;
};

TEST(StepTimes, FitMedianAndSpread) {
  Told told;
  std::mt19937_64 random(3);
  for (int i = 0; i < 400; ++i) told.add(log_normal(random, 3, 0.5));
  const auto fit = told.fit();
  EXPECT_NEAR(in_days(fit.median()), 3, 0.3);
  EXPECT_NEAR(fit.deviation, 0.5, 0.06);
  EXPECT_EQ(fit.runs, 400U);
  EXPECT_FALSE(fit.widened);
  EXPECT_EQ(fit.level, 2U);
  EXPECT_EQ(fit.level_runs, 400U);
  EXPECT_GT(in_days(fit.longest), 8);
}

TEST(StepTimes, TheNewestStepsCountMost) {
  Told told;
  for (int i = 0; i < 250; ++i) told.add(1);
  for (int i = 0; i < 150; ++i) told.add(4);
  // The last 150 weigh 108, the 250 before them 74. All alike, half would take 1.7 d.
  EXPECT_NEAR(in_days(told.fit().median()), 2.3, 0.1);
  EXPECT_EQ(told.fit().level_runs, 400U);
}

TEST(StepTimes, WhatStillLastsAndWhatWasCutOffCountAsLonger) {
  // Half of all runs are looked at before they are over: leaving them out would say 1.9 d.
  Told censored;
  Told naive;
  std::mt19937_64 random(4);
  for (int i = 0; i < 500; ++i) {
    const double took = log_normal(random, 3, 0.8);
    const double seen = log_normal(random, 3, 0.8);
    const auto unfinished = i % 2 == 0 ? StayState::lasts : StayState::cut_off;
    censored.add(std::min(took, seen), took > seen ? unfinished : StayState::ended);
    if (took <= seen) naive.add(took);
  }
  EXPECT_NEAR(in_days(censored.fit().median()), 3, 0.35);
  EXPECT_NEAR(censored.fit().deviation, 0.8, 0.12);
  EXPECT_LT(in_days(naive.fit().median()), 2.3);
  EXPECT_EQ(censored.fit().runs, naive.fit().runs) << "only those that ended are counted";
}

// A workflow that is young: steps begin each day, and those that take long have not ended yet.
TEST(StepTimes, AYoungWorkflowIsNotTakenToBeFast) {
  Told told;
  std::mt19937_64 random(5);
  for (int i = 0; i < 300; ++i) {
    const double began = i / 30.0;
    const double took = log_normal(random, 8, 0.5);
    const bool lasts = began + took > 10;
    told.add_begun(began, lasts ? 10 - began : took, lasts ? StayState::lasts : StayState::ended);
  }
  EXPECT_NEAR(in_days(told.fit().median()), 8, 1);
}

TEST(StepTimes, WhatIsToldOfAStepTakesThePlaceOfWhatWasToldBefore) {
  StepTimes times;
  for (int day = 1; day <= 60; ++day)
    for (std::uint64_t run = 0; run < 30; ++run)
      times.add(kLegal, {run, day_of(static_cast<double>(run)), length_of(day), StayState::lasts});
  EXPECT_FALSE(times.of(kLegal)) << "none has ended";
  for (std::uint64_t run = 0; run < 30; ++run)
    for (int again = 0; again < 2; ++again)
      times.add(kLegal, {run, day_of(static_cast<double>(run)), length_of(60), StayState::ended});
  const auto fit = times.of(kLegal).value();
  EXPECT_EQ(fit.runs, 30U);
  EXPECT_NEAR(in_days(fit.median()), 60, 0.1);
}

TEST(StepTimes, KeepTheStepsThatBeganLast) {
  Told told;
  told.add(300, StayState::lasts);
  for (std::size_t i = 0; i < StepTimes::kKept; ++i) told.add(2);
  for (std::size_t i = 0; i < StepTimes::kKept; ++i) told.add(8);
  EXPECT_EQ(told.fit().runs, StepTimes::kKept);
  EXPECT_NEAR(in_days(told.fit().median()), 8, 0.1) << "what began before them is forgotten";
  // A step that began before those that are kept is left out.
  told.add_begun(-1, 900);
  EXPECT_NEAR(in_days(told.fit().median()), 8, 0.1);
}

TEST(StepTimes, WhileMoreLastThanAreKeptOnlyThoseCountThatEnded) {
  Told told;
  for (int i = 0; i < 50; ++i) told.add(4);
  for (std::size_t i = 0; i < 2 * StepTimes::kLastingMax; ++i) told.add(40, StayState::lasts);
  EXPECT_NEAR(in_days(told.fit().median()), 4, 0.1);
}

TEST(StepTimes, FewRunsLeanOnTheirParent) {
  StepTimes times;
  const std::vector<std::string> other{"approve", "onboarding", "design"};
  for (std::uint64_t i = 0; i < 200; ++i)
    times.add(other, {i, day_of(static_cast<double>(i)), length_of(4)});
  times.add(kLegal, {200, day_of(200), length_of(16)});
  const auto fit = times.of(kLegal).value();
  EXPECT_GT(in_days(fit.median()), 4.2);
  EXPECT_LT(in_days(fit.median()), 7);
  EXPECT_TRUE(fit.widened);
  EXPECT_EQ(fit.runs, 1U);
  EXPECT_EQ(fit.level, 1U);
  EXPECT_EQ(fit.level_runs, 201U);
  // A step of which nothing is known is as its parent.
  const std::vector<std::string> unknown{"approve", "onboarding", "finance"};
  const auto guess = times.of(unknown).value();
  EXPECT_EQ(guess.runs, 0U);
  EXPECT_NEAR(in_days(guess.median()), 4, 0.1);
  EXPECT_FALSE(times.of(std::vector<std::string>{"task", "x"}));
}

TEST(StepTimes, WhereNoLevelHasEnoughRunsTheWidestIsNamed) {
  Told told;
  told.add(1);
  EXPECT_EQ(told.fit().level, 0U);
  EXPECT_EQ(told.fit().level_runs, 1U);
}

TEST(StepTimes, AClockThatRanBackwardsIsCounted) {
  Told told;
  told.add(-1);
  EXPECT_EQ(told.times.clock_faults(), 1U);
  EXPECT_FALSE(told.times.of(kLegal));
}

// How long steps take of which half take four days at most.
LogNormal four_days(double deviation = 0.5, std::uint32_t runs = 200) {
  LogNormal takes;
  takes.mean = std::log(4 * 86'400.0);
  takes.deviation = deviation;
  takes.runs = takes.level_runs = runs;
  takes.longest = length_of(4 * std::exp(3 * deviation));
  return takes;
}

TEST(StepLeft, OfAStepThatHasJustBegunIsWhatItTakes) {
  const auto found = left_of_step(four_days(), {}, length_of(4));
  EXPECT_NEAR(in_days(found.left[0]), 4 * std::exp(-1.2816 * 0.5), 0.01);
  EXPECT_NEAR(in_days(found.left[1]), 4, 0.01);
  EXPECT_NEAR(in_days(found.left[2]), 4 * std::exp(1.2816 * 0.5), 0.01);
  EXPECT_NEAR(found.late.value(), 0.5, 0.01);
  EXPECT_FALSE(found.outlasts);
  EXPECT_FALSE(left_of_step(four_days(), {}).late);
}

// Drawn durations that are longer than what has passed say the same.
TEST(StepLeft, IsWhatIsLeftOfThoseThatTookLonger) {
  std::mt19937_64 random(6);
  for (const double age : {1.0, 4.0, 6.0}) {
    std::vector<double> left;
    for (int i = 0; i < 40'000; ++i) {
      const double took = log_normal(random, 4, 0.5);
      if (took > age) left.push_back(took - age);
    }
    std::sort(left.begin(), left.end());
    const double due = 2;
    const auto late =
        static_cast<double>(left.end() - std::upper_bound(left.begin(), left.end(), due)) /
        static_cast<double>(left.size());
    const auto found = left_of_step(four_days(0.5, 100'000), length_of(age), length_of(due));
    for (std::size_t i = 0; i < kLevels.size(); ++i)
      EXPECT_NEAR(in_days(found.left[i]), quantile(left, kLevels[i]), 0.12) << age;
    EXPECT_NEAR(found.late.value(), late, 0.02) << age;
  }
}

TEST(StepLeft, QuantilesAndProbabilityAgree) {
  for (const double age : {0.0, 0.5, 4.0, 30.0, 4'000.0}) {
    for (const std::uint32_t runs : {1U, 30U, 500U}) {
      const auto takes = four_days(0.5, runs);
      const auto found = left_of_step(takes, length_of(age));
      EXPECT_LE(found.left[0], found.left[1]);
      EXPECT_LE(found.left[1], found.left[2]);
      for (std::size_t i = 0; i < kLevels.size(); ++i)
        EXPECT_NEAR(left_of_step(takes, length_of(age), found.left[i]).late.value(), 1 - kLevels[i],
                    0.001)
            << age << " " << runs;
    }
  }
}

TEST(StepLeft, OfAStepThatHasOutlastedAllIsAGuessByItsAge) {
  const auto takes = four_days(0.05);
  const auto found = left_of_step(takes, length_of(400), length_of(100));
  EXPECT_TRUE(found.outlasts);
  EXPECT_NEAR(in_days(found.left[1]), 400, 1) << "half go on for as long again";
  EXPECT_NEAR(in_days(found.left[2]), 3'600, 5);
  EXPECT_NEAR(found.late.value(), 0.8, 0.01);
  EXPECT_GT(left_of_step(takes, length_of(300'000)).left[0], core::Duration::zero());
}

TEST(StepLeft, IsLateOnceItsDueDateHasPassed) {
  EXPECT_DOUBLE_EQ(left_of_step(four_days(), length_of(9), length_of(-1)).late.value(), 1);
  EXPECT_DOUBLE_EQ(left_of_step(four_days(), length_of(9), length_of(0)).late.value(), 1);
}

TEST(StepLeft, UntilAMomentThatIsKnownIsTheSameAtEachLevel) {
  const auto found = left_until(length_of(3), length_of(2));
  EXPECT_EQ(found.left[0], length_of(3));
  EXPECT_EQ(found.left[2], length_of(3));
  EXPECT_DOUBLE_EQ(found.late.value(), 1);
  EXPECT_DOUBLE_EQ(left_until(length_of(3), length_of(4)).late.value(), 0);
  EXPECT_EQ(left_until(length_of(-1)).left[1], core::Duration::zero());
  EXPECT_FALSE(left_until(length_of(3)).late);
}

}  // namespace
}  // namespace baton::insight
