#include "baton/core/transition_traits.hpp"

#include <gtest/gtest.h>

namespace baton::core {
namespace {

TEST(TransitionWords, AreTheSameOfWhatIsStoredAndOfWhatIsTold) {
  const auto words = [](const Transition& transition) {
    const auto of = traits_of(transition).words;
    EXPECT_EQ(of(to_json(transition)), of(told(transition)));
    return of(told(transition));
  };
  const Time noon = *parse_rfc3339("2026-05-04T12:00:00Z");
  EXPECT_EQ(words(StepStarted{"a", 2}), "started, attempt 2");
  EXPECT_EQ(words(StepRetrying{"a", 3, noon, "503"}),
            "retries as attempt 3 at 2026-05-04T12:00:00Z: 503");
  EXPECT_EQ(words(StepUnknown{"a", 1, noon, "lost", 2}),
            "outcome unknown, is looked for (look 2) at 2026-05-04T12:00:00Z: lost");
  EXPECT_EQ(words(StepUnknown{"a", 1, {}, "lost"}),
            "outcome unknown, for a person to resolve: lost");
  EXPECT_EQ(words(StepWaiting{"a", {}, {}, {}, noon}), "sleeps until 2026-05-04T12:00:00Z");
  EXPECT_EQ(words(StepWaiting{"a", {}, {}, {}, noon - Duration(2)}),
            "sleeps until 2026-05-04T12:00:00Z")
      << "the clocks were read one after the other";
  EXPECT_EQ(words(StepWaiting{"a", {}, {}, {}, noon + Duration(900'077)}),
            "sleeps until 2026-05-04T12:00:00Z");
  EXPECT_EQ(words(EventTaken{"a", 1, {{"type", "order.sent"}}}),
            "took order.sent, and waits on for the others");
  EXPECT_EQ(words(EventTaken{{}, 0, {{"type", "ticket.commented"}}}),
            "heard ticket.commented, which joins the context");
  EXPECT_EQ(words(StepUndone{"a"}), "undone");
  EXPECT_EQ(words(RunQueued{"acme"}), "waits for a place in slot acme");
  EXPECT_EQ(words(SlotTaken{}), "has its place");
  EXPECT_EQ(words(StepWaiting{"a", "paid", "data.id", "7"}), "waits for paid where data.id is 7");
  EXPECT_EQ(words(ApprovalDecided{"a", "ben", false, "no"}), "rejected by ben: no");
  EXPECT_EQ(words(RunSucceeded{}), "run succeeded");
  EXPECT_EQ(words(ItemsBegun{"a", Json::array({1, 2})}), "begins with its items, 2 in all");
  EXPECT_EQ(words(ItemsBegun{"a"}), "goes on with its items");
  EXPECT_EQ(words(ChildBegun{"a", RunId(7), "build", 3, Json::object()}),
            "begins " + RunId(7).text() + " of build@3");
  EXPECT_EQ(words(ChildEnded{"a", RunId(7), "failed", {}, "no"}),
            RunId(7).text() + " has ended: failed: no");
  EXPECT_EQ(words(RunMigrated{1, 2, "ben", "a step was missing"}),
            "run migrated from version 1 to version 2 by ben: a step was missing");
}

}  // namespace
}  // namespace baton::core
