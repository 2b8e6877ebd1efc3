#include "baton/engine/schedules.hpp"

#include "baton/calendar/schedule.hpp"
#include "unit/make.hpp"

#include <gmock/gmock.h>

namespace baton::tests {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using ::testing::ElementsAre;

std::shared_ptr<const engine::Plan> scheduled(const std::string& triggers) {
  return plan("workflow: w\non:\n" + triggers + "steps: {a: {set: {n: 1}}}\n");
}

// The planned moments of what fired, as hours and minutes after noon and the minute of the cron.
std::vector<std::string> fired(const engine::DueSchedules& found) {
  std::vector<std::string> texts;
  for (const auto& event : found.fired)
    texts.push_back(core::text_at(event.data, "at").substr(11, 5));
  return texts;
}

const std::string kHourly = "  - schedule: {cron: '0 * * * *', misfire: all}\n";
const std::string kHalves = "  - schedule: {cron: '30 * * * *', misfire: skip}\n";

TEST(Schedules, TheEarliestOfThemIsNext) {
  EXPECT_EQ(engine::next_firing(*scheduled(kHourly + kHalves), noon()), noon() + minutes(30));
  EXPECT_EQ(engine::next_firing(*scheduled(kHourly), noon()), noon() + hours(1));
  EXPECT_EQ(engine::next_firing(*scheduled("  - {event: go}\n"), noon()), std::nullopt);
}

TEST(Schedules, FireWhenTheyAreDueAndOnce) {
  const auto plan = scheduled(kHourly + kHalves);
  const auto found = engine::due_schedules(*plan, noon(), noon() + minutes(0));
  EXPECT_THAT(fired(found), ElementsAre("12:00"));
  EXPECT_EQ(found.fired.front().data.at("workflow"), "w");
  EXPECT_EQ(found.next, noon() + minutes(30));
}

TEST(Schedules, MakeUpForWhatWasMissedEachByItsPolicy) {
  const auto found =
      engine::due_schedules(*scheduled(kHourly + kHalves), noon(), noon() + hours(2) + minutes(45));
  EXPECT_THAT(fired(found), ElementsAre("12:00", "13:00", "14:00"));
  EXPECT_EQ(found.next, noon() + hours(3));
}

TEST(Schedules, TooManyForOneLookAreTakenInParts) {
  const auto plan = scheduled("  - schedule: {cron: '* * * * *', misfire: all}\n" + kHourly);
  const auto now = noon() + hours(7);
  std::size_t minutes_fired = 0;
  std::size_t hours_fired = 0;
  std::size_t looks = 0;
  for (auto due = noon(); due <= now; ++looks) {
    const auto found = engine::due_schedules(*plan, due, now);
    for (const auto& event : found.fired)
      ++(event.data.at("cron") == "0 * * * *" ? hours_fired : minutes_fired);
    ASSERT_TRUE(found.next && *found.next > due);
    due = *found.next;
  }
  EXPECT_EQ(minutes_fired, 421U);
  EXPECT_EQ(hours_fired, 8U);
  EXPECT_EQ(looks, 5U);
}

TEST(Schedules, SayUpToWhenTooManyArePassedOver) {
  const auto plan = scheduled(kHourly + "  - schedule: {cron: '* * * * * *', misfire: all}\n");
  const auto now = noon() + hours(24);
  const auto found = engine::due_schedules(*plan, noon(), now);
  EXPECT_EQ(found.passed_over,
            now - std::chrono::seconds(static_cast<std::int64_t>(calendar::kMadeUpMax)));
  EXPECT_EQ(engine::due_schedules(*plan, *found.next, now).passed_over, std::nullopt);
}

TEST(Schedules, WaitForAClockThatWasSetBack) {
  const auto found = engine::due_schedules(*scheduled(kHourly), noon(), noon() - hours(3));
  EXPECT_TRUE(found.fired.empty());
  EXPECT_EQ(found.next, noon());
}

TEST(Schedules, AreTheSameInAnyOrder) {
  EXPECT_TRUE(engine::same_schedules(*scheduled(kHourly + kHalves), *scheduled(kHalves + kHourly)));
  EXPECT_FALSE(engine::same_schedules(*scheduled(kHourly + kHalves), *scheduled(kHourly)));
}

}  // namespace
}  // namespace baton::tests
