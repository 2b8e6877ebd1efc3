#include "check.hpp"

namespace baton::templates {

namespace {

core::Operations jira_with_outputs() {
  core::Operations operations;
  operations["jira"]["create_issue"].output_fields = {"id", "key", "url"};
  return operations;
}

// The findings of these steps and outputs, each as "line:column rule".
std::vector<std::string> places_of(std::string_view text) {
  const auto known = jira_with_outputs();
  return found(
      "workflow: a\ninputs: { big: { type: boolean, default: false } }\n" + std::string(text),
      &known);
}

core::Finding only_of(std::string_view text) {
  const auto known = jira_with_outputs();
  return only(
      "workflow: a\ninputs: { big: { type: boolean, default: false } }\n" + std::string(text),
      &known);
}

}  // namespace

TEST(Readings, OfOutputsThatMayBeAbsentAreWarnedOf) {
  EXPECT_THAT(places_of(R"(steps:
  a: { when: inputs.big, set: { x: 1 } }
  b: { set: { x: 1 } }
  c: { needs: [a, b], set: { x: "${steps.a.output.x}", y: "${steps.b.output.x}" } }
  d: { needs: a, set: { x: "${steps.a.output.x}" } }
outputs: { a: "${steps.a.output.x}", b: "${steps.b.output.x}", d: "${steps.d.output.x}" }
)"),
              ElementsAre("6:44 suspicious/maybe-absent", "8:26 suspicious/maybe-absent",
                          "8:78 suspicious/maybe-absent"));
}

TEST(Readings, SayHowToReadWhatMayBeAbsent) {
  const auto finding = only_of(
      "steps: { a: { when: inputs.big, set: { x: 1 } } }\noutputs: { a: \"${steps.a.output.x}\" "
      "}\n");
  EXPECT_EQ(finding.severity, core::Finding::Severity::warning);
  EXPECT_EQ(finding.message, "\"a\" may be skipped, and then has no output");
  EXPECT_EQ(finding.hint, "write steps.a.?output.x.orValue(…), or ask has(steps.a.output)");
}

TEST(Readings, OfWhatWasSaidAreWarnedOfWhereNobodyMayHaveSaidAnything) {
  constexpr auto* kSteps = R"(steps:
  a: { set: { x: "${context.said}" } }
  b: { set: { x: "${context.?said.orValue([])}", y: "${has(context.said) ? context.said : []}" } }
  i: { set: { x: "${'said' in context ? context.said : []}" } }
  c: { needs: a, approve: { by: { group: legal }, ask: "Agree?" } }
  d: { needs: c, set: { x: "${context.said}" } }
)";
  const auto finding = only_of(kSteps);
  EXPECT_EQ(finding.rule, "suspicious/maybe-absent");
  EXPECT_EQ(finding.at, (core::Position{4, 29}));
  EXPECT_EQ(finding.hint, "write context.?said.orValue([])");
}

TEST(Readings, ThatAskFirstAreFine) {
  EXPECT_THAT(places_of(R"(steps:
  a: { when: inputs.big, set: { x: 1 } }
  b: { when: "!inputs.big", set: { x: 1 } }
  c:
    needs: [a, b]
    set:
      one: "${has(steps.a.output) ? steps.a.output.x : steps.b.output.x}"
      two: "${steps.a.status == 'succeeded' ? steps.a.output.x : 0}"
      three: "${steps.a.?output.x.orValue(0)}"
  d: { needs: [a, b], when: steps.a.status == "succeeded", set: { x: "${steps.a.output.x}" } }
  e: { needs: [a, b], when: inputs.big && run.key == "", set: { x: "${steps.a.output.x}" } }
outputs: { a: "${steps.?a.output.x}" }
)"),
              IsEmpty());
}

TEST(Readings, OfWhatIsThereInEveryWayAreFine) {
  EXPECT_THAT(places_of(R"(steps:
  a: { when: inputs.big, do: jira.create_issue }
  b: { when: run.key != "", do: jira.create_issue }
  c: { when: has(steps.a.output), needs: a, set: { x: 1 } }
  d: { needs: c, set: { x: "${steps.a.output.key}" } }
  e: { needs: a, set: { x: 1 } }
  f: { needs: [a, e], set: { x: "${steps.a.output.key}" } }
  g: { needs: [a, b], set: { x: "${has(steps.a.output) ? steps.a.output.id : steps.b.output.id}" } }
  h: { needs: [a, b], when: 'steps.b.?output.?key.orValue("") != ""', set: { x: "${steps.b.output.key}" } }
)"),
              IsEmpty());
  EXPECT_THAT(places_of(R"(steps:
  a: { do: jira.create_issue, on_error: continue }
  b: { needs: a, when: 'steps.a.?error.?code.orValue("") == "timeout"', set: { x: "${steps.a.error.message}" } }
)"),
              IsEmpty());
}

