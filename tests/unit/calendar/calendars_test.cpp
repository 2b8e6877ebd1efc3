#include "baton/calendar/calendars.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace baton::calendar {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;

// The findings as "file:line:column rule".
std::vector<std::string> places(const core::Findings& findings) {
  std::vector<std::string> out;
  for (const auto& finding : findings)
    out.push_back(finding.file + ":" + std::to_string(finding.at.line) + ":" +
                  std::to_string(finding.at.column) + " " + finding.rule);
  return out;
}

struct ReadAll {
  Calendars calendars;
  core::Findings findings;
};

ReadAll read_all(const std::vector<std::string>& texts) {
  std::vector<Calendars::File> files;
  for (const auto& text : texts)
    files.push_back({std::string(1, static_cast<char>('a' + files.size())), text});
  ReadAll out;
  out.calendars = Calendars::read(files, out.findings);
  return out;
}

std::vector<std::string> faults(const std::string& yaml) {
  return places(read_all({yaml}).findings);
}

TEST(Calendars, ThereIsADefaultOne) {
  const Calendars none;
  ASSERT_NE(none.find(""), nullptr);
  EXPECT_TRUE(none.find("default")->is_open(core::parse_rfc3339("2026-05-04T09:00:00Z").value()));
  EXPECT_FALSE(none.find("default")->is_open(core::parse_rfc3339("2026-05-03T09:00:00Z").value()));
  EXPECT_EQ(none.find("fr"), nullptr);
  const auto own = read_all({"calendar: default\ntimezone: UTC\nhours: [22:00-24:00]\n"});
  EXPECT_THAT(own.findings, IsEmpty());
  EXPECT_TRUE(own.calendars.find("")->is_open(core::parse_rfc3339("2026-05-04T23:00:00Z").value()));
  EXPECT_EQ(own.calendars.named("defaul").error().hint, "did you mean \"default\"?");
}

TEST(Calendars, OneBuildsOnAnother) {
  using namespace std::chrono_literals;
  const auto found = read_all({R"(
calendar: world
timezone: Europe/Paris
hours: { mon-fri: 09:00-17:00 }
holidays: [01-01, 12-24]
)",
                               R"(
calendar: works
base: world
hours: { fri: 09:00-12:00 }
holidays: [05-01]
special_days: { 12-24: 09:00-11:00 }
)"});
  EXPECT_THAT(places(found.findings), IsEmpty());
  const auto works = found.calendars.find("works");
  ASSERT_NE(works, nullptr);
  const auto day = [&works](std::chrono::year_month_day date) {
    return works->day(std::chrono::local_days(date));
  };
  EXPECT_EQ(works->zone().name(), "Europe/Paris");
  EXPECT_EQ(day(2026y / 5 / 4).hours.front().to, std::chrono::hours(17));
  EXPECT_EQ(day(2026y / 5 / 8).hours.front().to, std::chrono::hours(12));
  EXPECT_EQ(day(2026y / 5 / 1).kind, Calendar::Day::Kind::holiday);
  EXPECT_EQ(day(2026y / 1 / 1).rule, "01-01");
  EXPECT_EQ(day(2026y / 12 / 24).kind, Calendar::Day::Kind::special);
  EXPECT_EQ(found.calendars.find("world")->day(std::chrono::local_days(2026y / 12 / 24)).kind,
            Calendar::Day::Kind::holiday);
}

