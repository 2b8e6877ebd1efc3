#include "baton/insight/forecast.hpp"

#include "baton/calendar/calendars.hpp"
#include "baton/core/result.hpp"
#include "unit/insight/worlds.hpp"

#include <gtest/gtest.h>
#include <memory>
#include <string>
#include <vector>

namespace baton::insight {
namespace {

LogNormal around(double days, double deviation, std::uint32_t runs = 100) {
  return {std::log(days * 86'400), deviation, runs, runs < Model::kComparable};
}

FlowStep pending(std::string name, std::vector<std::size_t> needs, double days,
                 double deviation = 0.4) {
  FlowStep step;
  step.name = std::move(name);
  step.needs = std::move(needs);
  step.takes = around(days, deviation);
  return step;
}

// One step, then two beside each other, then one that joins them: a diamond.
std::vector<FlowStep> diamond() {
  return {pending("brief", {}, 1), pending("legal", {0}, 4), pending("design", {0}, 2),
          pending("launch", {1, 2}, 1)};
}

double days_until(core::Time at) { return in_days(at - day_of(0)); }

TEST(FlowForecast, JoinsWaitForTheLongerBranch) {
  const auto found = forecast_flow(diamond(), day_of(0), std::nullopt);
  // 1 d, then the longer of 4 d and 2 d, then 1 d.
  EXPECT_NEAR(days_until(found.ends[1]), 6.3, 0.4);
  EXPECT_LT(found.ends[0], found.ends[1]);
  EXPECT_LT(found.ends[1], found.ends[2]);
  EXPECT_DOUBLE_EQ(found.steps[0].critical, 1);
  EXPECT_DOUBLE_EQ(found.steps[3].critical, 1);
  EXPECT_GT(found.steps[1].critical, 0.8);
  EXPECT_NEAR(found.steps[1].critical + found.steps[2].critical, 1, 1e-9);
  EXPECT_FALSE(found.late);
  EXPECT_EQ(found.runs, 100U);
  EXPECT_FALSE(found.widened);
}

TEST(FlowForecast, AnAnyJoinWaitsForTheShorterBranch) {
  auto steps = diamond();
  steps[3].any = true;
  steps[3].takes = around(30, 0.01);
  const auto found = forecast_flow(steps, day_of(0), std::nullopt);
  EXPECT_NEAR(days_until(found.ends[1]), 33, 0.5);
  EXPECT_GT(found.steps[2].critical, 0.8);
}

TEST(FlowForecast, TheSameSeedGivesTheSameBytes) {
  const auto one = forecast_flow(diamond(), day_of(0), day_of(6));
  const auto other = forecast_flow(diamond(), day_of(0), day_of(6));
  EXPECT_EQ(one.ends, other.ends);
  EXPECT_EQ(*one.late, *other.late);
  FlowOptions options;
  options.seed = 2;
  EXPECT_NE(forecast_flow(diamond(), day_of(0), day_of(6), options).ends, one.ends);
}

TEST(FlowForecast, LatenessIsTheShareOfFuturesBehindTheDueDate) {
  FlowOptions options;
  options.futures = 4'000;
  const std::vector<FlowStep> steps{pending("legal", {}, 4, 0.5)};
  EXPECT_NEAR(*forecast_flow(steps, day_of(0), day_of(4), options).late, 0.5, 0.03);
  // One standard deviation of the logarithm over the median.
  EXPECT_NEAR(*forecast_flow(steps, day_of(0), day_of(4 * std::exp(0.5)), options).late, 0.159,
              0.02);
  EXPECT_DOUBLE_EQ(*forecast_flow(steps, day_of(0), day_of(-1), options).late, 1);
}

TEST(FlowForecast, WhatRunsHasLastedAlready) {
  auto steps = diamond();
  steps[0].state = FlowStep::State::settled;
  steps[0].began = day_of(-10);
  steps[0].ended = day_of(-9);
  steps[1].state = FlowStep::State::running;
  steps[1].began = day_of(-9);
  steps[2].state = FlowStep::State::settled;
  steps[2].began = day_of(-9);
  steps[2].ended = day_of(-7);
  const auto found = forecast_flow(steps, day_of(0), std::nullopt);
  // No end lies in the past, and legal is what it hangs on.
  EXPECT_GT(found.ends[0], day_of(0));
  EXPECT_DOUBLE_EQ(found.steps[1].critical, 1);
  ASSERT_EQ(found.contributors.size(), 1U);
  EXPECT_EQ(found.contributors[0].state, "legal");
  EXPECT_GT(in_days(found.contributors[0].extra), 5);
  EXPECT_EQ(found.contributors[0].runs, 100U);
  // Far over everything that was seen, the forecast stays finite and ahead.
  steps[1].began = day_of(-300'000);
  EXPECT_GE(forecast_flow(steps, day_of(0), std::nullopt).ends[0], day_of(0));
}

TEST(FlowForecast, ATimerTakesWhatItSays) {
  auto steps = diamond();
  steps[1].fixed = length_of(10);
  steps[3].fixed = length_of(0);
  steps[0].state = FlowStep::State::settled;
  steps[0].began = steps[0].ended = day_of(0);
  const auto found = forecast_flow(steps, day_of(0), std::nullopt);
  EXPECT_NEAR(days_until(found.ends[0]), 10, 1e-4);
  EXPECT_NEAR(days_until(found.ends[2]), 10, 1e-4);
}

TEST(FlowForecast, AStepThatIsSometimesSkippedTakesNoTimeThen) {
  auto steps = diamond();
  steps[1].chance = 0;
  const auto found = forecast_flow(steps, day_of(0), std::nullopt);
  EXPECT_NEAR(days_until(found.ends[1]), 4.2, 0.4);
}

TEST(FlowForecast, BusinessTimeStandsStillAtNightAndOnWeekends) {
  core::Findings findings;
  const auto all = calendar::Calendars::read(
      {{"c.yaml", "calendar: c\ntimezone: UTC\nhours: { mon-fri: [09:00-17:00] }\n"}}, findings);
  ASSERT_TRUE(findings.empty());
  const auto calendar = all.find("c");
  FlowStep step;
  step.name = "legal";
  step.business = true;
  FlowOptions options;
  options.calendar = calendar.get();
  // day_of(0) is a Monday at midnight: sixteen working hours end on Tuesday at 17:00.
  for (const int worked : {4, 8, 16, 17, 40, 41, 400}) {
    step.fixed = std::chrono::hours(worked);
    const auto found = forecast_flow(std::vector{step}, day_of(0), std::nullopt, options);
    const auto expected = calendar->add_hours(day_of(0), std::chrono::hours(worked)).value();
    EXPECT_NEAR(in_days(found.ends[1] - expected), 0, 1e-4) << worked;
  }
  // A running step has lasted its working time only: four of eight hours since Friday noon.
  step.fixed = std::chrono::hours(8);
  step.state = FlowStep::State::running;
  step.began = day_of(-2.5);  // Friday 12:00
  const auto found = forecast_flow(std::vector{step}, day_of(0), std::nullopt, options);
  EXPECT_NEAR(days_until(found.ends[1]), 12.0 / 24, 1e-4);
}

TEST(FlowForecast, AStepBeforeItsNeedIsOurFault) {
  auto steps = diamond();
  steps[0].needs = {3};
  EXPECT_THROW(forecast_flow(steps, day_of(0), std::nullopt), core::BrokenInvariant);
}

}  // namespace
}  // namespace baton::insight