TEST(Readings, OfWhatIsMissingInOneWayAreWarnedOf) {
  EXPECT_THAT(places_of(R"(steps:
  a: { when: inputs.big, do: jira.create_issue, on_error: continue }
  b: { when: run.key != "", do: jira.create_issue }
  g: { needs: [a, b], set: { x: "${has(steps.a.output) ? steps.a.output.id : steps.b.output.id}" } }
  h: { needs: [a, b], when: 'steps.a.?output.?key.orValue("") != ""', set: { x: "${steps.b.output.key}" } }
)"),
              ElementsAre("6:86 suspicious/maybe-absent", "7:92 suspicious/maybe-absent"));
}

namespace {

// The findings of a template with two branches, where a step reads one branch under the condition
// that the other was not taken.
std::vector<std::string> with_branches(std::string_view one, std::string_view other) {
  const std::string a(one);
  return found(R"(workflow: w
inputs:
  big: { type: boolean }
  n: { type: integer }
  amount: { type: number }
  kind: { type: string, enum: [bug, wish, other] }
  to: { type: string }
steps:
  start: { set: { x: 1 } }
  a: { when: ")" +
               a + R"(", set: { x: 1 } }
  b: { when: ")" +
               std::string(other) + R"(", set: { x: 1 } }
  c: { needs: [start, a, b], set: { x: "${has(steps.a.output) ? steps.a.output.x : steps.b.output.x}" } }
  d: { needs: [start, a, b], set: { x: "${)" +
               a + R"( ? steps.a.output.x : steps.b.output.x}" } }
outputs: { x: "${steps.a.status == 'succeeded' ? steps.a.output.x : steps.b.output.x}" }
)");
}

}  // namespace

TEST(Readings, OfTheBranchThatIsTakenWhenTheOtherIsNotAreFine) {
  const std::vector<std::pair<const char*, const char*>> branches{
      {"inputs.big", "!inputs.big"},
      {"inputs.big == true", "inputs.big == false"},
      {"inputs.big", "inputs.big != true"},
      {"inputs.amount > 1", "!(inputs.amount > 1)"},
      {"inputs.amount > 1", "inputs.amount <= 1"},
      {"1 < inputs.amount", "inputs.amount <= 1"},
      {"inputs.n > 1", "inputs.n < 2"},
      {"inputs.to == 'x'", "inputs.to != 'x'"},
      {"inputs.kind == 'bug'", "inputs.kind in ['wish', 'other']"},
      {"inputs.to in ['a', 'b']", "!(inputs.to in ['a', 'b'])"},
      {"inputs.amount > inputs.n", "inputs.amount <= inputs.n"},
      {"inputs.to.startsWith('x')", "!inputs.to.startsWith('x')"},
      {"trigger.data.size > 10", "trigger.data.size <= 10"},
      {"inputs.big && inputs.n > 1", "!inputs.big || inputs.n <= 1"}};
  for (const auto& [one, other] : branches)
    EXPECT_THAT(with_branches(one, other), IsEmpty()) << one << ", " << other;
}

TEST(Readings, OfABranchThatMayNotBeTakenEitherAreWarnedOf) {
  const std::vector<std::pair<const char*, const char*>> branches{
      {"inputs.amount > 1", "inputs.amount < 1"},
      {"inputs.n > 2", "inputs.n < 2"},
      {"inputs.to == 'x'", "inputs.to == 'y'"},
      {"inputs.kind == 'bug'", "inputs.kind == 'wish'"},
      {"inputs.big", "inputs.n > 1"},
      {"inputs.big", "inputs.big && inputs.n > 1"}};
  for (const auto& [one, other] : branches)
    EXPECT_EQ(with_branches(one, other).size(), 3U) << one << ", " << other;
}

TEST(Readings, OfStepsThatMayFailAndGoOn) {
  EXPECT_THAT(places_of(R"(steps:
  a: { do: jira.create_issue, on_error: continue }
  b: { needs: a, set: { x: "${steps.a.output.key}" } }
  c: { needs: a, set: { x: "${steps.a.error.message}" } }
  d: { needs: a, when: steps.a.status == "failed", set: { x: "${steps.a.error.message}", n: "${steps.a.attempt}" } }
)"),
              ElementsAre("5:39 suspicious/maybe-absent", "6:39 suspicious/maybe-absent"));
  EXPECT_THAT(places_of("steps: { a: { set: { x: 1 } }, b: { needs: a, set: { x: "
                        "\"${steps.a.error.message}\" } } }\n"),
              ElementsAre("3:68 suspicious/never"));
}

