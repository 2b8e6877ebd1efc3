#include "baton/core/time.hpp"

#include <gtest/gtest.h>

namespace baton::core {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

Time at(std::string_view text) { return parse_rfc3339(text).value(); }

TEST(Time, ReadsRfc3339WithOffsetsAndFractions) {
  EXPECT_EQ(at("2026-05-04T12:00:00+02:00"), at("2026-05-04T10:00:00Z"));
  EXPECT_EQ(at("2026-05-04T10:00:00.1234567Z") - at("2026-05-04T10:00:00Z"), Duration(123456));
  EXPECT_EQ(to_rfc3339(at("2026-05-04T10:00:00.120Z")), "2026-05-04T10:00:00.120Z");
  EXPECT_EQ(to_rfc3339(at("2026-05-04T10:00:00.000007Z")), "2026-05-04T10:00:00.000007Z");
  EXPECT_EQ(to_rfc3339(at("1969-12-31T23:59:59.5Z")), "1969-12-31T23:59:59.500Z");
}

TEST(Time, HasANearestMillisecond) {
  const auto nearest = [](std::string_view text) {
    return to_rfc3339(nearest_millisecond(at(text)));
  };
  EXPECT_EQ(nearest("2026-05-04T17:59:59.999999Z"), "2026-05-04T18:00:00Z");
  EXPECT_EQ(nearest("2026-05-04T18:00:00.000499Z"), "2026-05-04T18:00:00Z");
  EXPECT_EQ(nearest("2026-05-04T18:00:00.000500Z"), "2026-05-04T18:00:00.001Z");
  EXPECT_EQ(nearest("1969-12-31T23:59:59.999999Z"), "1970-01-01T00:00:00Z");
  EXPECT_GT(nearest_millisecond(Time::max()), Time::max() - std::chrono::milliseconds(1));
}

TEST(Time, RefusesWhatIsNoTime) {
  for (const auto* wrong :
       {"", "2026-05-04", "2026-02-30T10:00:00Z", "2026-05-04T24:00:00Z", "2026-05-04T10:00:00",
        "2026-05-04T10:00:00.Z", "now", "9999-12-31T23:59:60Z", "9999-12-31T23:59:00-01:00",
        "0000-01-01T00:59:00+01:00"}) {
    EXPECT_FALSE(parse_rfc3339(wrong).has_value()) << wrong;
  }
}

TEST(Durations, ReadAndPrint) {
  EXPECT_EQ(parse_duration("1h30m").value(), Duration(hours(1) + minutes(30)));
  EXPECT_EQ(parse_duration("2w").value(), Duration(hours(24 * 14)));
  EXPECT_EQ(parse_duration("500ms").value(), Duration(500'000));
  EXPECT_EQ(to_text(Duration(hours(25) + seconds(5))), "1d1h5s");
  EXPECT_EQ(to_text(Duration(hours(24 * 90))), "90d");
  EXPECT_EQ(to_text(Duration(hours(24 * 7))), "1w");
  EXPECT_EQ(to_text(Duration(std::chrono::minutes(90))), "90m");
  for (const auto* wrong :
       {"", "5", "h", "30m1h", "1h1h", "-1h", "1.5h", "99999999999w", "99991990w", "1000000000w"})
    EXPECT_FALSE(parse_duration(wrong).has_value()) << wrong;
}

TEST(Durations, AddUpToAtMostTheLastMoment) {
  const Time noon = at("2026-05-04T12:00:00Z");
  EXPECT_EQ(plus(noon, Duration(hours(1))), noon + hours(1));
  EXPECT_EQ(plus(noon, -Duration(hours(1))), noon - hours(1));
  EXPECT_EQ(plus(noon, Duration::max()), Time::max());
  EXPECT_EQ(plus(noon, parse_duration("52178w").value()), noon + hours(24 * 7 * 52178));
  using Nanoseconds = std::chrono::sys_time<std::chrono::nanoseconds>;
  const Nanoseconds fine(noon);
  EXPECT_EQ(plus(fine, std::chrono::milliseconds(5)), fine + std::chrono::milliseconds(5));
  EXPECT_EQ(plus(fine, Duration(hours(24 * 365 * 300))), Nanoseconds::max());
  EXPECT_EQ(plus(Nanoseconds(), Duration(hours(24 * 365 * 999))), Nanoseconds::max());
}

}  // namespace
}  // namespace baton::core
