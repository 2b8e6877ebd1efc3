#include "baton/calendar/cron.hpp"

#include "unit/calendar/at.hpp"

#include <algorithm>
#include <gtest/gtest.h>
#include <random>
#include <set>
#include <vector>

namespace baton::calendar {
namespace {

using core::Time;
using std::chrono::days;
using std::chrono::local_days;
using std::chrono::local_seconds;
using std::chrono::minutes;
using std::chrono::sys_seconds;

Cron cron(std::string_view text) {
  auto parsed = Cron::parse(text);
  core::ensure(parsed.cron.has_value(),
               parsed.findings.empty() ? "no cron" : parsed.findings.front().message);
  return *std::move(parsed.cron);
}

// The next firings as text, without the seconds.
std::vector<std::string> next(std::string_view text, std::string_view zone, std::string_view after,
                              std::size_t count) {
  const auto read = cron(text);
  const auto in = Zone::find(zone).value();
  std::vector<std::string> out;
  auto moment = at(after);
  while (out.size() < count) {
    const auto found = read.next(moment, in);
    if (!found) break;
    moment = *found;
    out.push_back(core::to_rfc3339(moment).substr(0, 16));
  }
  return out;
}

using Moments = std::vector<std::string>;

TEST(Cron, ATimeThatIsSkippedFiresAtTheFirstMomentAfterTheChange) {
  EXPECT_EQ(next("30 2 * * *", "Europe/Paris", "2026-03-28T12:00:00Z", 2),
            (Moments{"2026-03-29T01:00", "2026-03-30T00:30"}));
  // Several that are skipped are one.
  EXPECT_EQ(next("10,20,30 2 * * *", "Europe/Paris", "2026-03-29T00:00:00Z", 2),
            (Moments{"2026-03-29T01:00", "2026-03-30T00:10"}));
  // A midnight that is skipped.
  EXPECT_EQ(next("0 0 * * *", "America/Sao_Paulo", "2018-11-03T12:00:00Z", 2),
            (Moments{"2018-11-04T03:00", "2018-11-05T02:00"}));
  // Half an hour that is skipped.
  EXPECT_EQ(next("15 2 * * *", "Australia/Lord_Howe", "2026-10-03T00:00:00Z", 1),
            (Moments{"2026-10-03T15:30"}));
}

TEST(Cron, ATimeThatIsShownTwiceFiresTheFirstTime) {
  EXPECT_EQ(next("30 2 * * *", "Europe/Paris", "2026-10-24T12:00:00Z", 2),
            (Moments{"2026-10-25T00:30", "2026-10-26T01:30"}));
  // Also if it is asked between the two.
  EXPECT_EQ(next("30 2 * * *", "Europe/Paris", "2026-10-25T00:45:00Z", 1),
            (Moments{"2026-10-26T01:30"}));
}

TEST(Cron, WhatFollowsTheClockFiresInBothHoursAndInNoSkippedOne) {
  EXPECT_EQ(next("30 * * * *", "Europe/Paris", "2026-10-25T00:00:00Z", 3),
            (Moments{"2026-10-25T00:30", "2026-10-25T01:30", "2026-10-25T02:30"}));
  EXPECT_EQ(
      next("*/30 2 * * *", "Europe/Paris", "2026-10-25T00:00:00Z", 4),
      (Moments{"2026-10-25T00:30", "2026-10-25T01:00", "2026-10-25T01:30", "2026-10-26T01:00"}));
  EXPECT_EQ(next("* 2 * * *", "America/New_York", "2026-03-08T05:00:00Z", 1),
            (Moments{"2026-03-09T06:00"}));
}

TEST(Cron, ReadsSecondsNamesAndAliases) {
  EXPECT_EQ(core::to_rfc3339(*cron("*/20 * * * * *").next(at("2026-01-01T00:00:01Z"), Zone())),
            "2026-01-01T00:00:20Z");
  EXPECT_EQ(next("0 9 * jan,JUL mon-FRI", "UTC", "2026-01-02T10:00:00Z", 1),
            (Moments{"2026-01-05T09:00"}));
  EXPECT_EQ(
      next("0 9 * * FRI-SUN", "UTC", "2026-01-01T10:00:00Z", 4),
      (Moments{"2026-01-02T09:00", "2026-01-03T09:00", "2026-01-04T09:00", "2026-01-09T09:00"}));
  EXPECT_EQ(next("0 9 * * 7/3", "UTC", "2026-01-01T10:00:00Z", 3),
            (Moments{"2026-01-03T09:00", "2026-01-04T09:00", "2026-01-07T09:00"}));
  EXPECT_EQ(next("@weekly", "UTC", "2026-01-01T00:00:00Z", 1), (Moments{"2026-01-04T00:00"}));
}

TEST(Cron, KnowsTheLastDayAndTheNearestWorkingDay) {
  EXPECT_EQ(next("0 0 L * *", "UTC", "2028-02-01T00:00:00Z", 1), (Moments{"2028-02-29T00:00"}));
  EXPECT_EQ(next("0 0 LW * *", "UTC", "2026-05-01T00:00:00Z", 1), (Moments{"2026-05-29T00:00"}));
  EXPECT_EQ(next("0 0 1W * *", "UTC", "2026-07-02T00:00:00Z", 1), (Moments{"2026-08-03T00:00"}));
  EXPECT_EQ(next("0 0 * * 5L", "UTC", "2026-05-01T00:00:00Z", 1), (Moments{"2026-05-29T00:00"}));
  EXPECT_EQ(next("0 0 * * FRI#5", "UTC", "2026-03-01T00:00:00Z", 1), (Moments{"2026-05-29T00:00"}));
}

TEST(Cron, EitherOfTwoRestrictedFieldsOfDaysIsEnough) {
  EXPECT_EQ(next("0 0 13 * 5", "UTC", "2026-02-28T00:00:00Z", 3),
            (Moments{"2026-03-06T00:00", "2026-03-13T00:00", "2026-03-20T00:00"}));
  // A field that begins with a star does not count as restricted: both must fit.
  EXPECT_EQ(next("0 0 */2 * 1", "UTC", "2026-03-01T00:00:00Z", 2),
            (Moments{"2026-03-09T00:00", "2026-03-23T00:00"}));
}

TEST(Cron, FiresRarely) {
  EXPECT_EQ(next("0 0 29 2 *", "UTC", "2096-03-01T00:00:00Z", 1), (Moments{"2104-02-29T00:00"}));
  EXPECT_EQ(next("0 0 29 2 */6", "UTC", "2026-03-01T00:00:00Z", 1), (Moments{"2032-02-29T00:00"}));
  EXPECT_TRUE(next("* * * * *", "UTC", "9999-12-31T23:00:00Z", 1).empty());
}

// The findings as "column: message".
std::vector<std::string> cron_faults(std::string_view text) {
  std::vector<std::string> out;
  for (const auto& finding : Cron::parse(text).findings) {
    EXPECT_EQ(finding.rule, "cron/syntax");
    out.push_back(std::to_string(finding.at.column) + ": " + finding.message);
  }
  return out;
}

TEST(Cron, SaysEverythingThatIsWrongAtOnce) {
  EXPECT_EQ(cron_faults("60 9 * * MOON"),
            (Moments{"1: expected a minute from 0 to 59, got \"60\"",
                     "10: expected a day of the week from 0 to 7 or SUN to SAT, got \"MOON\""}));
  EXPECT_EQ(cron_faults("* 9-24 * * *"), (Moments{"5: expected an hour from 0 to 23, got \"24\""}));
  EXPECT_EQ(cron_faults("0 9 * *").front().substr(0, 20), "1: expected 5 fields");
  EXPECT_EQ(cron_faults("*/0 * * * *"), (Moments{"3: expected a step from 1 to 59, got \"0\""}));
  EXPECT_EQ(cron_faults("0 0 30 2 *"), (Moments{"1: this can never fire: no such day ever comes"}));
  EXPECT_EQ(cron_faults("0 22-6 * * *"),
            (Moments{"3: expected a range that begins before it ends, got \"22-6\""}));
  EXPECT_EQ(Cron::parse("0 22-6 * * *").findings.front().hint, "write 22-23,0-6");
  EXPECT_EQ(Cron::parse("@dayly").findings.front().hint, "did you mean \"@daily\"?");
  for (const auto* wrong : {"",
                            " ",
                            "@",
                            "* * * * * * *",
                            "/5 * * * *",
                            "1.5 * * * *",
                            "1,,2 * * * *",
                            "1- * * * *",
                            "-1 * * * *",
                            "* * * * L",
                            "* * * * 5#6",
                            "* * 32W * *",
                            "* * W * *",
                            "a * * * *",
                            "*5 * * * *",
                            "?/2 * * * *",
                            "0 0 0 * *",
                            "+1 * * * *",
                            "1e1 * * * *",
                            "* * * 0 *",
                            "* * * FOO *"}) {
    EXPECT_FALSE(cron_faults(wrong).empty()) << wrong;
    EXPECT_FALSE(Cron::parse(wrong).cron.has_value()) << wrong;
  }
  EXPECT_FALSE(Cron::parse(std::string(300, '1')).cron.has_value());
}

// --- against a model that looks at every minute ---

// A field as a set of numbers and its text.
struct Field {
  std::string text;
  std::set<int> values;
};

class Draw {
 public:
  explicit Draw(unsigned seed) : random_(seed) {}
  int number(int least, int most) {
    return std::uniform_int_distribution<int>(least, most)(random_);
  }
  Field field(int least, int most) {
    Field out;
    const int form = number(0, 5);
    const int step = form < 2 ? 1 : number(1, 7);
    int first = number(least, most);
    int last = number(first, most);
    if (form <= 1) {
      out.text = "*";
      first = least, last = most;
    } else if (form == 2) {
      out.text = "*/" + std::to_string(step);
      first = least, last = most;
    } else if (form == 3) {
      out.text = std::to_string(first);
      last = first;
    } else if (form == 4) {
      out.text = std::to_string(first) + "-" + std::to_string(last) + "/" + std::to_string(step);
    } else {
      auto one = field(least, most);
      if (one.text.front() == '*') return one;
      out.text = one.text + "," + std::to_string(first);
      out.values = one.values;
      last = first;
    }
    for (int value = first; value <= last; value += form == 3 || form == 5 ? 1 : step)
      out.values.insert(value);
    return out;
  }