TEST(Readings, OfMembersThatAnOutputDoesNotHave) {
  const auto finding = only_of(R"(steps:
  kickoff: { do: jira.create_issue }
  b: { needs: kickoff, set: { x: "${steps.kickoff.output.kee} ${steps.kickoff.output.key}" } }
)");
  EXPECT_EQ(finding.rule, "suspicious/unknown-output");
  EXPECT_EQ(finding.at, (core::Position{5, 58}));
  EXPECT_EQ(finding.hint, "did you mean \"key\"?");
  EXPECT_THAT(places_of(R"(steps:
  a: { set: { x: 1 } }
  b: { emit: { event: a.b } }
  c: { sleep: { for: 1s } }
  d: { wait: { event: a.b } }
  e: { approve: { by: { group: x }, ask: Go? } }
  f:
    needs: [a, b, c, d, e]
    set: { a: "${steps.a.output.y}", b: "${steps.b.output.id}", c: "${steps.c.output.x}", d: "${steps.d.output.data}", e: "${steps.e.output.who}" }
  g:
    needs: [a, b, c, d, e]
    set: { a: "${steps.a.output.x}", b: "${steps.b.output.data}", d: "${steps.d.output.event.data}", e: "${steps.e.output.by}" }
)"),
              ElementsAre("11:33 suspicious/unknown-output", "11:59 suspicious/unknown-output",
                          "11:86 suspicious/unknown-output", "11:112 suspicious/unknown-output",
                          "11:141 suspicious/unknown-output"));
}

TEST(Readings, OfMembersThatAreNotWrittenAnywhere) {
  EXPECT_THAT(places_of(R"(context: { why: because, more: { deep: 1 }, open: "${trigger.data.x}" }
steps:
  a: { emit: { event: a.b, data: { k: 1, free: "${run.id}" } } }
  s: { set: { x: { y: 1 } } }
  w: { wait: { event: a.b } }
  f:
    needs: [a, s, w]
    set: { a: "${steps.a.output.data.kk}", s: "${steps.s.output.x.z}", w: "${steps.w.output.event.payload}", c: "${context.why.foo}", d: "${context.more.deap}" }
  g:
    needs: [a, s, w]
    set: { a: "${steps.a.output.data.k}", b: "${steps.a.output.data.free.x}", s: "${steps.s.output.x.y}", w: "${steps.w.output.event.data.x}", c: "${context.why}", d: "${context.open.x}", e: "${context.summary}" }
)"),
              ElementsAre("10:38 suspicious/unknown-output", "10:67 suspicious/unknown-output",
                          "10:99 suspicious/unknown-output", "10:128 suspicious/unknown-member",
                          "10:154 suspicious/unknown-member"));
}

TEST(Readings, OfDataThatAnEventDoesNotHave) {
  auto known = jira_with_outputs();
  known.data_members["jira"]["ticket.updated"] = {"id", "key", "status", "fields"};
  const auto of_jira = [&known](std::string_view trigger, std::string_view step) {
    return found("workflow: a\ninputs: { n: { type: string, default: x } }\non: [" +
                     std::string(trigger) + "]\nsteps: { b: { " + std::string(step) + " } }\n",
                 &known);
  };
  constexpr auto kJira = "{ event: ticket.updated, from: jira, when: event.data.status != \"x\" }";
  EXPECT_THAT(of_jira("{ event: ticket.updated, from: jira, when: event.data.state == \"x\" }",
                      "set: { c: 1 }"),
              ElementsAre("3:60 suspicious/unknown-member"));
  EXPECT_THAT(of_jira("{ event: ticket.updated, from: jira, key: event.data.ky }", "set: { c: 1 }"),
              ElementsAre("3:59 suspicious/unknown-member"));
  EXPECT_THAT(of_jira(kJira, "set: { c: \"${trigger.data.assignee}\" }"),
              ElementsAre("4:41 suspicious/unknown-member"));
  EXPECT_THAT(of_jira(kJira, "set: { c: \"${trigger.data.fields.assignee}\" }"), IsEmpty());
  EXPECT_THAT(of_jira(std::string(kJira) + ", { event: my.own }",
                      "set: { c: \"${trigger.data.assignee}\" }"),
              IsEmpty());
  EXPECT_THAT(
      of_jira(kJira,
              "wait: { event: ticket.updated, from: jira, when: event.data.kee == run.key }"),
      ElementsAre("4:75 suspicious/unknown-member"));
  EXPECT_THAT(
      of_jira("{ event: ticket.updated, when: event.data.state == \"x\" }", "set: { c: 1 }"),
      IsEmpty());
}

