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

}  // namespace
}  // namespace baton::runtime
