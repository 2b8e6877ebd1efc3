#include "check.hpp"

namespace baton::templates {

TEST(Needs, MustNameSteps) {
  const auto finding = only(R"(
workflow: a
steps:
  brief: { set: { c: 1 } }
  sign:
    needs: [brif]
    set: { c: 1 }
)");
  EXPECT_EQ(finding.rule, "ref/unknown-step");
  EXPECT_EQ(finding.at, (core::Position{5, 13}));
  EXPECT_EQ(finding.message, "unknown step \"brif\" in needs");
  EXPECT_EQ(finding.hint, "did you mean \"brief\"?");
}

TEST(Needs, MustNotRepeatAStep) {
  EXPECT_THAT(
      found("workflow: a\nsteps: { b: { set: { c: 1 } }, c: { needs: [b, b], set: { c: 1 } } }\n"),
      ElementsAre("2:48 ref/repeated-need"));
}

TEST(Needs, MustNotGoInACircle) {
  const auto finding = only(R"(
workflow: a
steps:
  one: { needs: three, set: { c: 1 } }
  two: { needs: one, set: { c: 1 } }
  three: { needs: two, set: { c: 1 } }
  four: { needs: three, set: { c: 1 } }
)");
  EXPECT_EQ(finding.rule, "ref/cycle");
  EXPECT_EQ(finding.message, "steps need each other in a circle: one → three → two → one");
  EXPECT_EQ(finding.at, (core::Position{4, 17}));
}

TEST(Needs, MustNotNameTheStepItself) {
  EXPECT_EQ(only("\nworkflow: a\nsteps: { b: { needs: b, set: { c: 1 } } }\n").message,
            "steps need each other in a circle: b → b");
}

TEST(Needs, FindsEveryCircle) {
  EXPECT_THAT(found(R"(
workflow: a
steps:
  a: { needs: b, set: { c: 1 } }
  b: { needs: a, set: { c: 1 } }
  c: { needs: d, set: { c: 1 } }
  d: { needs: c, set: { c: 1 } }
)"),
              ElementsAre("4:15 ref/cycle", "6:15 ref/cycle"));
}

TEST(Join, IsReadFromItsWord) {
  const auto steps = loaded(R"(
workflow: a
on: [{ event: go }]
steps:
  a: { set: { x: 1 } }
  b: { set: { x: 1 } }
  c: { needs: [a, b], join: any, set: { x: 1 } }
  d: { needs: [a, b], join: always, set: { x: 1 } }
)")
                         .steps;
  ASSERT_EQ(steps.size(), 4U);
  EXPECT_EQ(steps[1].join, core::Join::all);
  EXPECT_EQ(steps[2].join, core::Join::any);
  EXPECT_EQ(steps[3].join, core::Join::always);
}

TEST(Join, MustBeOneOfItsWords) {
  const auto finding = only(R"(
workflow: a
steps:
  a: { set: { x: 1 } }
  b: { needs: a, join: alway, set: { x: 1 } }
)");
  EXPECT_EQ(finding.rule, "type/choice");
  EXPECT_EQ(finding.hint, "did you mean \"always\"?");
}

TEST(Join, HasNoMeaningWithoutNeeds) {
  EXPECT_THAT(found("\nworkflow: a\nsteps: { a: { join: any, set: { x: 1 } } }\n"),
              ElementsAre("2:15 syntax/missing-key"));
}

TEST(Join, AnyOfOneIsSuspicious) {
  EXPECT_THAT(found(R"(
workflow: a
steps:
  a: { set: { x: 1 } }
  b: { needs: a, join: any, set: { x: 1 } }
)"),
              ElementsAre("4:18 suspicious/join"));
}

TEST(Join, OutputsMayBeMissingBehindAny) {
  const auto told = found(R"(
workflow: a
steps:
  a: { set: { x: 1 } }
  b: { set: { x: 1 } }
  c: { needs: [a, b], join: any, set: { x: "${steps.a.output.x}" } }
  d: { needs: c, set: { x: "${steps.b.output.x}" } }
  e: { needs: c, set: { x: "${steps.a.?output.?x.orValue(1)}" } }
)");
  ASSERT_EQ(told.size(), 2U);
  EXPECT_THAT(told[0], testing::AllOf(testing::StartsWith("5:"), HasSubstr("maybe-absent")));
  EXPECT_THAT(told[1], testing::AllOf(testing::StartsWith("6:"), HasSubstr("maybe-absent")));
}

TEST(Join, AlwaysSeesFailuresOfSteps) {
  EXPECT_THAT(found(R"(
workflow: a
steps:
  a: { sleep: { for: 1h } }
  b: { needs: a, join: always, when: steps.a.status == "failed", set: { x: 1 } }
  c: { needs: a, join: always, when: steps.a.status == "blocked", set: { x: 1 } }
)"),
              IsEmpty());
}

TEST(Join, AlwaysMustNotLeadOnPastARefusalUnasked) {
  const auto finding = only(R"(
workflow: a
steps:
  legal: { approve: { by: { users: ana }, ask: "Go on?" } }
  launch: { needs: legal, join: always, set: { x: 1 } }
)");
  EXPECT_EQ(finding.rule, "approve/continue");
  EXPECT_THAT(finding.message, HasSubstr("join: always"));
  EXPECT_THAT(finding.hint, HasSubstr("or remove join"));
}

TEST(Join, AlwaysMayAskForTheRefusal) {
  EXPECT_THAT(found(R"(
workflow: a
steps:
  legal: { approve: { by: { users: ana }, ask: "Go on?" } }
  tell: { needs: legal, join: always, when: steps.legal.status == "failed", set: { x: 1 } }
)"),
              IsEmpty());
}

}  // namespace baton::templates
