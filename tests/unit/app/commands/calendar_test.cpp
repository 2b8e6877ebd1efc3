#include "unit/app/fake_api.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace baton::app {
namespace {

using testing::HasSubstr;

Outcome check(std::vector<std::string> arguments) {
  Bench bench;
  arguments.insert(arguments.begin(), {"calendar", "check"});
  arguments.insert(arguments.end(), {"--config", std::string(BATON_SOURCE_DIR) + "/config"});
  return bench.run(arguments);
}

TEST(CalendarCheck, SaysInWordsWhatADayIs) {
  const auto half_day = check({"2026-12-24", "--calendar", "fr"});
  EXPECT_EQ(half_day.exit, kOk);
  EXPECT_EQ(half_day.out,
            "Thursday 24 December 2026 has hours of its own by the rule 12-24: 09:00-12:00, which "
            "is 3h by the clock.\n"
            "Working time begins on Thursday 24 December 2026 at 09:00.\n");
  EXPECT_THAT(half_day.err, HasSubstr("times of Europe/Paris"));
}

TEST(CalendarCheck, TellsOfAMomentWhetherPeopleWork) {
  const auto noon = check({"2026-12-24T12:00:00+01:00", "--calendar", "fr"});
  EXPECT_THAT(noon.out, HasSubstr("On Thursday 24 December 2026 at 12:00 nobody works.\n"
                                  "Working time begins on Monday 28 December 2026 at 09:00.\n"));
  EXPECT_THAT(check({"2026-12-28T12:00:00+01:00", "--calendar", "fr"}).out,
              HasSubstr("people work"));
}

TEST(CalendarCheck, SpeaksToProgramsInJson) {
  const auto json = core::Json::parse(check({"2026-12-25", "--calendar", "fr", "-o", "json"}).out);
  EXPECT_EQ(json["kind"], "holiday");
  EXPECT_EQ(json["rule"], "12-25");
  EXPECT_EQ(json["next_open"], "2026-12-28T08:00:00Z");
}

TEST(CalendarCheck, WithoutAFolderTheProgramHasItsOwn) {
  Bench bench;
  const auto outcome = bench.run({"calendar", "check", "2026-12-25", "--calendar", "fr", "--config",
                                  std::string(BATON_SOURCE_DIR) + "/src"});
  EXPECT_EQ(outcome.exit, kOk) << outcome.err;
  EXPECT_THAT(outcome.out, HasSubstr("12-25"));
}

TEST(CalendarCheck, NamesWhatItDoesNotKnow) {
  const auto month = check({"2026-13-24"});
  EXPECT_EQ(month.exit, kUsage);
  EXPECT_THAT(month.err, HasSubstr("there is no day 2026-13-24: a month is 01 to 12"));
  EXPECT_THAT(check({"2026-02-30"}).err,
              HasSubstr("there is no day 2026-02-30: days of 2026-02 are 01 to 28"));
  EXPECT_THAT(check({"tomorrow"}).err, HasSubstr("expected a day like 2026-12-24"));
  EXPECT_THAT(check({"2026-12-24", "--add", "1.3bd"}).err,
              HasSubstr("help: business days are counted in halves"));
  EXPECT_THAT(check({"2026-12-24", "--add", "10001bd"}).err,
              HasSubstr("help: at most 10000 business days"));
  const auto unknown = check({"2026-12-24", "--calendar", "fx"});
  EXPECT_EQ(unknown.exit, kNotFound);
  EXPECT_THAT(unknown.err, HasSubstr("there is no calendar \"fx\""));
}

}  // namespace
}  // namespace baton::app
