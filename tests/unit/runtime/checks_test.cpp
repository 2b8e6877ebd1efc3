#include "runtime/checks.hpp"

#include "unit/make.hpp"

#include <gtest/gtest.h>
#include <string>

namespace baton::runtime {
namespace {

class ChecksTest : public testing::Test {
 protected:
  ChecksTest() { life_.begin(tests::event("go")); }
  std::string told_on_deciding(const std::string& step) {
    const identity::Principal ana{identity::Role::admin, "token:ana"};
    const auto answer = decidable(life_.run(), step, true, "", ana);
    return answer.refusal ? answer.refusal->text() : "";
  }

  tests::Life life_{
      "workflow: w\non: [{event: go}]\nsteps:\n  fin: {approve: {by: {group: finance}, ask: "
      "Go?}}\n"};
};

TEST_F(ChecksTest, ADecisionAfterTheEndIsToldWhatHappened) {
  EXPECT_EQ(told_on_deciding("fin"), "");
  life_.hear(core::run_cancel(life_.run().id(), "no need", "ana", life_.now));
  EXPECT_EQ(told_on_deciding("fin"), "nothing is left to decide: the step was cancelled, no need");
  EXPECT_EQ(cancellable(life_.run())->message, "the run was cancelled already");
}

TEST_F(ChecksTest, WhatIsPausedOrHasEndedIsNotPausedAgain) {
  EXPECT_FALSE(pausable(life_.run()));
  life_.hear(core::run_pause(life_.run().id(), "month end", "ana", life_.now));
  const auto again = pausable(life_.run());
  ASSERT_TRUE(again);
  EXPECT_EQ(again->message, "the run is paused already: by ana: month end");
  EXPECT_EQ(again->hint, "baton runs resume " + life_.run().id().text());
  life_.hear(core::run_cancel(life_.run().id(), "no need", "ana", life_.now));
  EXPECT_EQ(pausable(life_.run())->message, "the run was cancelled already");
}

TEST_F(ChecksTest, ADecisionThatSomebodyMadeIsSaidToBeMade) {
  life_.hear(core::approval_decide(life_.run().id(), "fin", false, "", "", "token:ben", life_.now));
  EXPECT_EQ(told_on_deciding("fin"), "this is decided already: the step has failed");
  EXPECT_EQ(cancellable(life_.run())->message, "the run has failed already");
}

TEST_F(ChecksTest, WhatNobodyDecidedInTimeIsNotSaidToBeDecided) {
  life_ = tests::Life(
      "workflow: w\non: [{event: go}]\nsteps:\n  fin: {approve: {by: {group: finance}, ask: Go?}, "
      "timeout: 2h}\n");
  life_.begin(tests::event("go"));
  life_.come_due("fin");
  EXPECT_EQ(
      told_on_deciding("fin"),
      "its time is over: nobody decided within 2h; to have it asked again: baton runs retry " +
          life_.run().id().text() + " --from fin");
}

}  // namespace
}  // namespace baton::runtime
