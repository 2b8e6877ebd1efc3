#include "runtime/at_hand.hpp"

#include "unit/runtime/holding.hpp"

#include <gtest/gtest.h>

namespace baton::runtime {
namespace {

using tests::action_of;
using tests::at_second;
using tests::sending;
using tests::step_of;

class AtHandTest : public testing::Test {
 protected:
  void put(const Sending& of) { at_hand_.put(step_of(of), lane_, of.which, false, {}); }

  Lanes lanes_;
  Lane& lane_ = lanes_.named(tests::kCrmNote);
  AtHand at_hand_;
};

TEST_F(AtHandTest, HoldsATryFromItsCommitUntilItIsOver) {
  put(sending(1));
  put(sending(2));
  EXPECT_EQ(at_hand_.size(), 2U);
  EXPECT_EQ(lane_.at_hand, 2U);
  at_hand_.drop(step_of(sending(1)));
  at_hand_.drop(step_of(sending(1)));
  EXPECT_EQ(at_hand_.size(), 1U);
  EXPECT_EQ(lane_.at_hand, 1U);
  EXPECT_FALSE(at_hand_.contains(step_of(sending(1))));
  EXPECT_TRUE(at_hand_.contains(step_of(sending(2))));
}

TEST_F(AtHandTest, TheNextTryReplacesTheOneBefore) {
  put(sending(1, 1));
  put(sending(1, 2));
  EXPECT_EQ(lane_.at_hand, 1U);
  EXPECT_FALSE(at_hand_.find(sending(1, 1)));
  EXPECT_TRUE(at_hand_.find(sending(1, 2)));
}

TEST_F(AtHandTest, ATryThatMovesToAnotherLaneStaysInTheLaneThatItsStepHas) {
  auto& other = lanes_.named("erp.note");
  put(sending(1, 1));
  at_hand_.put(step_of(sending(1)), other, {2, 0}, false, {});
  EXPECT_EQ(lane_.at_hand, 1U);
  EXPECT_EQ(other.at_hand, 0U);
  at_hand_.drop(step_of(sending(1)));
  EXPECT_EQ(lane_.at_hand, 0U);
}

TEST_F(AtHandTest, WhatHasBegunOrWasGivenUpDoesNotWait) {
  put(sending(1));
  auto* one = at_hand_.waiting(sending(1));
  ASSERT_TRUE(one);
  one->begun = true;
  EXPECT_FALSE(at_hand_.waiting(sending(1)));
  EXPECT_EQ(at_hand_.find(sending(1)), one);
}

TEST_F(AtHandTest, WhatSleepsJoinsItsLaneWhenItIsDue) {
  at_hand_.sleep(at_second(20), action_of(sending(2)), lane_);
  at_hand_.sleep(at_second(10), action_of(sending(1)), lane_);
  EXPECT_EQ(lane_.asleep, 2U);
  EXPECT_EQ(at_hand_.wakes_next(), at_second(10));
  at_hand_.wake(at_second(9));
  EXPECT_TRUE(lane_.ready.empty());
  at_hand_.wake(at_second(10));
  EXPECT_EQ(lane_.asleep, 1U);
  EXPECT_EQ(sending_of(lane_.ready.front().action), sending(1));
  at_hand_.wake(at_second(60));
  EXPECT_EQ(lane_.asleep, 0U);
  EXPECT_FALSE(at_hand_.wakes_next());
}

TEST_F(AtHandTest, TellsOnceWhatIsToBeGivenUp) {
  at_hand_.give_up_at(at_second(20), sending(2));
  at_hand_.give_up_at(at_second(10), sending(1));
  EXPECT_EQ(at_hand_.gives_up_next(), at_second(10));
  EXPECT_FALSE(at_hand_.take_give_up(at_second(9)));
  EXPECT_EQ(at_hand_.take_give_up(at_second(15)), sending(1));
  EXPECT_FALSE(at_hand_.take_give_up(at_second(15)));
  EXPECT_EQ(at_hand_.gives_up_next(), at_second(20));
}

}  // namespace
}  // namespace baton::runtime