TEST(Calendars, AWeekendTakesHoursAway) {
  using namespace std::chrono_literals;
  const auto found = read_all({R"(
calendar: c
timezone: Asia/Dubai
hours: 08:00-16:00
weekend: [fri, sat]
)"});
  EXPECT_THAT(places(found.findings), IsEmpty());
  const auto calendar = found.calendars.find("c");
  EXPECT_TRUE(calendar->day(std::chrono::local_days(2026y / 5 / 8)).hours.empty());    // a Friday
  EXPECT_FALSE(calendar->day(std::chrono::local_days(2026y / 5 / 10)).hours.empty());  // a Sunday
}

TEST(Calendars, ADayThatIsWrittenOutIsToldTheShortWords) {
  const auto found =
      read_all({"calendar: c\ntimezone: UTC\nhours: 08:00-16:00\nweekend: saturday\n"});
  ASSERT_EQ(found.findings.size(), 1U);
  EXPECT_EQ(found.findings.front().hint, "the days are mon, tue, wed, thu, fri, sat, sun");
}

TEST(Calendars, EverythingThatIsWrongIsFoundAtOnce) {
  EXPECT_THAT(
      faults(R"(calendar: Fr
timezone: Europe/Pariss
hours: { mon-thu: [09:00-12:30, 12:00-18:00], fry: [09:00-17:00], mon: [17:00-09:00] }
holidays: [25-12, easter*1, 3]
special_days: { 12-24: [], 2026-02-30: 09:00-10:00 }
weekend: [tue, soon]
colour: red
)"),
      ElementsAre("a:7:1 config/unknown-key", "a:1:1 config/name", "a:2:1 calendar/zone",
                  "a:6:16 calendar/weekday", "a:3:47 calendar/weekday", "a:3:73 calendar/hours",
                  "a:3:33 calendar/hours", "a:3:10 calendar/weekday", "a:6:1 calendar/weekend",
                  "a:4:12 calendar/date", "a:4:19 calendar/date", "a:4:29 config/type",
                  "a:5:17 calendar/hours", "a:5:28 calendar/date"));
}

TEST(Calendars, OneWithoutWorkingTimeIsRefused) {
  EXPECT_THAT(faults("calendar: c\ntimezone: UTC\n"),
              ElementsAre("a:1:1 calendar/no-working-time"));
  EXPECT_THAT(faults("calendar: c\ntimezone: UTC\nhours: 09:00-17:00\nweekend: mon-sun\n"),
              Contains("a:1:1 calendar/no-working-time"));
  EXPECT_THAT(faults("calendar: c\nbase: default\nweekend: mon-sun\n"),
              ElementsAre("a:1:1 calendar/no-working-time"));
  EXPECT_THAT(faults("calendar: c\nhours: 09:00-17:00\n"), ElementsAre("a:1:1 config/missing-key"));
}

TEST(Calendars, OneWhoseWorkingTimeEndsIsWarnedOf) {
  const std::string by_date = "calendar: c\ntimezone: UTC\nhours: {}\nspecial_days: ";
  EXPECT_THAT(faults(by_date + "{ 2020-01-02: 09:00-17:00 }\n"),
              ElementsAre("a:1:1 calendar/working-time-ends"));
  EXPECT_THAT(faults(by_date + "{ 2020-01-02: 09:00-17:00, 12-24: 09:00-12:00 }\n"), IsEmpty());
  EXPECT_THAT(faults(by_date + "{ 5th mon feb: 09:00-17:00 }\n"), IsEmpty());
}

TEST(Calendars, ADayHasAsManyStretchesAsHours) {
  const auto with_stretches = [](int count) {
    std::string yaml = "calendar: c\ntimezone: UTC\nhours: [";
    for (int at = 0; at < count; ++at) {
      const auto minute = std::to_string(10 + 2 * at);
      yaml += (at == 0 ? "12:" : ", 12:") + minute + "-12:" + std::to_string(11 + 2 * at);
    }
    return yaml + "]\n";
  };
  EXPECT_THAT(faults(with_stretches(24)), IsEmpty());
  const auto found = read_all({with_stretches(25)}).findings;
  EXPECT_THAT(places(found), ElementsAre("a:3:1 calendar/too-many"));
  EXPECT_EQ(found.at(0).message, "a day has at most 24 stretches of hours, got 25");
}

TEST(Calendars, CirclesAndUnknownBasesAreNamed) {
  const auto found =
      read_all({"calendar: a\nbase: b\n", "calendar: b\nbase: a\n", "calendar: c\nbase: c\n",
                "calendar: d\nbase: defalt\n", "calendar: e\nbase: a\n"});
  EXPECT_THAT(places(found.findings),
              ElementsAre("a:2:1 calendar/circle", "b:2:1 calendar/circle", "c:2:1 calendar/circle",
                          "d:2:1 calendar/unknown-base"));
  EXPECT_THAT(places(read_all({"calendar: a\nbase: defalt\nhours: 25:00\n"}).findings),
              testing::UnorderedElementsAre("a:3:1 calendar/hours", "a:2:1 calendar/unknown-base"))
      << "one fault hides no other";
  EXPECT_EQ(found.findings[0].message, "calendars build on one another in a circle: a on b on a");
  EXPECT_EQ(found.findings[3].hint, "did you mean \"default\"?");
  EXPECT_THAT(found.calendars.names(), ElementsAre("default"));
}

TEST(Calendars, ANameStandsForOneOfThem) {
  const auto found = read_all({"calendar: c\ntimezone: UTC\nhours: 09:00-17:00\n",
                               "calendar: c\ntimezone: UTC\nhours: 09:00-18:00\n"});
  EXPECT_THAT(places(found.findings), ElementsAre("b:1:1 calendar/twice"));
}

}  // namespace
}  // namespace baton::calendar
