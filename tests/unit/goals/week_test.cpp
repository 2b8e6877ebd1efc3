#include "baton/goals/week.hpp"

#include <gtest/gtest.h>

namespace baton::goals {
namespace {

// 1 January 1970 was a Thursday.
TEST(Weeks, AreAsIso8601CountsThem) {
  EXPECT_EQ(week_of(0), "1970-W01");
  EXPECT_EQ(week_of(-4), "1969-W52") << "the Sunday before";
  EXPECT_EQ(week_of(20786), "2026-W48") << "Sunday 29 November 2026";
  EXPECT_EQ(week_of(20787), "2026-W49");
  EXPECT_EQ(week_of(20820), "2026-W53") << "2 January 2027";
  EXPECT_EQ(week_of(20822), "2027-W01");
}

TEST(Weeks, BeginOnMonday) {
  EXPECT_EQ(monday_of("1970-W01").value(), -3);
  EXPECT_EQ(monday_of("2026-W48").value(), 20780);
  for (std::int64_t day = 0; day < 3'000; day += 7)
    EXPECT_EQ(monday_of(week_of(day)).value(), day - 3) << day;
}

TEST(Weeks, AnotherTextIsRefused) {
  for (const auto* text : {"", "2026", "2026-48", "2026-W00", "2026-W54", "2025-W53", "2026-W4",
                           "2026-W481", "2026-w48", "20x6-W48", "-026-W48"})
    EXPECT_FALSE(monday_of(text)) << text;
  EXPECT_TRUE(monday_of("2026-W53")) << "2026 has 53 weeks";
}

}  // namespace
}  // namespace baton::goals
