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
