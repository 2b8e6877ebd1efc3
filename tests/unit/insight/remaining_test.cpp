#include "baton/insight/remaining.hpp"

#include "baton/insight/late.hpp"
#include "unit/insight/worlds.hpp"

#include <gtest/gtest.h>
#include <string>
#include <vector>

namespace baton::insight {
namespace {

struct MadeRun {
  std::vector<Visit> visits;
  core::Time ended;
};

// Runs go through "draft", then "legal" or "quick", then "launch"; legal takes `legal` days.
MadeRun made_run(std::mt19937_64& random, double begins, double legal = 4) {
  MadeRun run;
  double at = begins;
  run.visits.push_back({"draft", day_of(at)});
  at += log_normal(random, 1, 0.5);
  const bool slow = random() % 2 == 0;
  run.visits.push_back({slow ? "legal" : "quick", day_of(at)});
  at += log_normal(random, slow ? legal : 0.5, 0.5);
  run.visits.push_back({"launch", day_of(at)});
  run.ended = day_of(at + log_normal(random, 1, 0.5));
  return run;
}

Model trained(int runs, std::uint64_t seed = 1) {
  Model model;
  std::mt19937_64 random(seed);
  for (int i = 0; i < runs; ++i) {
    const auto run = made_run(random, i);
    model.close(run.visits, run.ended);
  }
  return model;
}

TEST(Remaining, ForecastsByWhereTheRunIs) {
  auto model = trained(500);
  const std::vector<Visit> slow{{"draft", day_of(0)}, {"legal", day_of(1)}};
  const std::vector<Visit> quick{{"draft", day_of(0)}, {"quick", day_of(1)}};
  const auto at_legal = model.forecast(slow, day_of(1)).value();
  const auto at_quick = model.forecast(quick, day_of(1)).value();
  EXPECT_NEAR(in_days(at_legal.left[1]), 5.2, 0.8);
  EXPECT_NEAR(in_days(at_quick.left[1]), 1.6, 0.4);
  EXPECT_LT(at_legal.left[0], at_legal.left[1]);
  EXPECT_LT(at_legal.left[1], at_legal.left[2]);
  EXPECT_FALSE(at_legal.late);
  EXPECT_GE(at_legal.runs, Model::kComparable);
  EXPECT_FALSE(at_legal.too_few);
}

TEST(Remaining, ASlowRunIsNotTakenForSlowerBecauseRunsHaveBecomeSlower) {
  Model model;
  std::mt19937_64 random(5);
  for (int i = 0; i < 240; ++i) {
    const double begins = i;
    const double legal = begins + 1 + (i < 180 ? 1 : 4.8) * log_normal(random, 1, 0.2);
    const std::vector<Visit> visits{
        {"draft", day_of(begins)}, {"legal", day_of(begins + 1)}, {"launch", day_of(legal)}};
    model.close(visits, day_of(legal + 0.2));
  }
  const std::vector<Visit> stands{{"draft", day_of(0)}, {"legal", day_of(1)}};
  const auto fresh = model.forecast(stands, day_of(1)).value();
  EXPECT_GT(in_days(fresh.left[1]), 1.1) << "runs have become slower lately";
  const auto found = model.forecast(stands, day_of(4.4)).value();
  EXPECT_GE(found.runs, 50U) << "only those that took longer than 3.4 d count";
  EXPECT_LE(found.runs, 60U);
  // These took 1.6 d more. Were all of them taken to be half as slow again, it would be over 4 d.
  EXPECT_LT(in_days(found.left[0]), 1.6);
  EXPECT_GT(in_days(found.left[2]), 1.6);
  EXPECT_LT(in_days(found.left[1]), 3);
}

TEST(Remaining, TheIntervalHoldsEightOfTenAndLatenessIsCalibrated) {
  auto model = trained(600);
  std::mt19937_64 random(99);
  int inside = 0;
  BrierScore score;
  constexpr int kRuns = 600;
  for (int i = 0; i < kRuns; ++i) {
    const auto run = made_run(random, 600 + i);
    const auto now = run.visits[1].at;
    const auto due = run.visits[0].at + length_of(5);
    const auto found = model.forecast(Visits(run.visits).first(2), now, due).value();
    const auto truth = run.ended - now;
    inside += truth >= found.left[0] && truth <= found.left[2] ? 1 : 0;
    score.add(*found.late, run.ended > due);
  }
  EXPECT_GE(inside, kRuns * 77 / 100);
  EXPECT_LE(inside, kRuns * 83 / 100);
  EXPECT_LT(score.brier(), 0.75 * score.climatology());
}

TEST(Remaining, TheSameRunsGiveTheSameForecast) {
  auto one = trained(300);
  auto other = trained(300);
  const std::vector<Visit> visits{{"draft", day_of(0)}, {"legal", day_of(2)}};
  for (int i = 0; i < 3; ++i) {
    const auto first = one.forecast(visits, day_of(3 + i), day_of(9)).value();
    const auto second = other.forecast(visits, day_of(3 + i), day_of(9)).value();
    EXPECT_EQ(first.left, second.left);
    EXPECT_EQ(*first.late, *second.late);
    EXPECT_EQ(first.alike, second.alike);
  }
}

TEST(Remaining, WaitingLongRulesOutTheShortRuns) {
  auto model = trained(500);
  const std::vector<Visit> visits{{"draft", day_of(0)}, {"legal", day_of(1)}};
  const auto soon = model.forecast(visits, day_of(1), day_of(7)).value();
  const auto waited = model.forecast(visits, day_of(6), day_of(7)).value();
  EXPECT_LT(waited.left[1], soon.left[1]);
  EXPECT_GT(*waited.late, *soon.late);
  // The end is later than what was forecast at first.
  EXPECT_GT(waited.left[1] + length_of(5), soon.left[1]);
}

double in_seconds_of(core::Duration length) { return core::in_seconds(length); }
core::Time moment_of_seconds(double passed) { return day_of(passed / 86'400); }

// Sixty runs that waited for some seconds: the shortest for 0.1, the longest for 6.
Model of_seconds() {
  Model model;
  for (int i = 1; i <= 60; ++i) {
    const std::vector<Visit> visits{{"started", moment_of_seconds(i)},
                                    {"site waiting", moment_of_seconds(i)}};
    model.close(visits, moment_of_seconds(i + i / 10.0));
  }
  return model;
}

TEST(Remaining, OneThatOutlastsAllOthersGoesOnForAsLongAgain) {
  auto model = of_seconds();
  const std::vector<Visit> visits{{"started", day_of(0)}, {"site waiting", day_of(0)}};
  const auto due = moment_of_seconds(90);
  double late = 0;
  Remaining before;
  for (const double waited : {20.0, 50.0, 80.0}) {
    const auto found = model.forecast(visits, moment_of_seconds(waited), due).value();
    EXPECT_NEAR(in_seconds_of(found.left[1]), waited, 0.1);
    EXPECT_GT(in_seconds_of(found.left[2]), 4 * waited);
    for (std::size_t i = 0; i < kLevels.size(); ++i) EXPECT_GE(found.left[i], before.left[i]);
    EXPECT_NEAR(*found.late, waited / 90, 0.001);
    EXPECT_GT(*found.late, late);
    EXPECT_EQ(found.runs, 0U) << "no run lasted as long";
    EXPECT_TRUE(found.widened);
    EXPECT_FALSE(found.too_few) << "sixty runs have closed";
    late = *found.late;
    before = found;
  }
  EXPECT_NEAR(*model.forecast(visits, due, due).value().late, 1, 1e-9);
}

TEST(Remaining, OnlyRunsThatWentOnForLongerAreCounted) {
  Model model;
  for (int i = 1; i <= 100; ++i) model.close(std::vector<Visit>{{"started", day_of(0)}}, day_of(i));
  const std::vector<Visit> visits{{"started", day_of(0)}};
  const auto half = model.forecast(visits, day_of(50.5), day_of(75.5)).value();
  EXPECT_EQ(half.runs, 50U);
  EXPECT_FALSE(half.widened);
  EXPECT_EQ(half.alike, std::vector<std::string>({"step", "time_elapsed"}));
  EXPECT_NEAR(*half.late, 0.5, 0.02);
  // Few are left: they are told as few, and that there may be longer ones counts for little.
  const auto last = model.forecast(visits, day_of(90.5), day_of(95.5)).value();
  EXPECT_EQ(last.runs, 10U);
  EXPECT_TRUE(last.widened);
  EXPECT_TRUE(last.alike.empty());
  EXPECT_NEAR(*last.late, 0.5, 0.05);
  EXPECT_GT(in_days(last.left[1]), 4);
  EXPECT_LT(in_days(last.left[1]), 20);
}

TEST(Remaining, NoEndLiesInThePastHoweverLongARunStandsStill) {
  auto model = trained(500);
  const std::vector<Visit> visits{{"draft", day_of(0)}, {"legal", day_of(1)}};
  for (int day = 2; day < 1'000; day += 3) {
    const auto found = model.forecast(visits, day_of(day), day_of(day + 1)).value();
    EXPECT_GE(found.left[0], core::Duration::zero()) << day;
    EXPECT_GT(found.left[1], core::Duration::zero()) << day;
    EXPECT_GT(found.left[2], found.left[1]) << day;
    EXPECT_GT(*found.late, 0) << day;
  }
}

// Runs that sleep for a day, and then wait for another one, more or less.
Model of_sleepers() {
  Model model;
  std::mt19937_64 random(7);
  for (int i = 0; i < 60; ++i) {
    const std::vector<Visit> visits{{"started", day_of(i)},
                                    {"rest waiting", day_of(i)},
                                    {"rest succeeded", day_of(i + 1)},
                                    {"end waiting", day_of(i + 1)}};
    model.close(visits, day_of(i + 1 + log_normal(random, 1, 0.1)));
  }
  return model;
}

TEST(Remaining, NoRunEndsBeforeItsTimers) {
  auto model = of_sleepers();
  const std::vector<Visit> visits{{"started", day_of(0)}, {"rest waiting", day_of(0)}};
  const std::vector<Visit> ends{{"rest succeeded", day_of(30)}};
  for (const double now : {0.0, 10.0, 29.0}) {
    const auto found = model.forecast(visits, {ends, true}, day_of(now), day_of(2)).value();
    EXPECT_GE(day_of(now) + found.left[0], day_of(30));
    EXPECT_NEAR(in_days(found.left[1]) + now, 31, 0.4);
    EXPECT_LT(in_days(found.left[2]) + now, 32) << "that it sleeps for long says nothing of then";
    EXPECT_EQ(*found.late, 1);
    EXPECT_NEAR(in_days(found.timer.value()), 30 - now, 1e-6);
    EXPECT_GE(found.runs, Model::kComparable);
  }
  EXPECT_LT(*model.forecast(visits, {ends, true}, day_of(0), day_of(40)).value().late, 0.1);
  // One that has ended, and is about to be told, changes nothing.
  const auto over = model.forecast(visits, {ends, true}, day_of(31), day_of(40)).value();
  const auto without = model.forecast(visits, day_of(31), day_of(40)).value();
  EXPECT_EQ(over.left, without.left);
  EXPECT_FALSE(over.timer);
}

TEST(Remaining, BesideATimerARunIsAsLateAsWhatElseItWaitsFor) {
  auto model = of_sleepers();
  const std::vector<Visit> visits{{"started", day_of(0)}, {"rest waiting", day_of(0)}};
  const std::vector<Visit> soon{{"rest succeeded", day_of(10.01)}};
  const auto found = model.forecast(visits, {soon, false}, day_of(10), day_of(14)).value();
  const auto without = model.forecast(visits, day_of(10), day_of(14)).value();
  EXPECT_EQ(found.left[1], without.left[1]);
  EXPECT_EQ(*found.late, *without.late);
  EXPECT_EQ(found.runs, 0U);
  EXPECT_FALSE(found.timer);
  const std::vector<Visit> far{{"rest succeeded", day_of(60)}};
  const auto later = model.forecast(visits, {far, false}, day_of(10), day_of(14)).value();
  EXPECT_GE(day_of(10) + later.left[0], day_of(60));
  EXPECT_EQ(*later.late, 1);
  EXPECT_TRUE(later.timer);
}

TEST(Remaining, PastItsDueDateARunIsLate) {
  auto model = trained(100);
  const std::vector<Visit> visits{{"draft", day_of(0)}};
  EXPECT_EQ(*model.forecast(visits, day_of(3), day_of(2)).value().late, 1.0);
  EXPECT_LT(*model.forecast(visits, day_of(0), day_of(100)).value().late, 0.05);
}

TEST(Remaining, FollowsAProcessThatBecameSlower) {
  Model model;
  std::mt19937_64 random(5);
  for (int i = 0; i < 1'000; ++i) {
    const auto run = made_run(random, i, i < 700 ? 4 : 12);
    model.close(run.visits, run.ended);
  }
  const std::vector<Visit> visits{{"draft", day_of(0)}, {"legal", day_of(1)}};
  EXPECT_GT(in_days(model.forecast(visits, day_of(1)).value().left[1]), 10);
}

TEST(Remaining, UnderTwentyRunsItWidensAndSaysSo) {
  EXPECT_FALSE(Model().forecast(std::vector<Visit>{{"draft", day_of(0)}}, day_of(0)));
  auto few = trained(19);
  const std::vector<Visit> visits{{"draft", day_of(0)}, {"legal", day_of(1)}};
  const auto found = few.forecast(visits, day_of(1)).value();
  EXPECT_TRUE(found.too_few);
  EXPECT_TRUE(found.widened);
  EXPECT_TRUE(found.alike.empty()) << "all runs of the template";
  EXPECT_EQ(found.runs, 19U);
  EXPECT_TRUE(found.contributors.empty());
  // A step that no run knows yet: the level above it is what is left.
  auto many = trained(200);
  const std::vector<Visit> unknown{{"draft", day_of(0)}, {"new step", day_of(1)}};
  const auto wide = many.forecast(unknown, day_of(1)).value();
  EXPECT_TRUE(wide.widened);
  EXPECT_FALSE(wide.too_few);
}

TEST(Remaining, NamesWhatTookLongerWithItsRuns) {
  auto model = trained(400);
  const std::vector<Visit> visits{{"draft", day_of(0)}, {"legal", day_of(1)}};
  const auto found = model.forecast(visits, day_of(11)).value();
  ASSERT_FALSE(found.contributors.empty());
  EXPECT_EQ(found.contributors[0].state, "legal");
  EXPECT_NEAR(in_days(found.contributors[0].extra), 6, 1);
  EXPECT_EQ(words_of({"legal", length_of(2.1), 64}),
            "legal: 2.1 d more than the template's median, from 64 runs");
  EXPECT_EQ(words_of({"legal waiting", length_of(2.1), 64}, context::Language::fr),
            "legal (en attente) : 2,1 j de plus que la médiane du modèle, sur 64 exécutions");
  EXPECT_EQ(words_of({"started", length_of(2.1), 64}, context::Language::fr),
            "démarrage : 2,1 j de plus que la médiane du modèle, sur 64 exécutions");
  // What has lasted less than usual so far is nothing to tell.
  EXPECT_TRUE(model.forecast(visits, day_of(1.1)).value().contributors.empty());
}

TEST(Remaining, AClockThatRanBackwardsGivesNoNegativeTime) {
  auto model = trained(100);
  const std::vector<Visit> backwards{{"draft", day_of(5)}, {"legal", day_of(2)}};
  model.close(backwards, day_of(1));
  const auto found = model.forecast(backwards, day_of(1), day_of(9)).value();
  for (const auto left : found.left) EXPECT_GE(left, core::Duration::zero());
}

TEST(Remaining, LengthsAreWrittenInOneUnit) {
  EXPECT_EQ(short_text(length_of(2.14)), "2.1 d");
  EXPECT_EQ(short_text(std::chrono::minutes(90)), "1.5 h");
  EXPECT_EQ(short_text(std::chrono::minutes(5)), "5 min");
  EXPECT_EQ(short_text(std::chrono::seconds(40)), "40 s");
  EXPECT_EQ(short_text(length_of(2.14), context::Language::fr), "2,1 j");
  EXPECT_EQ(short_text(std::chrono::minutes(90), context::Language::fr), "1,5 h");
}

}  // namespace
}  // namespace baton::insight
