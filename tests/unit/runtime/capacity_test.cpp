#include "runtime/capacity.hpp"

#include "unit/runtime/holding.hpp"

#include <gtest/gtest.h>

namespace baton::runtime {
namespace {

using tests::at_second;

class CapacityTest : public testing::Test {
 protected:
  CapacityTest() {
    options_.actions_waiting_max = 16;
    options_.actions_in_flight_max = 8;
  }
  // As many actions of one lane as it may take when nothing of it ends.
  std::size_t fill(Lane& lane) {
    for (; capacity_.room(lane, load_) > 0; ++lane.at_hand) ++load_.at_hand;
    return lane.at_hand;
  }

  Options options_;
  Capacity capacity_{options_};
  Lanes lanes_;
  Lane& crm_ = lanes_.named("crm.note");
  Lane& erp_ = lanes_.named("erp.note");
  Lane& faq_ = lanes_.named("faq.note");
  Load load_;
  const core::Time now_ = at_second(0);
};

TEST_F(CapacityTest, EachLaneThatIsBlockedLeavesHalfOfTheRestToTheOthers) {
  EXPECT_EQ(fill(crm_), 8U);
  EXPECT_EQ(fill(erp_), 4U);
  EXPECT_EQ(fill(faq_), 2U);
}

TEST_F(CapacityTest, RetriesThatWaitTakeHalfOfALaneAtMost) {
  EXPECT_EQ(capacity_.horizon(crm_, load_, now_), now_ + std::chrono::seconds(30));
  crm_.at_hand = crm_.asleep = load_.at_hand = 6;
  EXPECT_EQ(capacity_.room(crm_, load_), 2U);
  EXPECT_EQ(capacity_.horizon(crm_, load_, now_), now_) << "nothing more is held that is not due";
}

TEST_F(CapacityTest, AConnectionLeavesOthersAPlaceInFlight) {
  std::size_t begun = 0;
  for (; capacity_.may_begin(crm_, load_, begun, 1'000, now_); ++begun) {
    ++crm_.in_flight;
    ++crm_.shared->in_flight;
    ++load_.in_flight;
  }
  EXPECT_EQ(begun, 4U);
  EXPECT_TRUE(capacity_.may_begin(erp_, load_, 0, 1'000, now_));
}

TEST_F(CapacityTest, NoMoreBeginThanTheConnectionAllows) {
  EXPECT_TRUE(capacity_.may_begin(crm_, load_, 0, 1, now_));
  EXPECT_FALSE(capacity_.may_begin(crm_, load_, 1, 1, now_)) << "also if the first has ended";
}

TEST_F(CapacityTest, OneAtATimeIsTriedOfALaneWhoseActionsCameBack) {
  crm_.hold.came_back("unknown operation", now_, now_);
  EXPECT_TRUE(capacity_.may_begin(crm_, load_, 0, 4, now_));
  EXPECT_FALSE(capacity_.may_begin(crm_, load_, 1, 4, now_));
}

TEST_F(CapacityTest, WhatWasLeftBehindIsReadOnceHalfOfItCanBeNew) {
  crm_.left_behind = true;
  crm_.at_hand = load_.at_hand = 8;
  EXPECT_FALSE(capacity_.wants_refill(crm_, load_, now_)) << "there is no room";
  crm_.at_hand = load_.at_hand = 6;
  EXPECT_FALSE(capacity_.wants_refill(crm_, load_, now_)) << "six would be read again for two";
  crm_.at_hand = load_.at_hand = 5;
  EXPECT_EQ(capacity_.refill_page(crm_, load_), 3U);
  EXPECT_FALSE(capacity_.wants_refill(crm_, load_, now_));
  crm_.asleep = 2;  // what sleeps stands behind what is new
  EXPECT_TRUE(capacity_.wants_refill(crm_, load_, now_));
}

TEST_F(CapacityTest, WhatWasFarOffIsReadWhenItIsDue) {
  EXPECT_FALSE(capacity_.wants_refill(crm_, load_, now_));
  crm_.look_again(at_second(20));
  crm_.look_again(at_second(10));
  crm_.look_again(at_second(15));
  EXPECT_FALSE(capacity_.wants_refill(crm_, load_, at_second(9)));
  EXPECT_TRUE(capacity_.wants_refill(crm_, load_, at_second(10)));
}

TEST_F(CapacityTest, ReadsAThousandAtATime) {
  options_.actions_waiting_max = 20'000;
  EXPECT_EQ(capacity_.room(crm_, load_), 10'000U);
  EXPECT_EQ(capacity_.refill_page(crm_, load_), 1'000U);
}

TEST_F(CapacityTest, TheLaneThatHasWaitedLongestIsRefilledFirst) {
  EXPECT_EQ(capacity_.next_to_refill(lanes_, load_, now_), nullptr);
  crm_.left_behind = erp_.left_behind = true;
  crm_.refilled = 2;
  erp_.refilled = 1;
  ASSERT_TRUE(capacity_.next_to_refill(lanes_, load_, now_));
  EXPECT_EQ(capacity_.next_to_refill(lanes_, load_, now_)->first, "erp.note");
  erp_.left_behind = false;
  EXPECT_EQ(capacity_.next_to_refill(lanes_, load_, now_)->first, "crm.note");
}

}  // namespace
}  // namespace baton::runtime
