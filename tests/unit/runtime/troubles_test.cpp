#include "runtime/troubles.hpp"

#include "unit/make.hpp"

#include <gmock/gmock.h>

namespace baton::tests {
namespace {

using core::ActionResult;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

std::string with_steps(std::string_view steps) {
  return "workflow: w\non: [{event: go}]\nsteps:\n" + std::string(steps);
}

std::vector<std::string> told(const Life& life) {
  return runtime::troubles(life.the_plan(), life.run(), life.last());
}

TEST(Troubles, AFailedRunIsOneLineWithStepConnectionAndCode) {
  Life life(with_steps("  a: {do: sink.post}\n"));
  life.begin(event("go"));
  EXPECT_THAT(told(life), IsEmpty());
  life.fail("a", "rejected_input", "the sum is\nmissing");
  const auto lines = told(life);
  ASSERT_THAT(lines,
              ElementsAre(HasSubstr("of w@1 has failed: step a (sink.post), rejected_input: ")));
  EXPECT_THAT(lines.front(), testing::Not(HasSubstr("\n")));
}

TEST(Troubles, ARunThatWillFailIsToldOfBeforeItsOtherStepsHaveEnded) {
  Life life(with_steps("  a: {do: sink.post}\n  b: {do: sink.post}\n"));
  life.begin(event("go"));
  life.fail("a", "rejected_input", "no");
  EXPECT_THAT(told(life),
              ElementsAre(HasSubstr("of w@1 will fail once its other steps have ended: step a "
                                    "(sink.post), rejected_input: no")))
      << "the code is said once";
  life.fail("b", "rejected_input", "neither");
  EXPECT_THAT(told(life), ElementsAre(HasSubstr("has failed: ")));
}

TEST(Troubles, APausedRunAndAGateThatCannotBeAskedAreToo) {
  Life paused(with_steps("  a: {do: sink.post, on_error: pause}\n"));
  paused.begin(event("go"));
  paused.fail("a", "rejected_input", "no");
  EXPECT_THAT(told(paused),
              ElementsAre(HasSubstr("is paused, as its step failed: step a (sink.post)")));
  Life gated(with_steps("  a: {gate: {open: trigger.data.missing}, do: sink.post}\n"));
  gated.begin(event("go"));
  EXPECT_THAT(told(gated),
              ElementsAre(HasSubstr("has a gate that cannot be asked: step a (sink.post): ")));
}

TEST(Troubles, WhatAStepMayDoWithoutHarmIsNone) {
  Life life(with_steps("  a: {do: sink.post, on_error: continue}\n"));
  life.begin(event("go"));
  life.fail("a", "rejected_input", "no");
  EXPECT_THAT(told(life), IsEmpty());
}

}  // namespace
}  // namespace baton::tests
