#include "check.hpp"

namespace baton::templates {

TEST(OnFailure, IsReadWithItsStepsLast) {
  const auto workflow = loaded(R"(
workflow: a
on: [{ event: go }]
on_failure:
  undo: true
  steps:
    tell: { set: { why: "${steps.b.?error.?message.orValue('')}" } }
steps:
  b: { do: x.y, undo: { do: x.z, with: { id: "${steps.b.output.id}" }, retry: { attempts: 9 }, timeout: 5s } }
)");
  EXPECT_TRUE(workflow.undo_on_failure);
  ASSERT_EQ(workflow.steps.size(), 2U);
  EXPECT_FALSE(workflow.steps[0].on_failure);
  ASSERT_TRUE(workflow.steps[0].undo);
  EXPECT_EQ(workflow.steps[0].undo->action.operation, "z");
  EXPECT_EQ(workflow.steps[0].undo->retry.attempts, 9);
  EXPECT_TRUE(workflow.steps[0].undo->timeout);
  EXPECT_EQ(workflow.steps[1].name, "tell");
  EXPECT_TRUE(workflow.steps[1].on_failure);
}

TEST(OnFailure, SaysTrueOrStepsOrBoth) {
  EXPECT_THAT(found("workflow: a\nsteps: { b: { do: x.y } }\non_failure: {}\n"),
              ElementsAre("3:1 syntax/missing-key"));
  EXPECT_THAT(found("workflow: a\nsteps: { b: { do: x.y } }\non_failure: { undo: all }\n"),
              ElementsAre("3:21 type/wrong-type"));
}

TEST(OnFailure, UndoStandsBesideAnAction) {
  EXPECT_THAT(found(R"(
workflow: a
on_failure: { undo: true }
steps:
  b: { set: { c: 1 }, undo: { do: x.z } }
  c: { do: x.y, undo: { with: {} } }
)"),
              ElementsAre("4:23 syntax/misplaced-key", "5:17 syntax/missing-key"));
}

TEST(OnFailure, UndoesNoItems) {
  EXPECT_THAT(found(R"(
workflow: a
on_failure: { undo: true }
steps:
  b: { each: [1, 2], do: x.y, undo: { do: x.z } }
)"),
              ElementsAre("4:31 syntax/misplaced-key"));
}

TEST(OnFailure, WarnsOfAnUndoThatNeverHappens) {
  EXPECT_THAT(found(R"(
workflow: a
steps:
  b: { do: x.y, undo: { do: x.z } }
)"),
              ElementsAre("3:3 suspicious/undo"));
  EXPECT_THAT(found(R"(
workflow: a
on_failure: { undo: true }
steps:
  b: { do: x.y }
)"),
              ElementsAre("2:15 suspicious/undo"));
}

TEST(OnFailure, ItsStepsAndTheOthersDoNotNeedEachOther) {
  EXPECT_THAT(found(R"(
workflow: a
steps:
  b: { needs: tell, do: x.y }
  c: { do: x.y }
on_failure:
  steps:
    tell: { needs: c, set: { c: 1 } }
)"),
              ElementsAre("3:15 ref/on-failure", "7:20 ref/on-failure"));
}

TEST(OnFailure, ItsStepsHaveNamesOfTheirOwnAndNoUndo) {
  EXPECT_THAT(found(R"(
workflow: a
steps:
  b: { do: x.y }
on_failure:
  steps:
    b: { do: x.y, undo: { do: x.z } }
)"),
              testing::Contains("6:5 syntax/name"));
}

TEST(OnFailure, AnUndoReadsItsOwnStepAndThoseBefore) {
  EXPECT_THAT(
      found(R"(
workflow: a
on_failure: { undo: true }
steps:
  b: { do: x.y }
  c: { needs: b, when: steps.b.output.x == 1, do: x.y, undo: { do: x.z, with: { id: "${steps.c.output.id}", b: "${steps.b.output.x}" } } }
  d: { do: x.y, undo: { do: x.z, with: { id: "${steps.b.output.id}" } } }
)"),
      ElementsAre(testing::AllOf(testing::StartsWith("6:"), HasSubstr("ref/step-not-before"))));
}

TEST(OnFailure, ItsStepsMayReadEveryStepInAnyState) {
  EXPECT_THAT(found(R"(
workflow: a
steps:
  b: { sleep: { for: 1h } }
  c: { needs: b, do: x.y }
on_failure:
  steps:
    tell: { when: steps.c.status == "blocked" || steps.b.status == "failed", set: { c: 1 } }
)"),
              testing::IsEmpty());
}

TEST(OnFailure, HoldsAnUndoToItsOperation) {
  core::Operations known;
  known["x"]["y"];
  EXPECT_THAT(found(R"(
workflow: a
on_failure: { undo: true }
steps:
  b: { do: x.y, undo: { do: x.zz } }
)",
                    &known),
              ElementsAre("4:31 ref/unknown-operation"));
}

}  // namespace baton::templates
