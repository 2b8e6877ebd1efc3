#include "baton/calendar/explain.hpp"

#include "baton/calendar/calendars.hpp"

#include <gmock/gmock.h>

namespace baton::tests {
namespace {

using core::Json;

constexpr const char* kParis = R"(calendar: paris
timezone: Europe/Paris
hours:
  mon-fri: [09:00-12:30, 14:00-18:00]
holidays: [12-25, 01-01]
special_days:
  12-24: [09:00-12:00]
)";

std::shared_ptr<const calendar::Calendar> paris() {
  core::Findings findings;
  const auto calendars = calendar::Calendars::read({{"paris.yaml", kParis}}, findings);
  for (const auto& finding : findings) ADD_FAILURE() << finding.message << " " << finding.hint;
  return calendars.find("paris");
}

TEST(CalendarExplain, SaysWhatADayIs) {
  const auto said = calendar::explain(*paris(), "2026-12-24");
  ASSERT_TRUE(said) << said.error().text();
  EXPECT_EQ(said->at("kind"), "special");
  EXPECT_EQ(said->at("hours"), Json({"09:00-12:00"}));
  EXPECT_EQ(said->at("rule"), "12-24");
  EXPECT_EQ(said->at("next_open"), "2026-12-24T08:00:00Z");
  EXPECT_FALSE(said->contains("open")) << "a day is asked about, and no moment";
}

TEST(CalendarExplain, CountsTheWorkingTimeOfADayOnWhichTheClocksAreChanged) {
  core::Findings findings;
  const auto calendars = calendar::Calendars::read(
      {{"n.yaml", "calendar: n\ntimezone: Europe/Paris\nhours: { mon-sun: [00:00-06:00] }\n"}},
      findings);
  const auto words = [&](std::string_view day) {
    return core::text_at(calendar::explain(*calendars.find("n"), day).value(), "words");
  };
  EXPECT_THAT(words("2026-03-28"), testing::HasSubstr("00:00-06:00, which is 6h by the clock."));
  EXPECT_THAT(words("2026-03-29"), testing::HasSubstr("00:00-06:00, which is 5h by the clock."));
  EXPECT_THAT(words("2026-10-25"), testing::HasSubstr("00:00-06:00, which is 7h by the clock."));
}

TEST(CalendarExplain, SaysWhetherPeopleWorkAtAMoment) {
  EXPECT_EQ(calendar::explain(*paris(), "2026-12-24T10:59:00+01:00")->at("open"), true);
  const auto closed = calendar::explain(*paris(), "2026-12-24T15:00:00+01:00");
  EXPECT_EQ(closed->at("open"), false);
  EXPECT_EQ(closed->at("next_open"), "2026-12-28T08:00:00Z") << "the 25th is a Friday off";
}

TEST(CalendarExplain, AddsALength) {
  const auto said = calendar::explain(*paris(), "2026-12-24T10:00:00+01:00", "1bd");
  ASSERT_TRUE(said) << said.error().text();
  EXPECT_EQ(said->at("added").at("to"), "2026-12-28T09:00:00Z");
  EXPECT_EQ(said->at("added").at("words"), "Monday 28 December 2026 at 10:00");
  EXPECT_EQ(said->at("added").at("length"), "1bd");
}

TEST(CalendarExplain, NamesWhatCannotBeRead) {
  EXPECT_EQ(calendar::explain(*paris(), "Christmas").error().where, "/when");
  EXPECT_EQ(calendar::explain(*paris(), "2026-12-24", "3 days or so").error().where, "/add");
}

TEST(CalendarJson, HasTheWeekAndTheDaysAhead) {
  const auto json = calendar::to_json(*paris(), *core::parse_rfc3339("2026-12-20T00:00:00Z"));
  EXPECT_EQ(json.at("timezone"), "Europe/Paris");
  EXPECT_EQ(json.at("week").at(0), Json({"09:00-12:30", "14:00-18:00"}));
  EXPECT_EQ(json.at("week").at(6), Json::array());
  EXPECT_EQ(json.at("ahead").at(0), (Json{{"date", "2026-12-24"},
                                          {"kind", "special"},
                                          {"rule", "12-24"},
                                          {"hours", {"09:00-12:00"}}}));
  EXPECT_EQ(json.at("ahead").at(1).at("kind"), "holiday");
  EXPECT_EQ(json.at("ahead").size(), 3U) << "within a year";
}

}  // namespace
}  // namespace baton::tests
