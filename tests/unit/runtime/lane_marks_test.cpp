#include "runtime/lane_marks.hpp"

#include <chrono>
#include <gtest/gtest.h>

namespace baton::runtime {
namespace {

TEST(LaneMarks, ComeBackAsTheyWere) {
  const core::Time until(std::chrono::seconds(3));
  LaneMarks marks;
  marks.lanes["jira.create_issue"] = {17, {{4, "ticket", {2, 1}}, {4, {"ticket", 3}, {1, 0}}}};
  marks.pauses["jira"] = {until, 7.5, true};
  marks.operations["slack.post"] = {until, 2.5, false};
  const auto again = lane_marks(to_text(marks));
  EXPECT_EQ(again.lanes, marks.lanes);
  EXPECT_EQ(again.pauses.at("jira").until, until);
  EXPECT_EQ(again.pauses.at("jira").rate, 7.5);
  EXPECT_EQ(again.operations.at("slack.post").until, until);
  EXPECT_EQ(again.operations.at("slack.post").rate, 2.5);
  EXPECT_FALSE(again.operations.at("slack.post").grows_slowly);
  EXPECT_EQ(to_text({}), "");
  for (const auto* broken : {"", "x", "{}", R"({"lanes":{"a":{"after":"x"}},"pauses":{}})"})
    EXPECT_TRUE(lane_marks(broken).empty()) << broken;
}

TEST(LaneMarks, OfAnEarlierReleaseHaveNoPausesOfOperations) {
  const auto marks =
      lane_marks(R"({"lanes":{},"pauses":{"jira":{"until":3000000,"rate":7.5,"careful":true}}})");
  EXPECT_EQ(marks.pauses.at("jira").rate, 7.5);
  EXPECT_TRUE(marks.operations.empty());
}

}  // namespace
}  // namespace baton::runtime
