#include "baton/core/transition.hpp"

#include <gtest/gtest.h>

namespace baton::core {
namespace {

std::string stored(const Transition& transition) {
  std::string text;
  append(text, transition);
  return text;
}

TEST(Transition, NamesTheItemOnlyWhereThereIsOne) {
  EXPECT_EQ(stored(StepSkipped{"ship", "no"}),
            R"({"is":"StepSkipped","step":"ship","reason":"no"})");
  EXPECT_EQ(stored(StepSkipped{{"ship", 3}, "no"}),
            R"({"is":"StepSkipped","step":"ship","item":3,"reason":"no"})");
  EXPECT_EQ(stored(StepReset{{"ship", 0}}), R"({"is":"StepReset","step":"ship","item":0})");
  EXPECT_EQ(told(StepReset{"ship"}), (Json{{"step", "ship"}}));
  EXPECT_EQ(told(StepReset{{"ship", 0}}), (Json{{"step", "ship"}, {"item", 0}}));
}

TEST(Transition, ReadsBackOfWhichItemItIs) {
  for (const StepRef& ref : {StepRef("ship"), StepRef("ship", 0), StepRef("ship", 7)}) {
    const auto back = transition_from_json(to_json(StepBlocked{ref, "pack"}));
    ASSERT_TRUE(back);
    EXPECT_EQ(step_of(*back), ref) << ref.text();
  }
}

TEST(Transition, OneAboutTheRunIsAboutNoStep) {
  EXPECT_TRUE(step_of(RunSucceeded{}).empty());
  EXPECT_TRUE(step_of(RunFailed{"ship", "no"}).empty());
}

}  // namespace
}  // namespace baton::core
