#include "insight/remaining_levels.hpp"

#include "baton/insight/remaining.hpp"
#include "unit/insight/worlds.hpp"

#include <gtest/gtest.h>
#include <set>

namespace baton::insight {
namespace {

std::size_t level_of(LevelSet features) {
  for (std::size_t i = 0; i < kLevelSets.size(); ++i)
    if (kLevelSets[i] == features) return i;
  ADD_FAILURE() << "no such level";
  return 0;
}

Keys keys_of(const std::vector<std::pair<std::string_view, double>>& states) {
  Walk walk;
  for (const auto& [state, day] : states) walk.enter(state, day_of(day));
  return walk.keys();
}

TEST(RemainingLevels, EachLevelIsNamedOnceAndUsed) {
  std::set<LevelSet> different(kLevelSets.begin(), kLevelSets.end());
  EXPECT_EQ(different.size(), kLevelSets.size());
  std::set<std::size_t> used{0};
  for (const auto& chain : kChains) used.insert(chain.begin(), chain.end());
  EXPECT_EQ(used.size(), kLevelSets.size());
}

TEST(RemainingLevels, TheOrderOfStepsMattersOnlyWhereItIsAsked) {
  const auto one = keys_of({{"a", 0}, {"b", 1}, {"c", 2}});
  const auto other = keys_of({{"b", 0}, {"a", 1}, {"c", 2}});
  EXPECT_EQ(one[0], other[0]);
  EXPECT_EQ(one[level_of(kState)], other[level_of(kState)]);
  EXPECT_EQ(one[level_of(kState | kVisited)], other[level_of(kState | kVisited)]);
  EXPECT_NE(one[level_of(kState | kBefore)], other[level_of(kState | kBefore)]);
}

TEST(RemainingLevels, HowOftenIsAskedByVisitsOnly) {
  const auto once = keys_of({{"a", 0}, {"b", 1}});
  const auto twice = keys_of({{"b", 0}, {"a", 0.5}, {"b", 1}});
  EXPECT_EQ(once[level_of(kState | kVisited)], twice[level_of(kState | kVisited)]);
  EXPECT_NE(once[level_of(kState | kVisits)], twice[level_of(kState | kVisits)]);
}

TEST(RemainingLevels, TimeIsCutIntoBins) {
  const auto level = level_of(kState | kElapsed);
  EXPECT_EQ(keys_of({{"a", 0}, {"b", 5}})[level], keys_of({{"a", 0}, {"b", 5.1}})[level]);
  EXPECT_NE(keys_of({{"a", 0}, {"b", 5}})[level], keys_of({{"a", 0}, {"b", 8}})[level]);
}

TEST(RemainingLevels, AClockThatRanBackwardsStoodStill) {
  Walk walk;
  walk.enter("a", day_of(3));
  walk.enter("b", day_of(1));
  EXPECT_EQ(walk.entered(), day_of(3));
}

TEST(RemainingLevels, SayWhatRunsHaveInCommon) {
  const auto words = [](LevelSet level, context::Language language = context::Language::en) {
    return level_words(alike_in(level), language);
  };
  EXPECT_EQ(words(0), "all runs of the template");
  EXPECT_EQ(words(kState), "runs with the same step");
  EXPECT_EQ(words(kState | kElapsed | kWeekday),
            "runs with the same step, time elapsed and time of the week");
  EXPECT_EQ(words(0, context::Language::fr), "toutes les exécutions du modèle");
  EXPECT_EQ(words(kState | kElapsed | kWeekday, context::Language::fr),
            "les exécutions avec la même étape, le même temps écoulé et le même moment de la "
            "semaine");
}

}  // namespace
}  // namespace baton::insight