 private:
  std::mt19937 random_;
};

struct Model {
  Field minute, hour, month_day, month, weekday;

  std::string text() const {
    return minute.text + " " + hour.text + " " + month_day.text + " " + month.text + " " +
           weekday.text;
  }
  bool fits(local_seconds shown) const {
    const auto day = std::chrono::floor<days>(shown);
    const std::chrono::year_month_day date(day);
    const std::chrono::hh_mm_ss clock(shown - day);
    const bool by_date = month_day.values.contains(static_cast<int>(unsigned(date.day())));
    const bool by_weekday =
        weekday.values.contains(static_cast<int>(std::chrono::weekday(day).c_encoding()));
    const bool star = month_day.text[0] == '*' || weekday.text[0] == '*';
    return minute.values.contains(static_cast<int>(clock.minutes().count())) &&
           hour.values.contains(static_cast<int>(clock.hours().count())) &&
           month.values.contains(static_cast<int>(unsigned(date.month()))) &&
           (star ? by_date && by_weekday : by_date || by_weekday);
  }
  bool running() const { return minute.text[0] == '*' || hour.text[0] == '*'; }

  // All firings in (from, to], by looking at every minute.
  std::vector<sys_seconds> firings(sys_seconds from, sys_seconds to, const Zone& zone) const {
    std::set<sys_seconds> out;
    if (running()) {
      for (auto moment = from + minutes(1); moment <= to; moment += minutes(1))
        if (fits(zone.local(moment))) out.insert(moment);
      return {out.begin(), out.end()};
    }
    // The first moment at which the clocks show so much or more, for every time of every day.
    auto moment = from - days(2);
    const auto first = std::chrono::floor<days>(zone.local(from)) - days(1);
    auto latest = zone.local(moment);
    for (local_seconds shown = first; shown < zone.local(to) + days(1); shown += minutes(1)) {
      while (latest < shown) {
        moment += minutes(1);
        latest = std::max(latest, zone.local(moment));
      }
      if (fits(shown) && moment > from && moment <= to) out.insert(moment);
    }
    return {out.begin(), out.end()};
  }
};

struct Window {
  const char* zone;
  const char* from;
};

class CronModel : public testing::TestWithParam<Window> {};

TEST_P(CronModel, FiresAsAModelThatLooksAtEveryMinute) {
  const auto zone = Zone::find(GetParam().zone).value();
  const auto from = std::chrono::floor<std::chrono::seconds>(at(GetParam().from));
  const auto to = from + days(4);
  Draw draw(static_cast<unsigned>(from.time_since_epoch().count() / 60));
  for (int i = 0; i < 60; ++i) {
    Model model{draw.field(0, 59), draw.field(0, 23), draw.field(1, 31), draw.field(1, 12),
                draw.field(0, 6)};
    if (draw.number(0, 3) > 0) model.month = {"*", {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12}};
    const auto parsed = Cron::parse(model.text());
    if (!parsed.cron) continue;  // a day that no month of it has
    const auto& read = *parsed.cron;
    std::vector<sys_seconds> found;
    for (auto moment = read.next(from, zone); moment && *moment <= to;
         moment = read.next(*moment, zone))
      found.push_back(std::chrono::floor<std::chrono::seconds>(*moment));
    EXPECT_EQ(found, model.firings(from, to, zone)) << model.text() << " in " << zone.name();
  }
}

// Six zones whose clocks change by an hour, by half an hour, at night and at midnight, both ways.
INSTANTIATE_TEST_SUITE_P(Zones, CronModel,
                         testing::Values(Window{"Europe/Paris", "2026-03-27T12:00:00Z"},
                                         Window{"Europe/Paris", "2026-10-23T12:00:00Z"},
                                         Window{"America/New_York", "2026-03-06T12:00:00Z"},
                                         Window{"America/New_York", "2026-10-30T12:00:00Z"},
                                         Window{"Australia/Lord_Howe", "2026-04-03T00:00:00Z"},
                                         Window{"Australia/Lord_Howe", "2026-10-02T00:00:00Z"},
                                         Window{"America/Sao_Paulo", "2018-02-16T00:00:00Z"},
                                         Window{"America/Sao_Paulo", "2018-11-02T12:00:00Z"},
                                         Window{"Pacific/Auckland", "2026-04-03T00:00:00Z"},
                                         Window{"Pacific/Auckland", "2026-09-25T00:00:00Z"},
                                         Window{"Africa/Cairo", "2026-04-22T12:00:00Z"},
                                         Window{"Africa/Cairo", "2026-10-28T12:00:00Z"}));

}  // namespace
}  // namespace baton::calendar
