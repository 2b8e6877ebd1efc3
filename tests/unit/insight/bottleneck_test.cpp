#include "baton/insight/bottleneck.hpp"

#include "unit/insight/worlds.hpp"

#include <gtest/gtest.h>

namespace baton::insight {
namespace {

// Forty places where runs stay some days; the first is slower now by so many days.
std::vector<Cell> world(std::uint64_t seed, double planted, int runs_now) {
  std::mt19937_64 random(seed);
  std::vector<Cell> cells;
  for (int i = 0; i < 40; ++i) {
    Cell cell{"step " + std::to_string(i / 8), "team " + std::to_string(i % 8)};
    const double usual = 1 + i % 4;
    for (int run = 0; run < 200; ++run)
      cell.before.push_back(length_of(log_normal(random, usual, 0.8)));
    for (int run = 0; run < runs_now; ++run)
      cell.now.push_back(length_of(log_normal(random, usual, 0.8) + (i == 0 ? planted : 0)));
    cells.push_back(std::move(cell));
  }
  return cells;
}

struct Tally {
  int recalled = 0;
  int found = 0;
  int worlds_with_alarms = 0;
};

Tally tally(double planted, int runs_now) {
  Tally out;
  for (std::uint64_t seed = 0; seed < 100; ++seed) {
    const auto cells = world(seed, planted, runs_now);
    const auto report = find_bottlenecks(cells);
    out.found += static_cast<int>(report.found.size());
    out.worlds_with_alarms += report.found.empty() ? 0 : 1;
    for (const auto& each : report.found) out.recalled += each.cell == 0 ? 1 : 0;
  }
  return out;
}

TEST(Bottleneck, APlantedOneIsFoundWithItsSize) {
  const auto out = tally(4, 60);
  EXPECT_GE(out.recalled, 90);
  EXPECT_LE(out.found - out.recalled, out.found * 15 / 100);
  const auto cells = world(7, 4, 60);
  const auto report = find_bottlenecks(cells);
  ASSERT_FALSE(report.found.empty());
  const auto& worst = report.found[0];
  EXPECT_EQ(worst.cell, 0U);
  EXPECT_NEAR(in_days(worst.effect), 4, 1);
  EXPECT_LT(in_days(worst.effect_low), 4);
  EXPECT_GT(in_days(worst.effect_high), 4);
  EXPECT_EQ(worst.runs_now, 60U);
}

TEST(Bottleneck, ASmallerOneIsFoundFromMoreRuns) {
  const auto out = tally(2, 150);
  EXPECT_GE(out.recalled, 93);
  EXPECT_LE(out.found - out.recalled, out.found * 15 / 100);
}

TEST(Bottleneck, WhereNothingChangedFewWorldsAlarm) {
  EXPECT_LE(tally(0, 60).worlds_with_alarms, 5);
}

TEST(Bottleneck, TooFewRunsAreSaidAndNotJudged) {
  const auto cells = world(1, 400, 19);
  const auto report = find_bottlenecks(cells);
  EXPECT_TRUE(report.found.empty());
  EXPECT_EQ(report.too_few, 40U);
  EXPECT_EQ(report.compared, 0U);
}

TEST(Bottleneck, AClockThatRanBackwardsIsCounted) {
  auto cells = world(1, 0, 60);
  cells[3].now[0] = length_of(-2);
  EXPECT_EQ(find_bottlenecks(cells).clock_faults, 1U);
}

TEST(Bottleneck, EqualStaysAreNoBottleneck) {
  Cell cell{"legal", "law"};
  cell.before.assign(50, length_of(1));
  cell.now.assign(50, length_of(1));
  EXPECT_TRUE(find_bottlenecks(std::vector{cell}).found.empty());
  cell.now.assign(50, length_of(3));
  EXPECT_EQ(find_bottlenecks(std::vector{cell}).found.size(), 1U);
}

TEST(Bottleneck, IsSaidInWords) {
  Bottleneck found;
  found.effect = length_of(2.1);
  found.effect_low = length_of(1.4);
  found.effect_high = length_of(2.9);
  found.runs_now = 64;
  found.runs_before = 210;
  EXPECT_EQ(words_of(found, {"review", "legal"}),
            "review at legal: 2.1 d longer than before (1.4 d to 2.9 d), 64 runs against 210");
  EXPECT_EQ(words_of(found, {"", "design", "legal"}),
            "hand-off from design to legal: 2.1 d longer than before (1.4 d to 2.9 d), 64 runs "
            "against 210");
  EXPECT_EQ(words_of(found, {"review", "legal"}, context::Language::fr),
            "review chez legal : 2,1 j de plus qu’avant (1,4 j à 2,9 j), 64 exécutions contre 210");
  found.effect_low = length_of(-0.5);
  EXPECT_EQ(words_of(found, {"", "design", "legal"}, context::Language::fr),
            "passage de design à legal : 2,1 j de plus qu’avant (-12,0 h à 2,9 j), 64 exécutions "
            "contre 210");
}

TEST(Bottleneck, TheLoadOfATeamIsComparedWithItsOwnPast) {
  EXPECT_DOUBLE_EQ(load_of(10, length_of(0.5), length_of(2.5)), 2);
  EXPECT_EQ(load_of(10, length_of(0.5), length_of(0)), 0);
  std::vector<double> past{1, 1, 1, 1, 1, 1, 1, 1, 1};
  EXPECT_FALSE(overloaded(9, past));
  EXPECT_FALSE(usual_load(past));
  past.push_back(1);
  EXPECT_TRUE(overloaded(1.1, past));
  EXPECT_FALSE(overloaded(1, past));
  EXPECT_EQ(usual_load(past), 1);
}

}  // namespace
}  // namespace baton::insight
