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

}  // namespace baton::templates
