#include "baton/calendar/business.hpp"

#include "baton/calendar/calendars.hpp"
#include "baton/calendar/time_text.hpp"
#include "baton/calendar/words.hpp"
#include "unit/calendar/at.hpp"

#include <algorithm>
#include <gtest/gtest.h>
#include <random>

namespace baton::calendar {
namespace {

using core::Duration;
using core::Time;
using std::chrono::hours;
using std::chrono::minutes;

std::shared_ptr<const Calendar> read(const std::string& yaml) {
  core::Findings findings;
  const auto all = Calendars::read({{"c.yaml", yaml}}, findings);
  core::ensure(!core::has_errors(findings), findings.empty() ? "" : findings.front().message);
  return all.find("c");
}

std::shared_ptr<const Calendar> french() {
  return read(R"(
calendar: c
timezone: Europe/Paris
hours: { mon-thu: [09:00-12:30, 14:00-18:00], fri: [09:00-17:00] }
holidays: [01-01, 05-01, easter+1, 12-25]
special_days: { 12-24: [09:00-12:00] }
)");
}

// The sum of a moment in Paris and a length, both as text.
std::string sum(std::string_view from, std::string_view length) {
  const auto calendar = french();
  const auto found = calendar->add(at(from), parse_span(length).value());
  if (!found) return found.error().message;
  return format(instant_of(*found), "%a %d %H:%M", calendar->zone()).value();
}

TEST(Business, WholeDaysKeepTheTimeOfDay) {
  // 2026-05-04 is a Monday.
  EXPECT_EQ(sum("2026-05-04T10:00:00+02:00", "1bd"), "Tue 05 10:00");
  EXPECT_EQ(sum("2026-05-04T10:00:00+02:00", "5bd"), "Mon 11 10:00");
  EXPECT_EQ(sum("2026-05-04T10:00:00+02:00", "0bd"), "Mon 04 10:00");
  EXPECT_EQ(sum("2026-05-04T10:00:00+02:00", "-1bd"), "Thu 30 10:00");  // 1 May is a holiday
}

TEST(Business, ALengthOfAnyUnitLeadsToAYearOfFourDigitsAtMost) {
  for (const char* length : {"300d", "P1Y"})
    EXPECT_EQ(sum("9999-12-31T00:00:00Z", length),
              "the moment is out of range: its year must be 1 to 9999")
        << length;
}

TEST(Business, TheCountBeginsWithWorkingTime) {
  EXPECT_EQ(sum("2026-05-09T15:00:00+02:00", "0bd"), "Mon 11 09:00");
  EXPECT_EQ(sum("2026-05-09T15:00:00+02:00", "1bd"), "Tue 12 09:00");
  EXPECT_EQ(sum("2026-05-04T20:00:00+02:00", "1bd"), "Wed 06 09:00");
  EXPECT_EQ(sum("2026-05-04T13:00:00+02:00", "1bd"), "Tue 05 14:00");
  EXPECT_EQ(sum("2026-05-09T15:00:00+02:00", "-1bd"), "Thu 07 17:00");
}

TEST(Business, ATimeAtWhichNobodyWorksBecomesTheEndBefore) {
  EXPECT_EQ(sum("2026-05-07T17:30:00+02:00", "1bd"), "Fri 08 17:00");
  EXPECT_EQ(sum("2026-05-08T13:00:00+02:00", "1bd"), "Mon 11 12:30");
  EXPECT_EQ(sum("2026-12-23T15:00:00+01:00", "1bd"), "Thu 24 12:00");
}

TEST(Business, HalfADayIsHalfOfItsWorkingTime) {
  EXPECT_EQ(sum("2026-05-04T09:00:00+02:00", "0.5bd"), "Mon 04 14:15");
  EXPECT_EQ(sum("2026-05-04T09:00:00+02:00", "1.5bd"), "Tue 05 14:15");
  EXPECT_EQ(sum("2026-12-24T09:00:00+01:00", "0.5bd"), "Thu 24 10:30");
}

TEST(Business, HoursRunOnlyWhilePeopleWork) {
  EXPECT_EQ(sum("2026-05-04T12:00:00+02:00", "1bh"), "Mon 04 14:30");
  EXPECT_EQ(sum("2026-05-04T09:00:00+02:00", "7.5bh"), "Mon 04 18:00");
  EXPECT_EQ(sum("2026-05-04T09:00:00+02:00", "8bh"), "Tue 05 09:30");
  EXPECT_EQ(sum("2026-05-08T16:00:00+02:00", "2bh"), "Mon 11 10:00");
  EXPECT_EQ(sum("2026-05-11T09:30:00+02:00", "-1bh"), "Fri 08 16:30");
  EXPECT_EQ(sum("2026-05-04T10:00:00+02:00", "2h"), "Mon 04 12:00");
  EXPECT_EQ(sum("2026-03-28T10:00:00+01:00", "P1D"), "Sun 29 10:00");
}

TEST(Business, CountsAcrossChangesOfTheClocks) {
  const auto nights = read(R"(
calendar: c
timezone: Europe/Paris
hours: { sun: [01:00-05:00] }
)");
  const auto between = [&nights](std::string_view from, std::string_view to) {
    return nights->between(at(from), at(to)).value();
  };
  EXPECT_EQ(between("2026-03-29T00:00:00Z", "2026-03-30T00:00:00Z"), hours(3));
  EXPECT_EQ(between("2026-10-24T12:00:00Z", "2026-10-26T00:00:00Z"), hours(5));
  EXPECT_EQ(nights->add_hours(at("2026-03-28T12:00:00Z"), hours(2)).value(),
            at("2026-03-29T02:00:00Z"));
}

TEST(Business, TellsWhetherPeopleWork) {
  const auto calendar = french();
  EXPECT_TRUE(calendar->is_open(at("2026-05-04T09:00:00+02:00")));
  EXPECT_FALSE(calendar->is_open(at("2026-05-04T18:00:00+02:00")));
  EXPECT_FALSE(calendar->is_open(at("2026-04-06T10:00:00+02:00")));  // Easter Monday
  EXPECT_EQ(calendar->next_open(at("2026-12-24T12:00:00+01:00")).value(),
            at("2026-12-28T09:00:00+01:00"));
  EXPECT_EQ(calendar->days_between(at("2026-05-04T10:00:00Z"), at("2026-05-11T10:00:00Z")).value(),
            5);
  EXPECT_EQ(calendar->days_between(at("2026-05-11T10:00:00Z"), at("2026-05-04T10:00:00Z")).value(),
            -5);
}

TEST(Business, EndsWhereNothingComes) {
  const auto once = read(R"(
calendar: c
timezone: UTC
special_days: { 2026-05-04: [09:00-10:00] }
)");
  EXPECT_EQ(once->next_open(at("2026-05-01T00:00:00Z")).value(), at("2026-05-04T09:00:00Z"));
  EXPECT_FALSE(once->next_open(at("2026-05-05T00:00:00Z")).has_value());
  EXPECT_FALSE(once->add_hours(at("2026-05-01T00:00:00Z"), hours(2)).has_value());
  EXPECT_FALSE(once->add_half_days(at("2026-05-01T00:00:00Z"), 2).has_value());
  EXPECT_FALSE(once->between(at("1900-01-01T00:00:00Z"), at("2026-01-01T00:00:00Z")).has_value());
  EXPECT_FALSE(once->is_open(Time::max()));
  EXPECT_FALSE(once->next_open(Time::max()).has_value());
  EXPECT_FALSE(once->add_hours(Time::min(), hours(1)).has_value());
}

TEST(Business, EndsWithTheYearsOfFourDigits) {
  const auto calendar = french();
  constexpr std::int64_t kHalves = 2 * 10'000;
  EXPECT_FALSE(calendar->add_half_days(at("0001-01-02T00:00:00Z"), -kHalves).has_value());
  EXPECT_FALSE(calendar->add_hours(at("0001-01-02T12:00:00Z"), hours(-10'000)).has_value());
  EXPECT_TRUE(calendar->add_half_days(at("0101-01-02T00:00:00Z"), -kHalves).has_value());
}

TEST(Business, EndsWhereItLeadsTooFarAway) {
  const auto minute = read("calendar: c\ntimezone: UTC\nhours: { mon-sun: [09:00-09:01] }\n");
  const auto far = minute->add_hours(at("2026-05-04T00:00:00Z"), hours(100'000));
  ASSERT_FALSE(far.has_value());
  EXPECT_EQ(far.error().message, "the moment is more than 200 years away by the calendar");
  EXPECT_FALSE(minute->add_hours(at("2026-05-04T00:00:00Z"), hours(-100'000)).has_value());
  const auto yearly = read("calendar: c\ntimezone: UTC\nspecial_days: { 05-04: [09:00-10:00] }\n");
  EXPECT_TRUE(yearly->add_half_days(at("2026-05-04T09:00:00Z"), 2 * 190).has_value());
  EXPECT_FALSE(yearly->add_half_days(at("2026-05-04T09:00:00Z"), 2 * 210).has_value());
}

// Working time against a model that looks at every minute, in six zones, across changes of the
// clocks.
class BusinessModel : public testing::TestWithParam<const char*> {};

TEST_P(BusinessModel, CountsAsAModelThatLooksAtEveryMinute) {
  const auto calendar =
      read("calendar: c\ntimezone: " + std::string(GetParam()) +
           "\nhours: { mon-sat: [00:00-03:30, 09:00-12:00], sun: [00:00-24:00] }\n"
           "holidays: [10-28, 11-02]\n");
  for (const auto* begin : {"2018-11-01T00:00:00Z", "2026-03-05T00:00:00Z", "2026-03-27T00:00:00Z",
                            "2026-04-02T00:00:00Z", "2026-10-01T00:00:00Z", "2026-10-22T00:00:00Z",
                            "2026-10-30T00:00:00Z"}) {
    const auto from = at(begin);
    std::mt19937 random(7);
    std::vector<bool> open;
    for (int i = 0; i < 7 * 1440; ++i) {
      const auto moment = from + minutes(i);
      const auto local = calendar->zone().local(std::chrono::floor<std::chrono::seconds>(moment));
      const auto day = std::chrono::floor<std::chrono::days>(local);
      const auto hours_of_day = calendar->day(day).hours;
      open.push_back(std::any_of(hours_of_day.begin(), hours_of_day.end(), [&](const Hours& one) {
        return one.from <= local - day && local - day < one.to;
      }));
      EXPECT_EQ(calendar->is_open(moment), open.back()) << core::to_rfc3339(moment);
    }
    for (int i = 0; i < 200; ++i) {
      const auto first = static_cast<int>(random() % open.size());
      const auto last = first + static_cast<int>(random() % (open.size() - first));
      const auto working = std::count(open.begin() + first, open.begin() + last, true);
      EXPECT_EQ(calendar->between(from + minutes(first), from + minutes(last)).value(),
                Duration(minutes(working)));
      if (working == 0) continue;
      // The moment by which so much was worked is the end of the minute that completes it.
      auto reached = first;
      for (auto left = working; left > 0; ++reached) left -= open[reached] ? 1 : 0;
      EXPECT_EQ(calendar->add_hours(from + minutes(first), minutes(working)).value(),
                from + minutes(reached));
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Zones, BusinessModel,
                         testing::Values("Europe/Paris", "America/New_York", "Australia/Lord_Howe",
                                         "America/Sao_Paulo", "Pacific/Auckland", "Africa/Cairo"));

TEST(Words, SayWhatADayIs) {
  using namespace std::chrono_literals;
  const auto calendar = french();
  const auto words = [&calendar](std::chrono::year_month_day day) {
    return describe(*calendar, std::chrono::local_days(day));
  };
  EXPECT_EQ(
      words(2026y / 5 / 4),
      "Monday 4 May 2026 is a working day: 09:00-12:30 and 14:00-18:00, which is 7h30m by the "
      "clock.");
  EXPECT_EQ(words(2026y / 12 / 24),
            "Thursday 24 December 2026 has hours of its own by the rule 12-24: 09:00-12:00, which "
            "is 3h by the clock.");
  EXPECT_EQ(words(2026y / 4 / 6), "Monday 6 April 2026 is a holiday by the rule easter+1.");
  EXPECT_EQ(words(2026y / 3 / 29),
            "Sunday 29 March 2026 is a day of the week without work. The clocks are put forward by "
            "1h at 02:00.");
  EXPECT_EQ(moment_text(*calendar, at("2026-05-04T07:00:00Z")), "Monday 4 May 2026 at 09:00");
}

}  // namespace
}  // namespace baton::calendar
