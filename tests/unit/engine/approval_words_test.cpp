#include "baton/engine/why.hpp"
#include "unit/engine/with_steps.hpp"
#include "unit/make.hpp"

#include <gtest/gtest.h>

namespace baton::tests {
namespace {

TEST(ApprovalWords, NamesWhoMayDecideWhoHasAndHowManyAreMissing) {
  Life life(
      with_steps("  legal: {approve: {by: {group: legal, users: [ben], count: 2, not: requester}, "
                 "ask: Go?}, timeout: 1d}\n"));
  auto cause = event("go");
  cause.actor = "token:ada";
  life.begin(cause);
  life.hear(core::approval_decide(life.run().id(), "legal", true, "", "", "token:cyd", life.now));
  const auto why =
      engine::why_step(life.the_plan(), life.run(), *life.the_plan().step("legal"), life.now);
  EXPECT_EQ(why.at("because"),
            "it waits for the approval of 2 of ben or group \"legal\", but not of ada, who asked "
            "for it, until "
            "2026-05-05T12:00:00Z: Go?; agreed so far: cyd, 1 more is missing");
  EXPECT_EQ(why.at("approval").at("missing"), 1);
  EXPECT_EQ(engine::now_at(life.the_plan(), life.run()),
            "legal: approval by 2 of ben or group \"legal\"");
}

TEST(ApprovalWords, SaysWhenWhoAskedIsNotKnown) {
  Life life(with_steps("  legal: {approve: {by: {group: legal, not: requester}}}\n"));
  life.begin(event("go"));
  const auto why =
      engine::why_step(life.the_plan(), life.run(), *life.the_plan().step("legal"), life.now);
  EXPECT_EQ(why.at("because"),
            "it waits for the approval of group \"legal\", by whoever of them: who asked for it is "
            "not known: Approve \"legal\"?");
}

}  // namespace
}  // namespace baton::tests
