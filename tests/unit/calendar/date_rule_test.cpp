#include "baton/calendar/date_rule.hpp"

#include <gtest/gtest.h>

namespace baton::calendar {
namespace {

using std::chrono::year_month_day;
using namespace std::chrono_literals;

bool names(std::string_view rule, year_month_day date) {
  return DateRule::parse(rule).value().names(date);
}

TEST(DateRule, NamesDays) {
  EXPECT_TRUE(names("12-25", 2026y / 12 / 25));
  EXPECT_FALSE(names("12-25", 2026y / 12 / 24));
  EXPECT_TRUE(names("02-29", 2028y / 2 / 29));
  EXPECT_TRUE(names("2026-12-24", 2026y / 12 / 24));
  EXPECT_FALSE(names("2026-12-24", 2027y / 12 / 24));
  EXPECT_TRUE(names("easter+1", 2026y / 4 / 6));
  EXPECT_TRUE(names("easter-2", 2026y / 4 / 3));
  EXPECT_TRUE(names("easter+39", 2026y / 5 / 14));
  EXPECT_TRUE(names("4th thu nov", 2026y / 11 / 26));
  EXPECT_FALSE(names("4th thu nov", 2026y / 11 / 19));
  EXPECT_TRUE(names("Last Mon May", 2026y / 5 / 25));
  EXPECT_FALSE(names("last mon may", 2026y / 5 / 18));
}

TEST(DateRule, KnowsEaster) {
  const std::pair<std::chrono::year, year_month_day> known[] = {
      {1818y, 1818y / 3 / 22}, {1943y, 1943y / 4 / 25}, {2000y, 2000y / 4 / 23},
      {2024y, 2024y / 3 / 31}, {2025y, 2025y / 4 / 20}, {2026y, 2026y / 4 / 5},
      {2038y, 2038y / 4 / 25}, {2285y, 2285y / 3 / 22}};
  for (const auto& [year, day] : known) EXPECT_EQ(year_month_day(easter(year)), day);
}

TEST(DateRule, RefusesWhatIsNoDay) {
  for (const auto* wrong :
       {"", "25-12", "13-01", "02-30", "2026-02-29", "12/25", "easter*1", "easter+", "easter+999",
        "6th mon may", "1st mon", "1st moon may", "1st mon may 2026", "2026-1-1", "christmas"})
    EXPECT_FALSE(DateRule::parse(wrong).has_value()) << wrong;
  EXPECT_EQ(DateRule::parse("25-12").error().hint,
            "no year has that day: write the month first, 12-25");
  EXPECT_EQ(DateRule::parse("25/12").error().hint, "write the month first, with a dash: 12-25");
  EXPECT_EQ(DateRule::parse("4th thursday november").error().hint,
            "write which one it is, its day and its month in short: 4th thu nov");
  EXPECT_EQ(DateRule::parse("christmas").error().hint, "");
}

}  // namespace
}  // namespace baton::calendar
