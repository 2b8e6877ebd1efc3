#include "baton/engine/why.hpp"

#include "unit/engine/with_steps.hpp"
#include "unit/make.hpp"

#include <gtest/gtest.h>

namespace baton::tests {
namespace {

using core::ActionResult;

TEST(Why, AFailedStepIsSeenWhileOtherBranchesWait) {
  Life life(with_steps(R"(
  boom: {do: sink.post}
  next_one: {needs: boom, do: sink.post}
  legal: {approve: {by: {group: legal}, of: x, ask: May we?}, timeout: 30d}
)"));
  life.begin(event("go"));
  EXPECT_FALSE(engine::failing(life.the_plan(), life.run()));
  life.end("boom", ActionResult::Kind::permanent);
  EXPECT_EQ(life.status(), "waiting");
  EXPECT_TRUE(engine::failing(life.the_plan(), life.run()));
  EXPECT_EQ(engine::now_at(life.the_plan(), life.run()),
            "boom: failed, legal: approval by group \"legal\"");
  life.hear(core::run_retry(life.run().id(), "boom", "ana", life.now));
  EXPECT_FALSE(engine::failing(life.the_plan(), life.run()));
}

TEST(Why, APausedRunTellsWhatElseFailedAndWhatWaits) {
  Life life(with_steps(R"(
  a: {do: sink.post, on_error: pause}
  b: {do: sink.post}
  legal: {approve: {by: {group: legal}, ask: May we?}}
)"));
  life.begin(event("go"));
  life.end("b", ActionResult::Kind::permanent);
  life.end("a", ActionResult::Kind::permanent);
  EXPECT_EQ(life.status(), "paused");
  EXPECT_EQ(engine::now_at(life.the_plan(), life.run()),
            "a: as told, b: failed, legal: approval by group \"legal\"");
  EXPECT_EQ(engine::why_run(life.the_plan(), life.run(), life.now).at("failing"), true);
}

TEST(Why, ShowsWhatWasCancelledWithItsRun) {
  Life life(with_steps("  w: {sleep: {for: 1h}}\n  b: {needs: w, do: sink.post}\n"));
  life.begin(event("go"));
  life.hear(core::run_cancel(life.run().id(), "no need", "ana", life.now));
  const auto why = engine::why_run(life.the_plan(), life.run(), life.now);
  ASSERT_GE(why.at("steps").size(), 1U);
  EXPECT_EQ(why.at("steps").at(0).at("step"), "w");
  EXPECT_EQ(why.at("steps").at(0).at("status"), "cancelled");
}

}  // namespace
}  // namespace baton::tests
