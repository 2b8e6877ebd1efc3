#include "check.hpp"

namespace baton::templates {

TEST(Expressions, AreFoundAtTheirExactPlaceInAnyKindOfScalar) {
  EXPECT_THAT(
      found(R"(
workflow: a
steps:
  plain: { when: true && unknwon, set: { c: 1 } }
  single: { when: 'true && unknwon', set: { c: 1 } }
  double: { when: "\"a\" == unknwon", set: { c: 1 } }
  text: { set: { c: "Hello ${unknwon}!" } }
  block:
    set:
      c: |
        Hello
        to ${unknwon}.
  condition:
    when: |
      true &&
        unknwon
    set: { c: 1 }
)"),
      ElementsAre("3:26 expr/unknown-name", "4:28 expr/unknown-name", "5:29 expr/unknown-name",
                  "6:30 expr/unknown-name", "11:14 expr/unknown-name", "15:9 expr/unknown-name"));
}

TEST(Expressions, SayWhatIsWrongInTheirSyntax) {
  EXPECT_THAT(found("workflow: a\nsteps: { b: { when: 1 +, set: { c: 1 } } }\n"),
              ElementsAre("2:24 expr/syntax"));
}

TEST(Expressions, InConditionsHaveNoBraces) {
  const auto finding =
      only("\nworkflow: a\nsteps: { b: { when: \"${inputs.x}\", set: { c: 1 } } }\n");
  EXPECT_EQ(finding.rule, "expr/braces");
  EXPECT_EQ(finding.at, (core::Position{2, 22}));
  EXPECT_EQ(finding.hint, "write the expression without \"${\" and \"}\"");
}

TEST(Expressions, KnowTheInputs) {
  const auto finding = only(
      "\nworkflow: a\ninputs: { account: { type: string, default: x } }\nsteps: { b: { set: { c: "
      "\"${inputs.acount}\" } } }\n");
  EXPECT_EQ(finding.rule, "expr/unknown-field");
  EXPECT_EQ(finding.hint, "did you mean \"account\"?");
}

TEST(Expressions, PutNoListAndNoMapIntoAText) {
  EXPECT_THAT(found(R"(
workflow: a
inputs: { names: { type: list, default: [] } }
steps:
  one: { set: { c: "of ${inputs.names}!", d: "${inputs.names}", e: "${inputs.names.join(',')}." } }
  two: { set: { c: "all ${trigger} ${run.id}", d: "${{'a': 1}} ${'b'}" } }
)"),
              ElementsAre("4:26 type/expression", "5:27 type/expression", "5:54 type/expression"));
}

TEST(Expressions, GiveTextsWhereTextsAreExpected) {
  EXPECT_THAT(found(R"(
workflow: a
inputs: { names: { type: list, default: [] }, n: { type: number, default: 1 } }
steps:
  one: { emit: { event: a.b, subject: "${inputs.names}" } }
  two: { emit: { event: a.b, subject: "${inputs.n}", data: "${inputs.names}" } }
  three: { approve: { by: { group: legal }, of: "${inputs.names}", ask: "${inputs.names}" } }
  four: { task: { by: { group: legal }, title: "${inputs}" } }
)"),
              ElementsAre("4:40 type/expression", "6:74 type/expression", "7:49 type/expression"));
}

TEST(Expressions, GiveADueThatIsAMomentOrALengthOfTime) {
  const auto due = [](std::string_view expression) {
    return found("workflow: a\ndue: \"${" + std::string(expression) +
                 "}\"\nsteps: { b: { set: { c: 1 } } }\n");
  };
  for (const auto* wrong : {"size(trigger.id)", "trigger.id == 'a'", "[trigger.id]"})
    EXPECT_THAT(due(wrong), ElementsAre("2:7 type/expression")) << wrong;
  for (const auto* right :
       {"trigger.data.by", "now + duration('1h')", "duration('1h')", "trigger.time"})
    EXPECT_THAT(due(right), IsEmpty()) << right;
}

TEST(Expressions, GiveNoticesThatAreTexts) {
  const auto finding = only(
      "\nworkflow: a\nsteps:\n  b: { sleep: { for: 1d }, sla: { due: { after: 1h, notice: "
      "\"${inputs}\" } } }\n");
  EXPECT_EQ(finding.rule, "type/expression");
  EXPECT_EQ(finding.message, "\"notice\": expected a text, got a map");
}

TEST(Expressions, GiveInputsAnotherTypeByAFunction) {
  const auto finding = only(
      "\nworkflow: a\non: [{ event: go, inputs: { n: \"${event.subject}\" } }]\ninputs: { n: "
      "integer "
      "}\nsteps: { b: { set: { c: 1 } } }\n");
  EXPECT_EQ(finding.message, "the input \"n\": expected the type integer, got a text");
  EXPECT_EQ(finding.hint, "write ${int(…)}");
}

TEST(Expressions, GiveInputsWhatFitsThem) {
  EXPECT_THAT(found(R"(
workflow: a
on:
  - event: go
    inputs: { n: "${event.type}", i: "${size(event.type)}", s: "${event.data.x}", l: "${event.id}" }
  - schedule: { cron: "0 9 * * *" }
    inputs: { n: 1, i: "${schedule.at}", s: "${schedule.at}", l: "${[1]}" }
inputs: { n: number, i: integer, s: string, l: list }
steps: { b: { set: { c: 1 } } }
)"),
              ElementsAre("4:19 type/input", "4:87 type/input", "6:25 type/input"));
}

TEST(Expressions, KnowTheTypesOfInputs) {
  EXPECT_THAT(found(R"(
workflow: a
inputs: { size: { type: number, default: 1 }, name: { type: string, default: x } }
steps:
  fine: { when: inputs.size > 10 && inputs.name.startsWith("a"), set: { c: 1 } }
  wrong: { when: inputs.name > 10, set: { c: 1 } }
)"),
              ElementsAre("5:30 expr/type"));
}

TEST(Expressions, OfConditionsAreTrueOrFalse) {
  const auto finding = only("\nworkflow: a\nsteps: { b: { when: \"1 + 1\", set: { c: 1 } } }\n");
  EXPECT_EQ(finding.rule, "type/expression");
  EXPECT_EQ(finding.at, (core::Position{2, 22}));
  EXPECT_EQ(finding.message, "\"when\": expected a condition, got a whole number");
}

TEST(Expressions, OfKeysAndMomentsHaveTheirTypes) {
  EXPECT_THAT(found(R"(
workflow: a
on: [{ event: a.b, key: event.id == "x" }]
steps:
  b: { sleep: { until: "'tomorrow'" } }
  c: { gate: now.getHours(), set: { c: 1 } }
)"),
              ElementsAre("2:25 type/expression", "4:25 type/expression", "5:14 type/expression"));
}

TEST(Expressions, SeeTheEventOnlyWhereThereIsOne) {
  EXPECT_THAT(found(R"(
workflow: a
on: [{ event: a.b, when: event.data.x == 1 && event.type == "a.b", inputs: {} }]
context: { why: "${trigger.data.why}" }
steps:
  b: { wait: { event: a.c, when: event.data.id == run.id } }
  c: { when: event.data.x == 1, set: { c: "${trigger.data.x}" } }
)"),
              ElementsAre("6:14 expr/unknown-name"));
}

TEST(Expressions, OfTheContextReadNoSteps) {
  EXPECT_THAT(found("workflow: a\ncontext: { why: \"${steps.b.output}\" }\nsteps: { b: { set: { c: "
                    "1 } } }\n"),
              ElementsAre("2:20 expr/unknown-name"));
}

TEST(Expressions, ReadTheContext) {
  EXPECT_THAT(found(R"(
workflow: a
context: { why: x }
steps:
  b: { set: { fine: "${context.why} ${context.summary}", wrong: "${context.wy}" } }
)"),
              ElementsAre(HasSubstr("expr/unknown-field")));
}

// The run that begins one of this workflow passes on values that its template does not name.
TEST(Expressions, MayAskForContextOfTheRunThatBeginsIt) {
  EXPECT_THAT(found(R"(
workflow: a
context: { why: x }
steps:
  b: { set: { of: "${context.?client.orValue('none')}", named: "${context[?'client'].orValue('none')}" } }
  c: { when: has(context.client), set: { n: 1 } }
)"),
              IsEmpty());
  const auto finding = only(
      "workflow: a\ncontext: { why: x }\nsteps: { b: { set: { of: "
      "\"${context.client}\" } } }\n");
  EXPECT_EQ(finding.rule, "expr/unknown-field");
  EXPECT_EQ(finding.hint,
            "it has said, summary and why; write context.?client for one that may be there");
}

TEST(Expressions, KnowTheSteps) {
  const auto finding = only(R"(
workflow: a
steps:
  ticket: { set: { key: 1 } }
  b: { needs: ticket, set: { c: "${steps.tiket.output.key}" } }
)");
  EXPECT_EQ(finding.rule, "expr/unknown-field");
  EXPECT_EQ(finding.hint, "did you mean \"ticket\"?");
}

TEST(Expressions, ReadOnlyStepsThatComeBefore) {
  const auto finding = only(R"(
workflow: a
steps:
  ticket: { set: { key: 1 } }
  tell: { set: { c: "Key ${steps.ticket.output.key}" } }
)");
  EXPECT_EQ(finding.rule, "ref/step-not-before");
  EXPECT_EQ(finding.at, (core::Position{4, 34}));
  EXPECT_EQ(finding.message,
            "\"tell\" reads the step \"ticket\", which is not among what it needs");
  EXPECT_EQ(finding.hint, "add \"ticket\" to needs");
}

TEST(Expressions, AreNotBlamedForANeedThatIsMisspelt) {
  EXPECT_THAT(found(R"(
workflow: a
steps:
  ticket: { set: { key: 1 } }
  tell: { needs: tiket, set: { c: "${steps.ticket.output.key}" } }
  then: { needs: tell, set: { c: "${steps.ticket.output.key}" } }
)"),
              ElementsAre("4:18 ref/unknown-step"));
}

TEST(Expressions, ReadStepsThatComeBeforeByWayOfOthers) {
  EXPECT_THAT(found(R"(
workflow: a
steps:
  one: { set: { c: 1 } }
  two: { needs: one, set: { c: 1 } }
  three: { needs: two, when: steps.one.output.c == 1, set: { c: 1 } }
outputs: { c: "${steps.three.?output.c}" }
)"),
              IsEmpty());
}

TEST(Expressions, DoNotReadStepsThatComeAfterOrThemselves) {
  EXPECT_EQ(only("\nworkflow: a\nsteps: { b: { when: steps.c.status == \"x\", set: { c: 1 } }, c: "
                 "{ needs: b, set: { c: 1 } } }\n")
                .hint,
            "\"c\" comes after \"b\"");
  EXPECT_EQ(only("\nworkflow: a\nsteps: { b: { set: { c: \"${steps.b.status}\" } } }\n").hint,
            "a step cannot read itself");
}

TEST(Expressions, OfWaitsThatCannotBeIndexedAreWarnedOf) {
  const std::string_view yaml =
      "workflow: a\nsteps: { b: { wait: { event: a.b, when: event.data.n > 3 } } }\non: [{ event: "
      "a.c }]\n";
  const auto result = load(yaml, "a.yaml");
  ASSERT_EQ(result.findings.size(), 1U);
  EXPECT_EQ(result.findings[0].rule, "wait/no-index");
  EXPECT_EQ(result.findings[0].severity, core::Finding::Severity::warning);
  EXPECT_EQ(result.findings[0].at, (core::Position{2, 41}));
  EXPECT_TRUE(result.workflow);
}

TEST(Expressions, OfWaitsWithAnEqualityAreIndexed) {
  EXPECT_THAT(found("workflow: a\nsteps: { b: { wait: { event: a.b, when: run.id == event.data.id "
                    "&& event.data.n > 3 } } }\n"),
              IsEmpty());
}

TEST(Expressions, MayBeEscaped) {
  EXPECT_THAT(found("workflow: a\nsteps: { b: { set: { c: \"$${not one} but ${1 + 1}\" } } }\n"),
              IsEmpty());
}

TEST(Expressions, OfConditionsThatNeverChangeAreWarnedOf) {
  const auto rule = [](const std::string& condition) {
    const auto finding = only("\nworkflow: a\ninputs: { ok: { type: boolean } }\nsteps: { b: { " +
                              condition + ", set: { c: 1 } } }\n");
    EXPECT_EQ(finding.severity, core::Finding::Severity::warning) << finding.message;
    return finding.rule;
  };
  EXPECT_EQ(rule("when: 1 == 2"), "suspicious/constant");
  EXPECT_EQ(rule("gate: \"true\""), "suspicious/constant");
  EXPECT_EQ(rule("when: inputs.ok || 1 == 2"), "suspicious/constant");
  EXPECT_EQ(rule("gate: inputs.ok"), "gate/never-changes");
  EXPECT_EQ(rule("gate: { open: inputs.ok, within: 5d }"), "gate/never-changes");
  EXPECT_EQ(rule("gate: 'string(now).endsWith(\"00Z\")'"), "gate/asked-each-minute");
  EXPECT_EQ(only("\nworkflow: a\nsteps: { b: { when: 'now > timestamp(\"2026-13-45\")', set: { c: "
                 "1 } } }\n")
                .rule,
            "expr/constant");
  EXPECT_THAT(found("workflow: a\nsteps: { b: { gate: now.getHours() > 9, when: now.getHours() > "
                    "1, set: { c: 1 } } }\n"),
              IsEmpty());
}

TEST(Expressions, HaveOneAllowanceOfRegularExpressions) {
  std::string yaml = "workflow: a\non: [{ event: a.b }]\nsteps:\n";
  for (int i = 0; i < 400; ++i) {
    yaml += "  s" + std::to_string(i) +
            ": { when: 'trigger.id.matches(\"(?:a?b?c?d?e?){100}N\")', set: { c: 1 } }\n";
  }
  EXPECT_THAT(found(yaml), ElementsAre(HasSubstr("expr/pattern")));
}

}  // namespace baton::templates
