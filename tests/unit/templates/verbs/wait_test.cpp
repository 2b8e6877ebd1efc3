#include "unit/templates/check.hpp"

namespace baton::templates {
namespace {

// The findings of a template whose step `w` waits so.
std::vector<std::string> found_in_wait(const std::string& wait) {
  return found("workflow: a\nsteps:\n  w: { wait: " + wait + " }\n");
}

TEST(WaitForSeveral, IsReadByName) {
  const auto workflow = loaded(R"(
workflow: a
on: [{ event: go }]
steps:
  w:
    wait:
      since: trigger
      any:
        done: { event: ticket.done, from: jira, since: 7d }
        lost: { event: deal.lost }
  v: { wait: { all: { a: { event: x.a }, b: { event: x.b } } } }
)");
  const auto& any = std::get<core::WaitEvent>(workflow.steps.at(0).verb);
  EXPECT_FALSE(any.all);
  ASSERT_EQ(any.events.size(), 2U);
  EXPECT_EQ(any.events[0].name, "done");
  EXPECT_EQ(any.events[0].from, "jira");
  EXPECT_TRUE(any.events[0].since.length);
  EXPECT_EQ(any.events[1].since.start, core::LookBackFrom::Start::trigger);
  EXPECT_TRUE(std::get<core::WaitEvent>(workflow.steps.at(1).verb).all);
}

TEST(WaitForSeveral, NeedsAtLeastTwo) {
  EXPECT_THAT(found_in_wait("{ any: { a: { event: x.a } } }"), ElementsAre("3:16 limit/range"));
  EXPECT_THAT(found_in_wait("{ all: [] }"), ElementsAre("3:21 type/wrong-type"));
}

TEST(WaitForSeveral, EachNeedsAType) {
  EXPECT_THAT(found_in_wait("{ any: { a: { event: x.a }, b: { from: jira } } }"),
              ElementsAre("3:42 syntax/missing-key"));
}

TEST(WaitForSeveral, HasNoKeysOfOneEventBesideIt) {
  EXPECT_THAT(found_in_wait("{ event: x.y, any: { a: { event: x.a }, b: { event: x.b } } }"),
              ElementsAre("3:16 syntax/two-keys"));
  EXPECT_THAT(found_in_wait("{ all: { a: { event: x.a }, b: { event: x.b } }, any: {} }"),
              ElementsAre("3:63 syntax/two-keys"));
}

TEST(WaitForSeveral, HasTheFaultsOfBothWhereTwoStand) {
  EXPECT_THAT(found_in_wait("{ all: { a: { event: x.a }, b: { evnt: x.b } }, "
                            "any: { c: { event: x.c, since: start } } }"),
              ElementsAre("3:42 syntax/missing-key", "3:47 syntax/unknown-key",
                          "3:62 syntax/two-keys", "3:93 type/choice"));
}

TEST(WaitForSeveral, HasHints) {
  const auto hint = [](const std::string& wait) {
    return only("workflow: a\nsteps:\n  w: { wait: " + wait + " }\n").hint;
  };
  EXPECT_EQ(hint("{ event: x.y, since: start }"), "did you mean \"trigger\"?");
  EXPECT_EQ(hint("{ event: x.y, since: step }"), "did you mean \"needs\"?");
  EXPECT_EQ(hint("{ event: x.y, since: nedes }"), "did you mean \"needs\"?");
  EXPECT_THAT(hint("{ event: x.y, since: whenever }"), HasSubstr("needs: from when"));
  EXPECT_EQ(hint("{ any: { x: { event: x.y }, y: x.z } }"), "write y: { event: x.z }");
  EXPECT_EQ(hint("{ any: { x: { event: x.y }, y: 7 } }"), "write y: { event: ticket.updated }");
}

TEST(WaitForSeveral, NamesEventsAsStepsAreNamed) {
  EXPECT_THAT(found_in_wait("{ any: { A-b: { event: x.a }, b: { event: x.b } } }"),
              ElementsAre("3:23 syntax/name"));
}

TEST(WaitForSeveral, KnowsWhatItsOutputHas) {
  const auto told = found(R"(
workflow: a
steps:
  any: { wait: { any: { a: { event: x.a }, b: { event: x.b } } } }
  all: { wait: { all: { a: { event: x.a }, b: { event: x.b } } } }
  c: { needs: [any, all], set: { x: "${steps.any.output.name}", y: "${steps.all.output.b.data.x}" } }
  d: { needs: any, set: { x: "${steps.any.output.a}" } }
  e: { needs: all, set: { x: "${steps.all.output.event.id}" } }
  f: { needs: all, set: { x: "${steps.all.output.a.payload}" } }
)");
  ASSERT_EQ(told.size(), 3U);
  EXPECT_THAT(told[0], testing::AllOf(testing::StartsWith("6:"), HasSubstr("unknown-output")));
  EXPECT_THAT(told[1], testing::AllOf(testing::StartsWith("7:"), HasSubstr("unknown-output")));
  EXPECT_THAT(told[2], testing::AllOf(testing::StartsWith("8:"), HasSubstr("unknown-output")));
}

TEST(WaitForSeveral, WarnsOfTheRightEventInACondition) {
  const auto told = found(R"(
workflow: a
steps:
  w:
    wait:
      any:
        a: { event: x.a, when: event.type == "x.b" && event.data.k == trigger.data.k }
        b: { event: x.b, when: event.type == "x.b" && event.data.k == trigger.data.k }
)");
  ASSERT_EQ(told.size(), 1U);
  EXPECT_THAT(told[0], testing::AllOf(testing::StartsWith("6:"), HasSubstr("suspicious/never")));
}

}  // namespace
}  // namespace baton::templates
