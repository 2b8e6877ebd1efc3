#include "baton/core/step_ref.hpp"

#include <algorithm>
#include <gtest/gtest.h>
#include <vector>

namespace baton::core {
namespace {

TEST(StepRef, IsAStepOrAnItemOfIt) {
  const StepRef step = "ship";
  EXPECT_FALSE(step.has_item());
  EXPECT_EQ(step.text(), "ship");
  EXPECT_EQ(step.key(), "ship");
  const StepRef fourth("ship", 3);
  EXPECT_EQ(fourth.text(), "ship[3]");
  EXPECT_EQ(fourth.key(), "ship.3");
  EXPECT_NE(fourth, step);
  EXPECT_TRUE(StepRef().empty());
}

TEST(StepRef, SortsAStepBeforeItsItems) {
  std::vector<StepRef> all{{"b"}, {"a", 10}, {"a", 9}, {"a"}};
  std::sort(all.begin(), all.end());
  EXPECT_EQ(all, (std::vector<StepRef>{{"a"}, {"a", 9}, {"a", 10}, {"b"}}));
}

TEST(StepRef, IsReadBackFromItsKey) {
  for (const auto& ref : {StepRef("ship"), StepRef("ship", 0), StepRef("ship", 300), StepRef()})
    EXPECT_EQ(StepRef::of_key(ref.key()), ref) << ref.key();
  for (const auto* none : {".3", "ship.", "ship.x", "ship.3x", "ship.-1", "ship.-2", "ship.03",
                           "ship.3.4", "ship.99999999999", "ship.undo"})
    EXPECT_EQ(StepRef::of_key(none), StepRef(none)) << "it names no item";
}

}  // namespace
}  // namespace baton::core
