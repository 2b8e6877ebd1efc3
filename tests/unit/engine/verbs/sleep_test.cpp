#include "unit/engine/with_steps.hpp"
#include "unit/make.hpp"

#include <gmock/gmock.h>

namespace baton::tests {
namespace {

using core::ActionResult;
using std::chrono::hours;
using std::chrono::minutes;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(Sleep, EndsWhenItIsDueAndNotBefore) {
  Life life(with_steps("  a: {sleep: {for: 1h}}\n"));
  EXPECT_THAT(life.begin(event("go")), ElementsAre("RunStarted", "StepWaiting a"));
  EXPECT_THAT(life.hear(core::step_due(life.run().id(), "a", life.now, life.now + minutes(59))),
              IsEmpty());
  EXPECT_THAT(life.come_due("a"), ElementsAre("StepSucceeded a", "RunSucceeded"));
}

TEST(Sleep, UntilTakesATimestamp) {
  Life life(with_steps("  a: {sleep: {until: 'timestamp(\"2026-05-04T18:00:00Z\")'}}\n"));
  life.begin(event("go"));
  EXPECT_EQ(life.run().step("a").due, noon() + hours(6));
}

// Sets the wall clock back by two hours, lets some time pass, and says that the step is due.
Life::Names come_due_set_back(Life& life, std::string_view step, core::Duration passed) {
  const bool first = life.set_back == core::Duration{};
  if (first) life.now -= hours(2);
  life.set_back = hours(2);
  life.now += passed;
  return life.hear(
      core::step_due(life.run().id(), step, life.run().step(step).due.value(), life.now));
}

TEST(SetBack, NothingThatTakesItsTimeTakesLonger) {
  Life life(with_steps(
      "  a: {sleep: {for: 1h}}\n  b: {wait: {event: x.y}, timeout: 2h, on_error: continue}\n"
      "  c: {do: sink.post}\n"));
  life.begin(event("go"));
  EXPECT_THAT(come_due_set_back(life, "a", minutes(59)), IsEmpty());
  EXPECT_THAT(come_due_set_back(life, "a", minutes(1)), ElementsAre("StepSucceeded a"));
  EXPECT_THAT(come_due_set_back(life, "b", hours(1)), ElementsAre("StepFailed b"));
  life.end("c", ActionResult::Kind::transient, nullptr, minutes(10));
  EXPECT_GE(life.run().step("c").due.value(), life.now + hours(2) + minutes(10));
}

TEST(SetBack, ATimeOnTheWallStaysOne) {
  Life life(
      with_steps("  a: {sleep: {until: 'timestamp(\"2026-05-04T13:00:00Z\")'}}\n"
                 "  b: {gate: 'now >= timestamp(\"2026-05-04T13:00:00Z\")', set: {n: 1}}\n"));
  life.begin(event("go"));
  EXPECT_THAT(come_due_set_back(life, "a", hours(1) + minutes(1)), IsEmpty());
  EXPECT_THAT(come_due_set_back(life, "b", {}), IsEmpty());
  EXPECT_THAT(come_due_set_back(life, "b", hours(2)),
              ElementsAre("GateOpened b", "StepSucceeded b"));
  EXPECT_THAT(come_due_set_back(life, "a", {}), ElementsAre("StepSucceeded a", "RunSucceeded"));
}

TEST(SetBack, AGateIsGivenNoMoreTimeThanTheTemplateSays) {
  Life life(
      with_steps("  a: {gate: {open: 'now >= timestamp(\"2026-05-04T13:00:00Z\")', within: 90m}, "
                 "do: sink.post}\n"));
  life.begin(event("go"));
  EXPECT_THAT(come_due_set_back(life, "a", hours(1) + minutes(1)), IsEmpty());
  EXPECT_EQ(life.run().step("a").due, noon() + hours(1)) << "by the wall clock";
  EXPECT_THAT(come_due_set_back(life, "a", minutes(29)), ElementsAre("StepFailed a", "RunFailed"));
}

// The wall clock stands a year ahead; `steady` goes on as before.
Life::Names come_due_set_forward(Life& life, std::string_view step) {
  if (life.set_back == core::Duration{}) life.now += hours(24 * 365);
  life.set_back = -hours(24 * 365);
  return life.hear(
      core::step_due(life.run().id(), step, life.run().step(step).due.value(), life.now));
}

TEST(SetForward, EndsNothingThatTakesItsTime) {
  Life life(
      with_steps("  a: {sleep: {for: 30d}}\n  b: {wait: {event: x.y}, timeout: 30d}\n"
                 "  c: {approve: {by: {group: ops}, of: {n: 1}, ask: \"Go?\"}, timeout: 30d}\n"
                 "  d: {gate: {open: 'trigger.type == \"never\"', within: 30d}, set: {n: 1}}\n"));
  life.begin(event("go"));
  for (const auto* step : {"a", "b", "c", "d"})
    EXPECT_THAT(come_due_set_forward(life, step), IsEmpty()) << step;
}

TEST(SetForward, ATimeOnTheWallHasCome) {
  Life life(with_steps("  a: {sleep: {until: 'timestamp(\"2026-08-04T13:00:00Z\")'}}\n"));
  life.begin(event("go"));
  EXPECT_TRUE(life.run().step("a").due_on_wall());
  EXPECT_THAT(come_due_set_forward(life, "a"), ElementsAre("StepSucceeded a", "RunSucceeded"));
}

}  // namespace
}  // namespace baton::tests
