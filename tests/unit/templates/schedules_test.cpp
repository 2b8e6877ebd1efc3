#include "check.hpp"

namespace baton::templates {
namespace {

TEST(Schedules, StandBesideEventsAndNameTheirPlannedMoment) {
  const auto workflow = loaded(R"(
workflow: a
inputs: { week: string }
on:
  - schedule: { cron: "0 9 * * MON-FRI", timezone: Europe/Paris, misfire: skip }
    when: business.is_open(schedule.at)
    key: time.format(schedule.at, "%G-W%V")
    inputs: { week: "${time.format(schedule.at, '%G-W%V')}" }
  - schedule: { cron: "@daily" }
    inputs: { week: "of ${schedule.at}" }
  - event: x.y
    inputs: { week: "${event.data.week}" }
steps: { b: { set: { c: 1 } } }
)");
  ASSERT_EQ(workflow.triggers.size(), 3U);
  const auto& schedule = workflow.triggers[0].schedule.value();
  EXPECT_EQ(schedule.cron, "0 9 * * MON-FRI");
  EXPECT_EQ(schedule.timezone, "Europe/Paris");
  EXPECT_EQ(schedule.misfire, core::Misfire::skip);
  EXPECT_EQ(workflow.triggers[1].schedule->misfire, core::Misfire::once);
  EXPECT_FALSE(workflow.triggers[2].schedule);
}

TEST(Schedules, AreReadWithAllTheirFaultsAtOnce) {
  EXPECT_THAT(found(R"(
workflow: a
on:
  - schedule: { cron: "0 25 * * FRIDA", timezone: Paris, misfire: twice }
  - schedule: { timezone: UTC, zone: UTC }
  - schedule: daily
  - { event: x.y, schedule: { cron: "@hourly" } }
  - { from: crm, schedule: { cron: "@daily" } }
  - schedule: { cron: "0 0 30 2 *" }
steps: { b: { set: { c: 1 } } }
)"),
              ElementsAre("3:26 schedule/cron", "3:33 schedule/cron", "3:51 schedule/timezone",
                          "3:67 type/choice", "4:5 syntax/missing-key", "4:32 syntax/unknown-key",
                          "5:15 type/wrong-type", "6:19 syntax/two-keys",
                          "7:7 syntax/misplaced-key", "8:24 schedule/cron"));
}

TEST(Schedules, HaveHints) {
  const auto hint = [](const std::string& schedule) {
    return only("workflow: a\non: [{ schedule: { " + schedule +
                " } }]\nsteps: { b: { set: { c: 1 } } }\n")
        .hint;
  };
  EXPECT_EQ(hint("cron: \"0 9 * * *\", timezone: Paris"), "did you mean \"Europe/Paris\"?");
  EXPECT_EQ(hint("cron: \"0 9 * * *\", misfire: one"), "did you mean \"once\"?");
  EXPECT_THAT(hint("cron: \"0 9 * * *\", misfire: sometimes"), HasSubstr("skip for none"));
  EXPECT_EQ(hint("cron: \"0 24 * * *\""), "midnight is hour 0");
  EXPECT_EQ(hint("cron: \"0 9 * * *\", zone: UTC"), "did you mean \"timezone\"?");
}

TEST(Schedules, AreNoEvents) {
  const auto finding = only(R"(
workflow: a
on:
  - schedule: { cron: "@daily" }
    inputs: { id: "${event.data.id}" }
inputs: { id: string }
steps: { b: { set: { c: 1 } } }
)");
  EXPECT_EQ(finding.rule, "expr/unknown-name");
  EXPECT_THAT(finding.hint, HasSubstr("schedule.at"));
}

TEST(Schedules, TheSameOneStandsInOneTrigger) {
  EXPECT_THAT(found(R"(
workflow: a
on:
  - schedule: { cron: "@daily", timezone: UTC }
  - schedule: { cron: "@daily" }
  - schedule: { cron: "@daily", timezone: UTC, misfire: all }
steps: { b: { set: { c: 1 } } }
)"),
              ElementsAre("4:15 schedule/twice", "5:15 schedule/twice"));
}

}  // namespace
}  // namespace baton::templates
