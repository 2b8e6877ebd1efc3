#include "baton/calendar/time_text.hpp"

#include <gtest/gtest.h>

namespace baton::calendar {
namespace {

Instant instant_at(std::string_view text) { return instant_of(core::parse_rfc3339(text).value()); }
Zone zone(std::string_view name) { return Zone::find(name).value(); }

std::string start(std::string_view text, std::string_view unit, std::string_view name) {
  const auto found = start_of(instant_at(text).seconds, unit, zone(name));
  return found ? core::to_rfc3339(core::Time(*found)) : found.error().text();
}

TEST(TimeText, FindsTheBeginningOfAUnit) {
  constexpr auto* kMoment = "2026-05-14T10:11:12.5Z";  // a Thursday
  EXPECT_EQ(start(kMoment, "minute", "UTC"), "2026-05-14T10:11:00Z");
  EXPECT_EQ(start(kMoment, "hour", "Asia/Kolkata"), "2026-05-14T09:30:00Z");
  EXPECT_EQ(start(kMoment, "day", "Europe/Paris"), "2026-05-13T22:00:00Z");
  EXPECT_EQ(start(kMoment, "week", "Europe/Paris"), "2026-05-10T22:00:00Z");
  EXPECT_EQ(start(kMoment, "month", "Europe/Paris"), "2026-04-30T22:00:00Z");
  EXPECT_EQ(start(kMoment, "quarter", "Europe/Paris"), "2026-03-31T22:00:00Z");
  EXPECT_EQ(start(kMoment, "year", "Europe/Paris"), "2025-12-31T23:00:00Z");
  EXPECT_EQ(start(kMoment, "wek", "UTC"),
            "expected minute, hour, day, week, month, quarter or year, got \"wek\"; did you mean "
            "\"week\"?");
}

TEST(TimeText, TheSecondOfTwoEqualHoursBeginsByItself) {
  EXPECT_EQ(start("2026-10-25T01:20:00Z", "hour", "Europe/Paris"), "2026-10-25T01:00:00Z");
}

TEST(TimeText, AnHourInWhichTheClockIsChangedBeginsWhereTheClockShowsIt) {
  constexpr auto* kLordHowe = "Australia/Lord_Howe";
  // At 2:00 the clock is put back to 1:30: that hour began at the first 1:00.
  EXPECT_EQ(start("2026-04-04T14:45:00Z", "hour", kLordHowe), "2026-04-04T14:00:00Z");
  EXPECT_EQ(start("2026-04-04T15:15:00Z", "hour", kLordHowe), "2026-04-04T14:00:00Z");
  EXPECT_EQ(start("2026-04-04T15:45:00Z", "hour", kLordHowe), "2026-04-04T15:30:00Z");
  // At 2:00 it is put forward to 2:30: that hour begins with the change.
  EXPECT_EQ(start("2026-10-03T15:45:00Z", "hour", kLordHowe), "2026-10-03T15:30:00Z");
  EXPECT_EQ(start("2026-10-03T15:45:20Z", "minute", kLordHowe), "2026-10-03T15:45:00Z");
  EXPECT_EQ(start("2026-10-03T16:15:00Z", "hour", kLordHowe), "2026-10-03T16:00:00Z");
}

TEST(TimeText, AMidnightThatIsSkippedIsTheFirstMomentAfterIt) {
  EXPECT_EQ(start("2018-11-04T12:00:00Z", "day", "America/Sao_Paulo"), "2018-11-04T03:00:00Z");
}

TEST(TimeText, FormatsByAPattern) {
  const auto text = [](std::string_view pattern, std::string_view moment, std::string_view name) {
    return format(instant_at(moment), pattern, zone(name)).value();
  };
  EXPECT_EQ(text("%G-W%V", "2027-01-01T12:00:00Z", "UTC"), "2026-W53");
  EXPECT_EQ(text("%Y-%m-%d %H:%M:%S.%f %z", "2026-05-04T22:30:05.25Z", "Europe/Paris"),
            "2026-05-05 00:30:05.250 +0200");
  EXPECT_EQ(text("%A %e %B %y, %I %p", "2026-05-04T00:30:00Z", "UTC"), "Monday 4 May 26, 12 AM");
  EXPECT_EQ(text("%a %b %j %u %q %F %T %%", "2026-12-31T13:00:00Z", "UTC"),
            "Thu Dec 365 4 4 2026-12-31 13:00:00 %");
  EXPECT_EQ(text("%z", "2026-05-04T00:30:00Z", "-03:30"), "-0330");
  EXPECT_FALSE(format(instant_at("2026-05-04T00:30:00Z"), "%", Zone()).has_value());
  EXPECT_FALSE(format(instant_at("2026-05-04T00:30:00Z"), "%Q", Zone()).has_value());
}

}  // namespace
}  // namespace baton::calendar
