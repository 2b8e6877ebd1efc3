#include "http/api/stream_groups.hpp"

#include <gtest/gtest.h>
#include <set>

namespace baton::http {
namespace {

using namespace std::chrono_literals;
using Moment = StreamGroups::Moment;

constexpr Moment kNoon{std::chrono::hours(12)};

TEST(StreamGroups, EachGroupHasItsMomentsATenthOfASecondApart) {
  for (std::size_t group = 0; group < StreamGroups::kGroups; ++group) {
    const Moment first = StreamGroups::next_moment(group, kNoon);
    EXPECT_GT(first, kNoon);
    EXPECT_LE(first - kNoon, 100ms);
    EXPECT_EQ(StreamGroups::next_moment(group, first - 1us), first);
    EXPECT_EQ(StreamGroups::next_moment(group, first), first + 100ms);
  }
}

TEST(StreamGroups, GroupsTakeTurns) {
  StreamGroups groups;
  std::set<Moment> moments;
  for (std::size_t at = 0; at < StreamGroups::kGroups; ++at)
    moments.insert(StreamGroups::next_moment(groups.next_group(), kNoon));
  EXPECT_EQ(moments.size(), StreamGroups::kGroups);
}

Told told_at(std::int64_t sequence, Moment when) {
  return {.from = {.sequence = sequence},
          .to = {.sequence = sequence + 3},
          .when = when,
          .text = std::make_shared<std::string>("three records")};
}

TEST(StreamGroups, WhoStandsAtTheSamePositionIsToldTheSameText) {
  StreamGroups groups;
  groups.keep(4, told_at(7, kNoon));
  const Told* told = groups.told(4, {.sequence = 7}, kNoon + 2ms);
  ASSERT_NE(told, nullptr);
  EXPECT_EQ(*told->text, "three records");
  EXPECT_EQ(told->to.sequence, 10);
  EXPECT_EQ(groups.told(4, {.sequence = 8}, kNoon), nullptr) << "another position";
  EXPECT_EQ(groups.told(4, {.events = false, .sequence = 7}, kNoon), nullptr) << "other topics";
  EXPECT_EQ(groups.told(5, {.sequence = 7}, kNoon), nullptr) << "another group";
  EXPECT_EQ(groups.told(4, {.sequence = 7}, kNoon + 60ms), nullptr) << "more may be told by now";
}

TEST(StreamGroups, LongTextsAndEmptyOnesAreNotKept) {
  StreamGroups groups;
  Told told = told_at(7, kNoon);
  told.text = std::make_shared<std::string>(300'000, 'x');
  groups.keep(0, told);
  told.text = std::make_shared<std::string>();
  groups.keep(0, told);
  EXPECT_EQ(groups.told(0, {.sequence = 7}, kNoon), nullptr);
}

}  // namespace
}  // namespace baton::http
