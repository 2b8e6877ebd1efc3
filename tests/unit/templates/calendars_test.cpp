#include "check.hpp"

// Lengths of time by a calendar, and the names of calendars.
namespace baton::templates {
namespace {

TEST(Calendars, WhatPeopleDoIsCountedInBusinessDaysAndByTheCalendar) {
  EXPECT_THAT(found(R"(
workflow: a
calendar: default
steps:
  b: { sleep: { for: 1.5bd } }
  c: { wait: { event: x.y, since: 2bd }, timeout: P1M }
  d: { approve: { by: { group: g }, ask: "ok?" }, timeout: 6bh, calendar: default }
  e: { gate: { open: now > timestamp(run.started_at), within: 3bd }, set: { f: 1 } }
)"),
              IsEmpty());
}

TEST(Calendars, WhatTheClockRunsIsNot) {
  EXPECT_THAT(found(R"(
workflow: a
steps:
  b: { do: x.y, timeout: 3bd, retry: { initial: 1bh, max: P1D, for: PT30M } }
)"),
              ElementsAre("3:26 type/duration", "3:49 type/duration", "3:59 type/duration"));
  EXPECT_THAT(only("\nworkflow: a\nsteps:\n  b: { do: x.y, timeout: 3bd }\n").hint,
              HasSubstr("what people do"));
}

TEST(Calendars, ALengthThatIsNoneHasAHint) {
  const auto hint = [](const std::string& length) {
    return only("\nworkflow: a\nsteps:\n  b: { sleep: { for: " + length + " } }\n").hint;
  };
  EXPECT_EQ(hint("3BD"), "did you mean 3bd?");
  EXPECT_EQ(hint("1.25bd"), "business days are counted in halves: 0.5bd, 1bd, 1.5bd");
  EXPECT_EQ(hint("2 days"), "did you mean 2d?");
  EXPECT_THAT(found("\nworkflow: a\nsteps:\n  b: { sleep: { for: -1bd } }\n"),
              ElementsAre("3:22 limit/range"));
}

TEST(Calendars, NamesAreHeldToThoseThatThereAre) {
  const calendar::Calendars calendars;
  constexpr auto* kYaml = R"(
workflow: a
calendar: fr
on:
  - event: x.y
    when: business.is_open(now, "defaut")
steps:
  b: { sleep: { for: 1bd }, calendar: default }
  c: { set: { until: "by ${business.add(now, '3bd', 'de')}", at: "${business.add(now, '3bd')}" } }
)";
  EXPECT_THAT(found(kYaml, nullptr, &calendars),
              ElementsAre("2:11 ref/unknown-calendar", "5:33 ref/unknown-calendar",
                          "8:53 ref/unknown-calendar"));
  EXPECT_THAT(found(kYaml), IsEmpty());
}

}  // namespace
}  // namespace baton::templates
