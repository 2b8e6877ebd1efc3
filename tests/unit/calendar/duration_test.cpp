#include "baton/calendar/duration.hpp"

#include <gtest/gtest.h>

namespace baton::calendar {
namespace {

using std::chrono::hours;
using std::chrono::minutes;

Span span(std::string_view text) { return parse_span(text).value(); }

TEST(Span, ReadsEachForm) {
  EXPECT_EQ(span("1h30m").length, core::Duration(minutes(90)));
  EXPECT_EQ(span("1h30m").unit, Span::Unit::elapsed);
  EXPECT_EQ(span("3bd").half_days, 6);
  EXPECT_EQ(span("1.5bd").half_days, 3);
  EXPECT_EQ(span("-0.5bd").half_days, -1);
  EXPECT_EQ(span("6bh").length, core::Duration(hours(6)));
  EXPECT_EQ(span("0.25bh").length, core::Duration(minutes(15)));
  EXPECT_EQ(span("P1Y2M").iso.months, 2);
  EXPECT_EQ(span("PT1.5H").iso.minutes, 30);
  EXPECT_TRUE(span("3bd").is_business());
  EXPECT_FALSE(span("P3D").is_business());
}

TEST(Span, RefusesWhatIsNone) {
  for (const auto* wrong : {"",         "bd",     "3 bd",  "3BD",    "1.25bd", "1.234bh", "10001bd",
                            "100001bh", "1bd2bh", "--1bd", "1..5bd", ".5bd",   "5.bd",    "P",
                            "PT",       "P1Y1Y",  "1d1w",  "P1.5D",  "P1001Y", "1x"})
    EXPECT_FALSE(parse_span(wrong).has_value()) << wrong;
  EXPECT_EQ(parse_span("1.25bd").error().hint,
            "business days are counted in halves: 0.5bd, 1bd, 1.5bd");
}

TEST(Span, IsReadBackFromItsText) {
  for (const auto* text : {"90m", "3bd", "1.5bd", "-2bd", "6bh", "0.25bh", "P1M", "-P1DT12H",
                           "PT0.5S", "PT0S", "P1Y2M3W4DT5H6M7S", "0s"})
    EXPECT_EQ(to_text(span(text)), text);
  EXPECT_EQ(to_text(span("p1dt1.5h")), "P1DT1H30M");
}

TEST(Span, TellsWhetherTheClockCountsItAndWhereItLeads) {
  EXPECT_EQ(elapsed(span("90m")), core::Duration(minutes(90)));
  EXPECT_EQ(elapsed(span("PT36H")), core::Duration(hours(36)));
  EXPECT_EQ(elapsed(span("PT8765820H")), core::Duration(hours(8'765'820))) << "1000 years";
  for (const auto* counted : {"3bd", "6bh", "P1D", "P1M", "P1DT1H"})
    EXPECT_EQ(elapsed(span(counted)), std::nullopt) << counted;
  for (const auto* text : {"90m", "3bd", "1.5bh", "P1M", "PT0.5S"}) {
    EXPECT_TRUE(is_forward(span(text))) << text;
    EXPECT_FALSE(is_forward(reversed(span(text)))) << text;
    EXPECT_EQ(reversed(reversed(span(text))), span(text)) << text;
  }
  EXPECT_FALSE(is_forward(span("0s")));
}

TEST(IsoDuration, MonthsEndWithTheirLastDay) {
  const auto from = instant_of(core::parse_rfc3339("2024-01-31T10:00:00.25Z").value());
  const auto later = after(from, span("P1M").iso, Zone());
  EXPECT_EQ(core::to_rfc3339(time_of(later.value())), "2024-02-29T10:00:00.250Z");
}

TEST(IsoDuration, ADayIsADayOfTheZone) {
  const auto paris = Zone::find("Europe/Paris").value();
  const auto from = instant_of(core::parse_rfc3339("2026-03-28T12:00:00Z").value());
  EXPECT_EQ(core::to_rfc3339(time_of(after(from, span("P1D").iso, paris).value())),
            "2026-03-29T11:00:00Z");
  EXPECT_EQ(core::to_rfc3339(time_of(after(from, span("PT24H").iso, paris).value())),
            "2026-03-29T12:00:00Z");
}

TEST(IsoDuration, StaysWithinFourDigitsOfAYear) {
  const auto from = instant_of(core::parse_rfc3339("9999-06-01T00:00:00Z").value());
  EXPECT_FALSE(after(from, span("P1Y").iso, Zone()).has_value());
  EXPECT_FALSE(after(Instant{}, span("-P1000Y").iso, Zone()).value().seconds == Instant{}.seconds);
}

}  // namespace
}  // namespace baton::calendar
