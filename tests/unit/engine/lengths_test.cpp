#include "unit/engine/with_steps.hpp"
#include "unit/make.hpp"

#include <gmock/gmock.h>

// Noon of make.hpp is on a Monday, and the default calendar is Monday to Friday, 9:00 to 17:00 UTC.
namespace baton::tests {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using days = std::chrono::days;
using hours = std::chrono::hours;

calendar::Calendars calendars_of(const std::string& yaml) {
  core::Findings findings;
  auto calendars = calendar::Calendars::read({{"c.yaml", yaml}}, findings);
  EXPECT_TRUE(findings.empty());
  return calendars;
}

TEST(Lengths, OfBusinessDaysEndOnAWorkingDay) {
  Life life(with_steps("  a: {sleep: {for: 5bd}}\n"));
  life.begin(event("go"));
  EXPECT_EQ(life.run().step("a").due, noon() + days(7));
}

TEST(Lengths, OfBusinessHoursRunWhilePeopleWork) {
  Life life(
      with_steps("  a: {approve: {by: {group: g}}, timeout: 6bh}\n"
                 "  b: {wait: {event: x.y}, timeout: 1bh}\n"
                 "  d: {gate: {open: 'now < timestamp(\"2020-01-01T00:00:00Z\")', within: 0.5bd}, "
                 "set: {n: 1}}\n"));
  life.begin(event("go"));
  EXPECT_EQ(life.run().step("a").due, noon() + hours(22));
  EXPECT_EQ(life.run().step("b").due, noon() + hours(1));
  EXPECT_EQ(life.run().step("d").gate_closes, noon() + hours(4));
}

TEST(Lengths, OfACalendarAreCountedInItsZone) {
  Life life(with_steps("  a: {sleep: {for: P6M}}\n  b: {sleep: {for: PT36H}}\n", "calendar: fr\n"));
  life.calendars =
      calendars_of("calendar: fr\ntimezone: Europe/Paris\nhours: { mon-fri: 09:00-17:00 }\n");
  life.begin(event("go"));
  // In November it is an hour later in UTC when the clocks of Paris show the same.
  EXPECT_EQ(life.run().step("a").due, core::parse_rfc3339("2026-11-04T13:00:00Z").value());
  EXPECT_EQ(life.run().step("b").due, noon() + hours(36));
}

TEST(Lengths, AStepMayHaveACalendarOfItsOwn) {
  Life life(with_steps("  a: {sleep: {for: 1bh}, calendar: nights}\n"));
  life.calendars =
      calendars_of("calendar: nights\ntimezone: UTC\nhours: { mon-fri: 22:00-24:00 }\n");
  life.begin(event("go"));
  EXPECT_EQ(life.run().step("a").due, noon() + hours(11));
}

TEST(Lengths, WithoutTheirCalendarFailTheStep) {
  Life life(with_steps("  a: {sleep: {for: 1bd}, calendar: gone}\n"));
  EXPECT_THAT(life.begin(event("go")), ElementsAre("RunStarted", "StepFailed a", "RunFailed"));
  EXPECT_THAT(life.run().step("a").reason, HasSubstr("there is no calendar \"gone\""));
}

TEST(Lengths, RunOnWhenTheClockIsSet) {
  Life life(with_steps("  a: {sleep: {for: 1bd}}\n"));
  life.begin(event("go"));
  life.set_back = hours(2);
  life.now += hours(22);
  const auto due = life.run().step("a").due.value();
  EXPECT_THAT(life.hear(core::step_due(life.run().id(), "a", due, life.now)),
              ElementsAre("StepSucceeded a", "RunSucceeded"));
}

TEST(Lengths, AWaitLooksBackOverBusinessDays) {
  Life life(with_steps("  a: {wait: {event: x.y, since: 1bd}}\n"));
  life.begin(event("go"));
  const auto after = life.run().step("a").wait->after;
  EXPECT_EQ(core::time_of_id(after.value() + 1), noon() - days(3));
}

}  // namespace
}  // namespace baton::tests
