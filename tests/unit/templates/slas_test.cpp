#include "check.hpp"

namespace baton::templates {

namespace {

// The findings of an `sla`, or of steps of which one has it.
std::vector<std::string> of_sla(const std::string& sla) {
  return found("workflow: a\nsteps:\n  b: { task: { by: { group: g }, title: T }, sla: " + sla +
               " }\n  c: { set: { x: 1 } }\n");
}

constexpr int kColumn = 51;  // of the value of `sla` in that text

std::string at(int column, const std::string& rule) {
  return "3:" + std::to_string(kColumn + column) + ' ' + rule;
}

}  // namespace

TEST(Sla, IsReadWithItsMarks) {
  const auto workflow = loaded(R"(
workflow: a
on: [{ event: go }]
due: 14bd
steps:
  b:
    task: { by: { group: g }, title: T }
    sla:
      goal: 1bd
      late: { after: 5bd, step: c, notice: "${trigger.data.x}" }
      pause_while: steps.c.status == "running"
      calendar: fr
  c: { set: { x: 1 } }
)");
  ASSERT_TRUE(workflow.due && workflow.due->length);
  EXPECT_EQ(workflow.due->length->half_days, 28);
  const auto& sla = workflow.steps.at(0).sla.value();
  EXPECT_EQ(sla.marks[0]->after.half_days, 2);
  EXPECT_FALSE(sla.marks[1]);
  EXPECT_EQ(sla.marks[2]->step, "c");
  EXPECT_EQ(sla.marks[2]->notice.value, "${trigger.data.x}");
  EXPECT_EQ(sla.pause_while->text, "steps.c.status == \"running\"");
  EXPECT_EQ(sla.calendar, "fr");
}

TEST(Sla, IsCheckedInEachPart) {
  EXPECT_THAT(of_sla("{ due: 3bd }"), IsEmpty());
  EXPECT_THAT(of_sla("3bd"), ElementsAre(at(0, "type/wrong-type")));
  EXPECT_THAT(of_sla("{}"), ElementsAre(at(-5, "syntax/missing-key")));
  EXPECT_THAT(of_sla("{ deadline: 3bd }"), testing::Contains(at(2, "syntax/unknown-key")));
  EXPECT_THAT(of_sla("{ due: soon }"), testing::SizeIs(1));
  EXPECT_THAT(of_sla("{ due: [1d] }"), testing::SizeIs(1));
  EXPECT_THAT(of_sla("{ due: { step: c } }"), ElementsAre(at(2, "syntax/missing-key")));
  EXPECT_THAT(of_sla("{ due: { after: 1d, run: c } }"), testing::SizeIs(1));
  EXPECT_THAT(of_sla("{ due: { after: 1d, notice: [a] } }"), testing::SizeIs(1));
  EXPECT_THAT(of_sla("{ due: { after: 1d, notice: \"${nothing}\" } }"), testing::SizeIs(1));
  EXPECT_THAT(of_sla("{ due: 1d, pause_while: 7 }"), testing::SizeIs(1));
  EXPECT_THAT(of_sla("{ due: 1d, pause_while: steps.c.sttaus }"), testing::SizeIs(1));
  EXPECT_THAT(of_sla("{ due: 1d, pause_while: fact(\"freeze\") }"),
              ElementsAre(testing::EndsWith(" sla/fact")));
  EXPECT_THAT(of_sla("{ due: 1d, calendar: [] }"), testing::SizeIs(1));
}

TEST(Sla, HasItsMarksInOrder) {
  EXPECT_THAT(of_sla("{ goal: 2d, due: 1d }"), ElementsAre(at(17, "limit/range")));
  EXPECT_THAT(of_sla("{ goal: 2bd, late: 2bd }"), ElementsAre(at(19, "limit/range")));
  EXPECT_THAT(of_sla("{ goal: 6bh, due: 5bh, late: 10bh }"), ElementsAre(at(18, "limit/range")));
  EXPECT_THAT(of_sla("{ goal: 3bd, due: 4d }"), IsEmpty()) << "only a calendar can tell";
}

TEST(Sla, PausesByTheRunAndNotByTheTimeOfDay) {
  EXPECT_THAT(of_sla("{ due: 1d, pause_while: now.getHours() > 3 }"),
              ElementsAre(at(24, "sla/now")));
}

TEST(Sla, PausesWhileAStepHasAStatusThatThereIs) {
  EXPECT_THAT(of_sla("{ due: 1d, pause_while: 'steps.b.status == \"wating\"' }"),
              ElementsAre(testing::EndsWith(" suspicious/status")));
  EXPECT_THAT(of_sla("{ due: 1d, pause_while: 'steps.b.status == \"waiting\"' }"), IsEmpty());
}

TEST(Sla, OfATaskIsLikeItsDueOverBeforeTheStepFails) {
  const auto finding = only(
      "workflow: a\nsteps:\n  b: { task: { by: { group: g }, title: T, due: 5d }, timeout: 1d }\n");
  EXPECT_EQ(finding.rule, "suspicious/never");
  EXPECT_EQ(finding.at, (core::Position{3, 49}));
  EXPECT_THAT(found("workflow: a\nsteps:\n  b: { task: { by: { group: g }, title: T, due: 1d }, "
                    "timeout: 5d }\n"),
              IsEmpty());
}

TEST(Sla, IsOverBeforeTheStepFails) {
  EXPECT_THAT(found(R"(
workflow: a
steps:
  b: { task: { by: { group: g }, title: T }, timeout: 2d, sla: { goal: 1d, due: 2d } }
  c: { do: x.y, timeout: 10s, sla: { due: 1m } }
)"),
              ElementsAre("3:81 limit/range"));
}

TEST(Sla, HasNoMeaningWhereNoTimePasses) {
  EXPECT_THAT(found(R"(
workflow: a
steps:
  b: { set: { c: 1 }, sla: { due: 1d } }
)"),
              ElementsAre("3:23 syntax/misplaced-key"));
}

TEST(Sla, BeginsAStepThatIsThereAndMayBegin) {
  EXPECT_THAT(of_sla("{ due: { after: 1d, step: c } }"), IsEmpty());
  EXPECT_THAT(of_sla("{ due: { after: 1d, step: d } }"), ElementsAre(at(26, "ref/unknown-step")));
  EXPECT_THAT(of_sla("{ due: { step: d } }"),
              ElementsAre(at(2, "syntax/missing-key"), at(15, "ref/unknown-step")));
  EXPECT_THAT(of_sla("{ due: { after: 1d, step: b } }"), ElementsAre(at(26, "sla/circle")));
  const auto rules = [](const std::string& steps) {
    return found("workflow: a\nsteps:\n" + steps);
  };
  EXPECT_THAT(rules("  b: { do: x.y, sla: { due: { after: 1d, step: c } } }\n"
                    "  c: { needs: b, set: { x: 1 } }\n"),
              ElementsAre("3:48 sla/circle"))
      << "what needs it begins after it";
  EXPECT_THAT(rules("  b: { needs: c, do: x.y, sla: { due: { after: 1d, step: c } } }\n"
                    "  c: { set: { x: 1 } }\n"),
              ElementsAre("3:58 sla/circle"))
      << "it would wait for what it begins";
  EXPECT_THAT(rules("  b: { needs: d, do: x.y, sla: { due: { after: 1d, step: c } } }\n"
                    "  c: { do: x.y, sla: { due: { after: 1d, step: d } } }\n"
                    "  d: { set: { x: 1 } }\n"),
              testing::Contains(HasSubstr("sla/circle")));
  EXPECT_THAT(rules("  b: { do: x.y, sla: { due: { after: 1d, step: c } } }\n"
                    "on_failure: { steps: { c: { set: { x: 1 } } } }\n"),
              ElementsAre("3:48 ref/on-failure"));
}

TEST(Sla, LeavesItOpenWhetherItsStepIsDone) {
  EXPECT_THAT(found(R"(
workflow: a
steps:
  b: { task: { by: { group: g }, title: T }, sla: { due: { after: 1d, step: c } } }
  c: { set: { x: 1 } }
outputs: { x: "${steps.c.output.x}" }
)"),
              ElementsAre("5:26 suspicious/maybe-absent"));
}

TEST(RunDue, IsALengthOrAnExpression) {
  const auto rules = [](const std::string& due) {
    return found("workflow: a\ndue: " + due + "\nsteps: { b: { set: { c: 1 } } }\n");
  };
  EXPECT_THAT(rules("14bd"), IsEmpty());
  EXPECT_THAT(rules("\"${trigger.data.by}\""), IsEmpty());
  EXPECT_THAT(rules("\"${steps.b.output.c}\""), testing::SizeIs(1));
  EXPECT_THAT(rules("soon"), testing::SizeIs(1));
  EXPECT_THAT(rules("[1d]"), testing::SizeIs(1));
  EXPECT_THAT(rules("-3d"), testing::SizeIs(1));
}

}  // namespace baton::templates
