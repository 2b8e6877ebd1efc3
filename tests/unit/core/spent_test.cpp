#include "baton/core/spent.hpp"

#include "baton/core/run.hpp"

#include <gtest/gtest.h>

namespace baton::core {
namespace {

using std::chrono::seconds;

TEST(Spent, IsAddedToItsPart) {
  Split split;
  split.add(SpentOn::work, seconds(2));
  split.add(SpentOn::work, seconds(1));
  split.add(SpentOn::people, seconds(5));
  EXPECT_EQ(split, (Split{{}, seconds(3), seconds(5), {}}));
}

TEST(Spent, NothingBeforeAnyStepBegan) { EXPECT_EQ(spent_on(core::Run()), SpentOn::queue); }

TEST(Spent, HasAWordForEach) {
  for (const auto* word : {"queue", "work", "people", "backoff"}) {
    const auto on = spent_on(std::string_view(word));
    ASSERT_TRUE(on) << word;
    EXPECT_EQ(to_text(*on), word);
  }
}

}  // namespace
}  // namespace baton::core
