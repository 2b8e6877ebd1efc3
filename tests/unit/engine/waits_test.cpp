#include "baton/engine/why.hpp"
#include "unit/engine/with_steps.hpp"
#include "unit/make.hpp"

#include <gmock/gmock.h>

namespace baton::tests {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

TEST(Waits, AnErrorOfAConditionIsToldAndNotedOnce) {
  Life life(with_steps("  w: {wait: {event: x.y, when: 'event.data.status.name == \"Done\"'}}\n"));
  life.begin(event("go"));
  EXPECT_THAT(life.hear(event("x.y", {{"status", "Done"}})), ElementsAre("StepNoted w"));
  EXPECT_EQ(life.errors().size(), 1U);
  EXPECT_THAT(life.hear(event("x.y", {{"status", "Done"}})), IsEmpty());
  EXPECT_EQ(life.errors().size(), 1U);
  const auto why =
      engine::why_step(life.the_plan(), life.run(), *life.the_plan().step("w"), life.now);
  EXPECT_THAT(why.at("notes").at(0).get<std::string>(),
              HasSubstr("could not be held against its condition"));
  EXPECT_EQ(life.status("w"), "waiting");
}

// Whoever wakes many runs with an event has made it ready once.
TEST(Waits, TakeTheEventAsItIsAtHand) {
  Life life(with_steps("  w: {wait: {event: x.y, when: 'event.data.status == \"Done\"'}}\n"));
  life.begin(event("go"));
  const auto open = event("x.y", {{"status", "Open"}});
  auto seen = open.to_json();
  seen["data"]["status"] = "Done";
  engine::Moment moment;
  moment.now = moment.steady = life.now;
  const auto as_it_came = engine::decide(life.the_plan(), life.run(), open, moment);
  EXPECT_EQ(as_it_came.run.status(), core::RunStatus::waiting);
  moment.seen = &seen;
  const auto as_at_hand = engine::decide(life.the_plan(), life.run(), open, moment);
  EXPECT_EQ(as_at_hand.run.status(), core::RunStatus::succeeded);
}

TEST(Waits, ErrorsThatAllDifferAreNotedAFewTimes) {
  Life life(with_steps("  w: {wait: {event: x.y, when: 'int(event.data.n) > 3'}}\n"));
  life.begin(event("go"));
  for (int n = 0; n < 20; ++n) life.hear(event("x.y", {{"n", "no number " + std::to_string(n)}}));
  EXPECT_LE(life.run().step("w").notes.size(), 5U);
  EXPECT_THAT(life.hear(event("x.y", {{"n", "4"}})),
              ElementsAre("StepSucceeded w", "RunSucceeded"));
}

}  // namespace
}  // namespace baton::tests
