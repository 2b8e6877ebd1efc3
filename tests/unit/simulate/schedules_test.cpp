#include "baton/calendar/schedule.hpp"
#include "baton/simulate/world.hpp"

#include <gtest/gtest.h>
#include <random>
#include <string>
#include <vector>

// Schedules in worlds of chance, held to a model that says it all in a few lines: what was planned
// since the last look is started by the policy, whatever restarts and new versions come between.
namespace baton::simulate {
namespace {

using core::Misfire;
using core::Time;

struct Given {
  std::string cron;
  std::string zone;
  Misfire misfire = Misfire::once;
};

std::string word_of(Misfire misfire) {
  if (misfire == Misfire::once) return "once";
  return misfire == Misfire::all ? "all" : "skip";
}

std::string yaml_of(const Given& given, int note) {
  return "workflow: w\non:\n  - schedule: {cron: '" + given.cron + "', timezone: " + given.zone +
         ", misfire: " + word_of(given.misfire) +
         "}\n    inputs: {planned: '${schedule.at}'}\ninputs: {planned: string}\n"
         "steps: {a: {set: {n: " +
         std::to_string(note) + "}}}\n";
}

// What a look at `now` starts when all up to `last` is dealt with.
std::vector<Time> expected(const Given& given, Time last, Time now) {
  const auto cron = calendar::Cron::parse(given.cron).cron.value();
  const auto zone = calendar::Zone::find(given.zone).value();
  std::vector<Time> planned;
  std::vector<Time> on_time;
  for (auto next = cron.next(last, zone); next && *next <= now; next = cron.next(*next, zone)) {
    planned.push_back(*next);
    if (*next > now - std::chrono::minutes(1)) on_time.push_back(*next);
  }
  if (given.misfire == Misfire::all) return planned;
  const bool makes_up = given.misfire == Misfire::once && on_time.empty() && !planned.empty();
  return makes_up ? std::vector{planned.back()} : on_time;
}

std::vector<Time> started(World& world) {
  std::vector<Time> moments;
  for (const auto& news : world.news()) {
    if (news.text != "RunStarted") continue;
    const auto run = world.run(news.run).value();
    const auto planned = core::text_at(run.view().at("inputs"), "planned");
    moments.push_back(core::parse_rfc3339(planned).value());
  }
  return moments;
}

class SchedulesModel : public testing::TestWithParam<int> {};

TEST_P(SchedulesModel, EachFiringStartsOneRunByItsPolicy) {
  std::mt19937 random(static_cast<unsigned>(GetParam()));
  const auto pick = [&random](const auto& all) { return all[random() % all.size()]; };
  const std::vector<std::string> crons{"0 * * * *", "*/7 * * * *", "0 9 * * MON-FRI", "30 2 * * *",
                                       "15 */6 * * *"};
  const std::vector<std::string> zones{"UTC", "Europe/Paris", "America/New_York"};
  Given given{pick(crons), pick(zones), static_cast<Misfire>(random() % 3)};
  World world{{.begins = core::parse_rfc3339("2026-10-23T10:00:00Z").value(), .audited = false}};
  int version = 0;
  const auto publish = [&] {
    ASSERT_FALSE(core::has_errors(world.publish_template(yaml_of(given, ++version), "w.yaml")));
  };
  publish();
  auto last = world.clock().now();
  for (int act = 0; act < 30; ++act) {
    switch (random() % 6) {
      case 0: world.restart(); break;
      case 1: publish(); break;  // with the same schedule
      case 2:                    // with another one, which begins now
        given = {pick(crons), pick(zones), static_cast<Misfire>(random() % 3)};
        publish();
        break;
      default: {
        const std::vector<int> minutes{1, 7, 60, 61, 600, 1'440, 2'000};
        world.advance(std::chrono::minutes(pick(minutes)));
        EXPECT_EQ(started(world), expected(given, last, world.clock().now()))
            << given.cron << " " << given.zone << " at " << core::to_rfc3339(world.clock().now());
        last = world.clock().now();
      }
    }
  }
  EXPECT_EQ(started(world), std::vector<Time>{});
  EXPECT_EQ(world.take_faults(), std::vector<std::string>{});
}

INSTANTIATE_TEST_SUITE_P(Seeds, SchedulesModel, testing::Range(1, 21));

}  // namespace
}  // namespace baton::simulate
