#include "http/api/days.hpp"

#include <gmock/gmock.h>
#include <string>

namespace baton::http {
namespace {

constexpr std::int64_t kToday = 20'577;  // 2026-05-04

core::Result<Days> days_of_query(std::string_view query) {
  const auto values = Values::read({}, {}, {{"from"}, {"to"}}, query);
  EXPECT_TRUE(values);
  return days_asked(*values, core::parse_rfc3339("2026-05-04T10:00:00Z").value(), 30);
}

TEST(DaysAsked, AreThoseUntilTodayWhenNothingIsSaid) {
  const auto days = days_of_query("").value();
  EXPECT_EQ(days.from, kToday - 29);
  EXPECT_EQ(days.to, kToday + 1);
}

TEST(DaysAsked, AreFromTheFirstUpToAndWithTheLast) {
  const auto days = days_of_query("from=2026-05-01&to=2026-05-02T23%3A00%3A00Z").value();
  EXPECT_EQ(days.from, kToday - 3);
  EXPECT_EQ(days.to, kToday - 1);
  EXPECT_EQ(days_of_query("to=2026-05-02").value().from, kToday - 31);
}

TEST(DaysAsked, AreRefusedWhenThereAreNone) {
  EXPECT_FALSE(days_of_query("from=2026-05-05"));
  EXPECT_FALSE(days_of_query("from=2024-05-05"));
  EXPECT_THAT(days_of_query("from=monday").error().message, testing::HasSubstr("got \"monday\""));
  EXPECT_THAT(days_of_query("from=" + std::string(5'000, 'x')).error().message.size(),
              testing::Lt(200U));
}

}  // namespace
}  // namespace baton::http