TEST(Readings, OfDataThatAFiringDoesNotHave) {
  const auto finding = only(R"(
workflow: a
on: [ { schedule: { cron: "0 12 * * *" } } ]
context: { why: "x ${trigger.data.competitor}" }
steps: { a: { set: { x: 1 } } }
)");
  EXPECT_EQ(finding.rule, "suspicious/maybe-absent");
  EXPECT_EQ(finding.at, (core::Position{3, 35}));
  EXPECT_EQ(finding.message,
            "a run that the schedule of line 2 starts has no trigger.data.competitor");
  EXPECT_THAT(finding.hint, HasSubstr("write trigger.data.?competitor.orValue(…)"));
  constexpr auto* kThree = R"(
workflow: a
on:
  - { event: a.b, inputs: { asked: true } }
  - { schedule: { cron: "0 12 * * *" }, inputs: { asked: false } }
  - { window: { event: a.b, within: 1h, at_least: 2 } }
inputs: { asked: { type: boolean, default: false } }
)";
  const auto of_three = [&](std::string_view rest) { return found(kThree + std::string(rest)); };
  EXPECT_THAT(of_three("steps: { a: { set: { x: \"${trigger.data.at}\", "
                       "y: \"${trigger.data.who.mail}\" } } }"),
              ElementsAre("7:66 suspicious/maybe-absent"));
  EXPECT_THAT(of_three("steps: { a: { set: { x: 1 } } }\n"
                       "outputs: { o: \"${trigger.data.first.data.who}\" }"),
              ElementsAre("8:31 suspicious/maybe-absent"))
      << "only the window's event has it";
  EXPECT_THAT(of_three("steps: { a: { set: { x: 1 } } }\n"
                       "on_failure: { steps: { tell: { set: { x: \"${trigger.data.who}\" } } } }"),
              ElementsAre("8:58 suspicious/maybe-absent"));
}

TEST(Readings, OfDataOfOneTriggerAreFineWhereOnlyItsRunsCome) {
  EXPECT_THAT(found(R"(
workflow: a
on:
  - { event: a.b, inputs: { asked: true } }
  - { schedule: { cron: "0 12 * * *" }, inputs: { asked: false } }
inputs: { asked: { type: boolean, default: false } }
context: { why: "${trigger.data.?who.orValue('nobody')}" }
steps:
  a: { when: inputs.asked, set: { x: "${trigger.data.who}" } }
  b: { needs: a, set: { x: "${trigger.data.who}" } }
  c: { when: trigger.type == "a.b", set: { x: "${trigger.data.who}" } }
  d: { when: has(trigger.data.who) && trigger.data.who != "", set: { x: "${trigger.data.who}" } }
  e: { set: { x: "${has(trigger.data.who) ? trigger.data.who : trigger.data.at}" } }
  f: { needs: [a, e], join: any, set: { x: "${trigger.data.who}" } }
)"),
              IsEmpty());
  EXPECT_THAT(found("workflow: a\non: [ { event: a.b } ]\nsteps: { a: { set: { x: "
                    "\"${trigger.data.who}\" } } }\n"),
              IsEmpty());
}

TEST(Readings, OfStatusesThatThereAreNot) {
  const auto finding = only_of(
      "steps: { a: { set: { x: 1 } }, b: { needs: a, when: steps.a.status == \"error\", set: { x: "
      "1 } } }\n");
  EXPECT_EQ(finding.rule, "suspicious/status");
  EXPECT_EQ(finding.at, (core::Position{3, 71}));
  EXPECT_EQ(finding.hint, "did you mean \"failed\"?");
  EXPECT_THAT(places_of("steps: { a: { set: { x: 1 } }, b: { needs: a, when: '\"succeded\" != "
                        "steps.a.status', set: { x: 1 } } }\n"),
              ElementsAre("3:54 suspicious/status"));
}

