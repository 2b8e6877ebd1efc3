#include "runtime/lane.hpp"

#include <chrono>
#include <gtest/gtest.h>
#include <set>

namespace baton::runtime {
namespace {

using core::Duration;
using core::Time;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

Time at(Duration since) { return Time(std::chrono::hours(1'000)) + since; }

TEST(Hold, LooksOnceASecondAndGoesOnByItself) {
  Hold hold;
  EXPECT_FALSE(hold.told("", at({}), at({})));
  EXPECT_TRUE(hold.told("no secret", at({}), at({})));
  EXPECT_FALSE(hold.is_time(at(milliseconds(900))));
  EXPECT_FALSE(hold.told("no secret", at(seconds(1)), at(seconds(1))))
      << "it still does, which is no news";
  EXPECT_EQ(hold.since(), at({}));
  EXPECT_TRUE(hold.told("", at(seconds(2)), at(seconds(2))));
  EXPECT_FALSE(hold.holds());
}

TEST(Hold, WhatComesBackUnsentIsTriedOneByOneAndLessOften) {
  Hold hold;
  EXPECT_TRUE(hold.came_back("no such field", at({}), at({})));
  EXPECT_TRUE(hold.tries_one());
  EXPECT_FALSE(hold.told("", at(seconds(1)), at(seconds(1))))
      << "only an action that goes through tells";
  EXPECT_FALSE(hold.came_back("no such field", at(seconds(1)), at(seconds(1))));
  EXPECT_EQ(hold.look_at(), at(seconds(3)));
  for (int n = 0; n < 20; ++n) hold.came_back("no such field", at(seconds(3)), at(seconds(3)));
  EXPECT_EQ(hold.look_at(), at(seconds(3) + minutes(1)));
  EXPECT_TRUE(hold.went_through());
  EXPECT_FALSE(hold.holds());
}

Sending sending(int run) { return {run, "a", {1, 0}}; }

TEST(Marking, NothingThatTheStoreCallsUnsentIsSent) {
  Marking marking;
  marking.inherit({5, {}}, false);
  EXPECT_TRUE(marking.may_send(sending(1)));
  marking.begun(sending(1));
  EXPECT_EQ(marking.write({sending(2)}).sent, (std::set{sending(1), sending(2)}));
  EXPECT_TRUE(marking.may_send(sending(2)));
  EXPECT_FALSE(marking.may_send(sending(3))) << "it may be on disk already that it was not sent";
  marking.written();
  EXPECT_FALSE(marking.may_send(sending(3)));
  marking.write({sending(3)});
  EXPECT_FALSE(marking.may_send(sending(3))) << "until that is on disk";
  marking.written();
  EXPECT_TRUE(marking.may_send(sending(3)));
  marking.write_none();
  EXPECT_FALSE(marking.may_send(sending(4)));
  marking.written();
  EXPECT_TRUE(marking.may_send(sending(4)));
}

TEST(Marking, WhatAnEarlierProcessMayHaveSentStaysListedUntilItIsOver) {
  Marking marking;
  marking.inherit({5, {sending(1), sending(2)}}, true);
  EXPECT_TRUE(marking.may_send(sending(1)));
  EXPECT_FALSE(marking.may_send(sending(3)));
  marking.begun(sending(1));
  marking.unsent(sending(1));
  EXPECT_TRUE(marking.maybe_sent().contains(sending(1)));
  marking.over(sending(1));
  EXPECT_EQ(marking.write({}), (LaneMark{5, {sending(2)}}));
}

}  // namespace
}  // namespace baton::runtime
