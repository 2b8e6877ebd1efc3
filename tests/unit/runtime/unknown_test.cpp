#include "baton/runtime/unknown.hpp"

#include "unit/make.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <string>

namespace baton::runtime {
namespace {

using testing::HasSubstr;

TEST(Unknown, AStepThatAsksNothingIsSuggestedOneThatDoes) {
  tests::Life life(
      "workflow: w\non: [{event: go}]\nsteps:\n  fin: {approve: {by: {group: finance}, ask: "
      "Go?}}\n");
  life.begin(tests::event("go"));
  const auto told = [&life](const std::string& step) {
    return no_such_approval(life.run(), step).text();
  };
  EXPECT_THAT(told("fim"), HasSubstr("did you mean \"fin\"?"));
  EXPECT_THAT(told("elsewhere"), HasSubstr("this one asks: " + life.run().id().text() + ".fin"));
}

TEST(Unknown, AStepIsToldWithTheStepsThatThereAre) {
  const std::vector<core::StepOutline> steps{{"brief", "do"}, {"legal", "approve"}};
  const auto far = no_such_step("kit", steps, "nope");
  EXPECT_EQ(far.code, core::Errc::not_found);
  EXPECT_EQ(far.message, "there is no step \"nope\" in kit");
  EXPECT_EQ(far.hint, "its steps are brief, legal");
  EXPECT_EQ(no_such_step("kit", steps, "legl").hint, "did you mean \"legal\"?");
}

TEST(Unknown, AVersionIsToldWithTheNewest) {
  const auto error = no_such_version("kit", 99, 3);
  EXPECT_EQ(error.code, core::Errc::not_found);
  EXPECT_EQ(error.message, "there is no version 99 of \"kit\"; the newest is 3");
}

}  // namespace
}  // namespace baton::runtime