TEST(Readings, OfStatusesThatAStepNeverHasThere) {
  const auto finding = only_of(
      "steps: { a: { set: { x: 1 } }, b: { needs: a, when: steps.a.status == \"failed\", set: { x: "
      "1 } } }\n");
  EXPECT_EQ(finding.rule, "suspicious/status");
  EXPECT_EQ(finding.hint, "add \"on_error: continue\" to \"a\"");
  EXPECT_THAT(places_of(R"(steps:
  a: { set: { x: 1 } }
  b: { needs: a, when: 'steps.a.status in ["skipped", "running", "succeeded"]', set: { x: 1 } }
  c: { needs: a, when: steps.a.status != "failed", set: { x: 1 } }
)"),
              ElementsAre("5:44 suspicious/status", "5:55 suspicious/status"));
}

TEST(Readings, OfInputsAgainstTheirEnum) {
  const auto finding = only(R"(
workflow: a
inputs: { severity: { type: string, enum: [low, high], default: low }, n: { type: integer, enum: [1, 2], default: 1 } }
steps: { b: { when: inputs.severity == "critical" || inputs.severity == "high" || inputs.n == 2, set: { c: 1 } } }
)");
  EXPECT_EQ(finding.rule, "suspicious/choice");
  EXPECT_EQ(finding.at, (core::Position{3, 40}));
  EXPECT_EQ(finding.message, "the input \"severity\" is never \"critical\": it is low or high");
}

TEST(Readings, OfWhatNoStepHasAreErrors) {
  EXPECT_THAT(
      places_of(
          "steps: { a: { set: { x: 1 } }, b: { needs: a, set: { x: \"${steps.a.reason}\" } } }\n"),
      ElementsAre("3:68 expr/unknown-field"));
}

TEST(Readings, OfTheRunHoldInTheContextToo) {
  EXPECT_THAT(found("workflow: a\ncontext: { who: \"${run.title} ${run.goal} ${run.started_at} "
                    "${run.key}\" }\nsteps: { b: { "
                    "set: { c: 1 } } }\n"),
              IsEmpty());
  EXPECT_THAT(found("workflow: a\ncontext: { summary: mine }\nsteps: { b: { set: { c: 1 } } }\n"),
              ElementsAre("2:12 syntax/reserved-name"));
}

TEST(Readings, OfOutputsOfAnotherType) {
  core::Operations known;
  known["http"]["get"].output_fields = {"status", "body"};
  known["http"]["get"].output_types = {{"status", "number"}};
  const auto of = [&known](std::string_view when) {
    std::vector<std::string> hints;
    for (const auto& finding :
         findings_of("workflow: a\nsteps:\n  get: { do: http.get }\n  b: { needs: get, when: '" +
                         std::string(when) + "', set: { c: 1 } }\n",
                     &known))
      hints.push_back(finding.rule + ": " + finding.hint);
    return hints;
  };
  for (const auto* when :
       {"steps.get.output.status == \"200\"", "steps.get.output.status != \"200\"",
        "steps.get.output.status in [\"200\"]", "\"200\" == steps.get.output[\"status\"]"})
    EXPECT_THAT(of(when), ElementsAre("suspicious/never: write it without quotes: 200")) << when;
  EXPECT_THAT(of("steps.get.output.status == true"),
              ElementsAre("suspicious/never: compare it with a number"));
  for (const auto* when : {"steps.get.output.status == 200", "steps.get.output.status == 200.0",
                           "steps.get.output.body == \"200\""})
    EXPECT_THAT(of(when), IsEmpty()) << when;
}

TEST(Readings, OfWhoDecided) {
  const auto of = [](std::string_view when) {
    std::vector<std::string> rules;
    for (const auto& finding : findings_of("workflow: a\nsteps:\n  ok: { approve: { by: { users: "
                                           "[ana] }, ask: Pay? } }\n  b: { needs: ok, when: '" +
                                           std::string(when) + "', set: { c: 1 } }\n"))
      rules.push_back(finding.rule + ": " + finding.hint);
    return rules;
  };
  EXPECT_THAT(
      of("steps.ok.output.by == \"ana\""),
      ElementsAre(
          "suspicious/never: write steps.ok.output.by.exists(d, d.actor == \"token:ana\")"));
  for (const auto* when :
       {"steps.ok.output.by[0].actor == \"ana\"", "steps.ok.output.by.exists(d, d.actor==\"ana\")",
        "steps.ok.output.by.all(d, d.actor != \"ana\")"})
    EXPECT_THAT(of(when), ElementsAre("suspicious/never: write \"token:ana\"")) << when;
  for (const auto* when : {"steps.ok.output.by[0].actor == \"token:ana\"",
                           "steps.ok.output.by.exists(d, d.comment == \"yes\")"})
    EXPECT_THAT(of(when), IsEmpty()) << when;
}

}  // namespace baton::templates
