#include "runtime/lanes.hpp"

#include "unit/runtime/holding.hpp"

#include <gtest/gtest.h>

namespace baton::runtime {
namespace {

using tests::action_of;
using tests::at_second;
using tests::sending;

class LanesTest : public testing::Test {
 protected:
  Lanes lanes_;
  const core::Time now_ = at_second(0);
};

TEST_F(LanesTest, AreNamedByConnectionAndOperation) {
  auto& lane = lanes_.of("crm", "note");
  EXPECT_EQ(&lanes_.named("crm.note"), &lane);
  EXPECT_EQ(lane.connection, "crm");
  EXPECT_EQ(lane.operation, "note");
  EXPECT_EQ(lanes_.of("crm", "call").shared, lane.shared) << "one connection";
  EXPECT_NE(lanes_.of("erp", "note").shared, lane.shared);
}

TEST_F(LanesTest, OfALaneThatIsNotHeldBackNothingIsKept) {
  lanes_.of("crm", "note").queue(action_of(sending(1)));
  EXPECT_TRUE(lanes_.next_marks(now_, false).empty());
}

TEST_F(LanesTest, OfALaneThatIsHeldNothingWillBeSent) {
  auto& lane = lanes_.of("crm", "note");
  lane.queue(action_of(sending(1)));
  lane.hold.told("CRM_TOKEN is not set", now_, now_);
  const auto marks = lanes_.next_marks(now_, false);
  ASSERT_TRUE(marks.lanes.contains("crm.note"));
  EXPECT_TRUE(marks.lanes.at("crm.note").sent.empty());
  EXPECT_FALSE(lane.marking.may_send(sending(1)));
}

TEST_F(LanesTest, OfALaneThatTriesOneTheNextFewAreNamed) {
  auto& lane = lanes_.of("crm", "note");
  for (int run = 1; run <= 20; ++run) lane.queue(action_of(sending(run)));
  lane.hold.came_back("unknown operation", now_, now_);
  EXPECT_EQ(lanes_.next_marks(now_, false).lanes.at("crm.note").sent.size(), 16U);
  lanes_.marks_written();
  EXPECT_TRUE(lane.marking.may_send(sending(1)));
  EXPECT_FALSE(lane.marking.may_send(sending(20)));
}

TEST_F(LanesTest, WhenTheProcessStopsEveryLaneIsHeldBack) {
  auto& lane = lanes_.of("crm", "note");
  lane.queue(action_of(sending(1)));
  lane.marking.begun(sending(2));
  const auto marks = lanes_.next_marks(now_, true);
  EXPECT_EQ(marks.lanes.at("crm.note").sent, std::set{sending(2)}) << "it is under way";
}

TEST_F(LanesTest, GoOnAsAnEarlierProcessLeftThem) {
  LaneMarks left;
  left.lanes["crm.note"] = {40, {sending(1)}};
  lanes_.go_on_pausing("erp", {at_second(30), 0, false}, now_, now_);
  lanes_.inherit(left, 50);
  EXPECT_EQ(lanes_.named("crm.note").marking.after(), 40);
  EXPECT_TRUE(lanes_.named("crm.note").marking.maybe_sent().contains(sending(1)));
  EXPECT_EQ(lanes_.named("erp.note").marking.after(), 50) << "all up to there may have been sent";
  EXPECT_TRUE(lanes_.connections().at("erp").pace.paused(at_second(29)));
  EXPECT_FALSE(lanes_.connections().at("erp").pace.paused(at_second(30)));
}

TEST_F(LanesTest, APauseIsKeptWithItsLanes) {
  auto& lane = lanes_.of("crm", "note");
  lane.queue(action_of(sending(1)));
  lane.shared->pace.refused(now_, std::chrono::seconds(30), now_);
  const auto marks = lanes_.next_marks(now_, false);
  EXPECT_EQ(marks.pauses.at("crm").until, at_second(30));
  EXPECT_TRUE(marks.lanes.at("crm.note").sent.empty()) << "nothing is sent during a pause";
}

TEST_F(LanesTest, APauseOfOneOperationIsKeptAndGoesOnWithoutTheOthers) {
  lanes_.of("crm", "note").own.pace.refused(now_, std::chrono::seconds(30), now_);
  lanes_.of("crm", "call");
  const auto marks = lanes_.next_marks(now_, false);
  EXPECT_TRUE(marks.pauses.empty());
  ASSERT_EQ(marks.operations.size(), 1U);
  Lanes next;
  next.inherit(marks, 50);
  next.go_on_pausing_lane("crm.note", marks.operations.at("crm.note"), now_, now_);
  EXPECT_TRUE(next.of("crm", "note").paused(at_second(29)));
  EXPECT_FALSE(next.of("crm", "note").paused(at_second(30)));
  EXPECT_FALSE(next.of("crm", "call").paused(at_second(29)));
}

}  // namespace
}  // namespace baton::runtime
