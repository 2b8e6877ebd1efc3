#include "baton/engine/standing.hpp"

#include "unit/engine/with_steps.hpp"
#include "unit/make.hpp"

#include <gtest/gtest.h>

namespace baton::tests {
namespace {

using core::StandingKind;

core::Standing standing_of(const Life& life) {
  return engine::standing(life.the_plan(), life.run());
}

TEST(Standing, OfAFailureComesBeforeWhatWaits) {
  Life life(with_steps(R"(
  boom: {do: sink.post, title: Tell them}
  legal: {approve: {by: {group: legal}, of: x, ask: May we?}, timeout: 30d}
)"));
  life.begin(event("go"));
  auto standing = standing_of(life);
  EXPECT_EQ(standing.kind, StandingKind::approval) << "people come before an action under way";
  EXPECT_EQ(standing.who, "legal");
  EXPECT_TRUE(standing.due);
  life.fail("boom", "http_401", "no");
  standing = standing_of(life);
  EXPECT_EQ(standing.kind, StandingKind::failed);
  EXPECT_EQ(standing.step.name, "boom");
  EXPECT_EQ(standing.title, "Tell them");
  EXPECT_EQ(standing.connection, "sink");
  EXPECT_EQ(standing.code, "http_401");
  EXPECT_EQ(standing.cause, "http_401: no");
  EXPECT_TRUE(standing.stopped_by_action());
}

TEST(Standing, SaysSinceWhenItHoldsWhateverElseHappensToTheRun) {
  Life life(with_steps(
      "  zeta: {task: {by: {group: web}, title: Write it}}\n"
      "  alpha: {wait: {event: sent}}\n"
      "  beta: {needs: alpha, task: {by: {group: web}, title: Check it}}\n",
      "context: {hear: [{event: ticket.commented, when: event.data.key == trigger.data.key}]}\n"));
  life.begin(event("go", {{"key", "WEB-7"}}));
  life.now += std::chrono::hours(5);
  life.hear(event("ticket.commented",
                  {{"key", "WEB-7"}, {"comment", {{"author", "Lea"}, {"text", "soon"}}}}));
  EXPECT_EQ(life.run().updated_at(), life.now);
  EXPECT_EQ(standing_of(life).since, noon()) << "a comment changes nothing of it";
  life.hear(event("sent"));
  ASSERT_EQ(life.status("beta"), "waiting");
  EXPECT_EQ(standing_of(life).step.name, "zeta") << "of two tasks, the one that waits for longest";
  EXPECT_EQ(standing_of(life).since, noon());
  life.hear(core::run_pause(life.run().id(), "wait for Ana", "ana", life.now));
  const auto paused = life.now;
  life.now += std::chrono::hours(1);
  life.hear(event("ticket.commented",
                  {{"key", "WEB-7"}, {"comment", {{"author", "Lea"}, {"text", "why?"}}}}));
  EXPECT_EQ(standing_of(life).kind, StandingKind::paused);
  EXPECT_EQ(standing_of(life).since, paused);
  life.hear(core::run_cancel(life.run().id(), "no need", "ana", life.now));
  EXPECT_EQ(standing_of(life).since, life.now);
}

TEST(Standing, TellsWhyARunIsPausedOrEnded) {
  Life life(with_steps("  w: {sleep: {for: 1h}}\n"));
  life.begin(event("go"));
  EXPECT_EQ(standing_of(life).kind, StandingKind::sleep);
  life.hear(core::run_pause(life.run().id(), "wait for Ana", "ana", life.now));
  auto standing = standing_of(life);
  EXPECT_EQ(standing.kind, StandingKind::paused);
  EXPECT_EQ(standing.cause, "by ana: wait for Ana");
  life.hear(core::run_cancel(life.run().id(), "no need", "ana", life.now));
  standing = standing_of(life);
  EXPECT_EQ(standing.kind, StandingKind::cancelled);
  EXPECT_EQ(standing.cause, "no need");
  EXPECT_FALSE(standing.due);
}

}  // namespace
}  // namespace baton::tests
