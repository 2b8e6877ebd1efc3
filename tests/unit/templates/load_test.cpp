#include "check.hpp"

namespace baton::templates {

TEST(Load, ReadsAWholeWorkflow) {
  const auto workflow = loaded(R"(
workflow: launch-it
title: Launch
description: Brings it out.
goal: growth
labels: [a, b]
on:
  - event: crm.*.updated
    from: salesforce
    when: event.data.stage == "Won"
    key: event.data.id
    inputs: { account: "${event.data.name}", size: 3 }
inputs:
  account: string
  size: { type: integer, enum: [1, 3], default: 1, description: How big. }
context:
  why: "Since ${inputs.account} asked."
  limits: [none, few]
  require: [why]
steps:
  brief:
    do: jira.create_issue
    with: { summary: "For ${inputs.account}", size: 3 }
    retry: { attempts: 6, initial: 2s, factor: 1.5, max: 5m }
    timeout: 30s
    on_error: continue
    title: Write the brief
    team: web
    labels: brief
  sign:
    needs: brief
    when: inputs.size > 1
    gate: { open: now.getHours() < 3, within: 5d, otherwise: skip }
    approve: { by: { group: legal, users: [ann, bob], count: 2, not: requester }, of: "${steps.brief.output}", ask: Go? }
outputs: { key: "${steps.brief.output.key}" }
)");
  EXPECT_EQ(workflow.name, "launch-it");
  EXPECT_EQ(workflow.title, "Launch");
  EXPECT_EQ(workflow.description, "Brings it out.");
  EXPECT_EQ(workflow.goal, "growth");
  EXPECT_THAT(workflow.labels, ElementsAre("a", "b"));
  ASSERT_EQ(workflow.triggers.size(), 1U);
  const auto& trigger = workflow.triggers[0];
  EXPECT_EQ(trigger.event, "crm.*.updated");
  EXPECT_EQ(trigger.from, "salesforce");
  EXPECT_EQ(trigger.when->text, "event.data.stage == \"Won\"");
  EXPECT_EQ(trigger.when->at, (core::Position{9, 11}));
  EXPECT_EQ(trigger.key->text, "event.data.id");
  EXPECT_EQ(trigger.inputs.value, (core::Json{{"account", "${event.data.name}"}, {"size", 3}}));
  EXPECT_EQ(workflow.inputs.at("account").type, core::Input::Type::string);
  EXPECT_FALSE(workflow.inputs.at("account").default_value);
  EXPECT_EQ(workflow.inputs.at("size").type, core::Input::Type::integer);
  EXPECT_EQ(workflow.inputs.at("size").default_value, core::Json(1));
  EXPECT_EQ(workflow.inputs.at("size").allowed.size(), 2U);
  EXPECT_EQ(workflow.context.values.value,
            (core::Json{{"why", "Since ${inputs.account} asked."}, {"limits", {"none", "few"}}}));
  EXPECT_THAT(workflow.context.require, ElementsAre("why"));
  EXPECT_EQ(workflow.outputs.value, (core::Json{{"key", "${steps.brief.output.key}"}}));
}

TEST(Load, ReadsStepsWithTheirModifiers) {
  const auto workflow = loaded(R"(
workflow: launch
inputs: { size: { type: integer, default: 1 } }
steps:
  brief:
    do: jira.create_issue
    with: { size: 3 }
    retry: { attempts: 6, initial: 2s, factor: 1.5, max: 5m }
    timeout: 30s
    on_error: continue
    title: Write the brief
    team: web
    labels: brief
  sign:
    needs: brief
    when: inputs.size > 1
    gate: { open: now.getHours() < 3, within: 5d, otherwise: skip }
    approve: { by: { group: legal, users: [ann, bob], count: 2, not: requester }, of: "${steps.brief.output}", ask: Go? }
)");
  ASSERT_EQ(workflow.steps.size(), 2U);
  const auto& brief = workflow.steps[0];
  EXPECT_EQ(brief.name, "brief");
  EXPECT_EQ(brief.at, (core::Position{4, 3}));
  const auto& action = std::get<core::DoAction>(brief.verb);
  EXPECT_EQ(action.connection, "jira");
  EXPECT_EQ(action.operation, "create_issue");
  EXPECT_EQ(action.with.value, (core::Json{{"size", 3}}));
  EXPECT_EQ(brief.retry.attempts, 6);
  EXPECT_EQ(brief.retry.initial, std::chrono::seconds(2));
  EXPECT_EQ(brief.retry.factor, 1.5);
  EXPECT_EQ(brief.retry.max, std::chrono::minutes(5));
  EXPECT_EQ(brief.timeout, core::Duration(std::chrono::seconds(30)));
  EXPECT_EQ(brief.on_error, core::OnError::keep_going);
  EXPECT_EQ(brief.title, "Write the brief");
  EXPECT_EQ(brief.team, "web");
  EXPECT_THAT(brief.labels, ElementsAre("brief"));
  const auto& sign = workflow.steps[1];
  EXPECT_THAT(sign.needs, ElementsAre("brief"));
  EXPECT_EQ(sign.when->text, "inputs.size > 1");
  EXPECT_EQ(sign.gate->open.text, "now.getHours() < 3");
  EXPECT_EQ(sign.gate->within, core::Duration(std::chrono::hours(120)));
  EXPECT_EQ(sign.gate->on_timeout, core::Gate::OnTimeout::skip);
  const auto& approve = std::get<core::Approve>(sign.verb);
  EXPECT_EQ(approve.group, "legal");
  EXPECT_THAT(approve.users, ElementsAre("ann", "bob"));
  EXPECT_EQ(approve.count, 2);
  EXPECT_TRUE(approve.not_requester);
  EXPECT_EQ(approve.of.value, core::Json("${steps.brief.output}"));
  EXPECT_EQ(approve.ask.value, core::Json("Go?"));
}

TEST(Load, ReadsEveryVerb) {
  const auto workflow = loaded(R"(
workflow: verbs
steps:
  values: { set: { a: 1, b: "${1 + 1}" } }
  pause: { sleep: { for: 1h30m } }
  until: { needs: values, sleep: { until: now + duration("1h") } }
  tell: { needs: values, emit: { event: it.is.done, subject: "${run.id}", data: { a: "${steps.values.output.a}" } } }
  answer: { needs: values, wait: { event: it.desk.answered, from: jira, when: event.data.id == run.id }, timeout: 2w }
  gated: { needs: [tell, answer], gate: now.getHours() < 3, set: { c: 3 } }
)");
  ASSERT_EQ(workflow.steps.size(), 6U);
  EXPECT_EQ(std::get<core::SetValues>(workflow.steps[0].verb).values.value.at("a"), 1);
  EXPECT_EQ(std::get<core::Sleep>(workflow.steps[1].verb).length,
            core::Duration(std::chrono::minutes(90)));
  EXPECT_EQ(std::get<core::Sleep>(workflow.steps[2].verb).until->text, "now + duration(\"1h\")");
  EXPECT_EQ(std::get<core::Emit>(workflow.steps[3].verb).event, "it.is.done");
  EXPECT_EQ(std::get<core::WaitEvent>(workflow.steps[4].verb).events.at(0).event,
            "it.desk.answered");
  EXPECT_EQ(std::get<core::WaitEvent>(workflow.steps[4].verb).events.at(0).from, "jira");
  EXPECT_EQ(workflow.steps[5].gate->open.text, "now.getHours() < 3");
  EXPECT_FALSE(workflow.steps[5].gate->within);
}

TEST(Load, TellsAllFindingsAtOnceInTheOrderOfTheFile) {
  EXPECT_THAT(
      found(R"(
workflow: Launch
titel: Launch
inputs:
  account: text
steps:
  brief:
    needs: brif
    set: { a: 1 }
  sign: { when: inputs.acount == "x" }
)"),
      ElementsAre("1:11 syntax/name", "2:1 syntax/unknown-key", "4:12 type/choice",
                  "7:12 ref/unknown-step", "9:3 syntax/no-verb", "9:24 expr/unknown-field"));
}

TEST(Load, GivesNoTemplateWhenThereIsAnError) {
  EXPECT_FALSE(load("workflow: a\n", "a.yaml").workflow);
  EXPECT_TRUE(load("workflow: a\nsteps: { b: { set: { c: 1 } } }\n", "a.yaml").workflow);
}

TEST(Load, NamesFileAndPointer) {
  const auto finding = only("\nworkflow: a\nsteps: { b: { set: { c: 1 }, needs: [x] } }\n");
  EXPECT_EQ(finding.file, "test.yaml");
  EXPECT_EQ(finding.pointer, "/steps/b/needs/0");
}

TEST(Load, RefusesWhatIsNoMapping) {
  EXPECT_THAT(found(""), ElementsAre("1:1 type/wrong-type"));
  EXPECT_THAT(found("- a\n"), ElementsAre("1:1 type/wrong-type"));
}

TEST(Load, AcceptsAByteOrderMark) {
  EXPECT_THAT(found("\xEF\xBB\xBFworkflow: a\nsteps: { b: { set: { c: 1 } } }\n"), IsEmpty());
}

TEST(Load, NeedsANameAndASteps) {
  EXPECT_THAT(found("title: x\n"), ElementsAre("1:1 syntax/missing-key", "1:1 syntax/missing-key"));
  EXPECT_THAT(found("workflow: a\nsteps: {}\n"), ElementsAre("2:1 syntax/missing-key"));
}

TEST(Load, SuggestsTheKeyThatWasMeant) {
  const auto finding = only("\nworkflow: a\nsteps:\n  b:\n    set: { c: 1 }\n    neds: [x]\n");
  EXPECT_EQ(finding.at, (core::Position{5, 5}));
  EXPECT_EQ(finding.rule, "syntax/unknown-key");
  EXPECT_EQ(finding.message, "unknown key \"neds\" in a step");
  EXPECT_EQ(finding.hint, "did you mean \"needs\"?");
}

TEST(Load, ReadsThatAStepIsMandatory) {
  EXPECT_THAT(found(R"(
workflow: a
steps:
  b: { set: { c: 1 }, mandatory: true }
  c: { set: { c: 1 }, mandatory: perhaps }
)"),
              ElementsAre(testing::StartsWith("4:34 type/")));
}

TEST(Load, FindsMoreBesideAnAnchorThatIsNeverUsed) {
  EXPECT_THAT(found(R"(
workflow: a
inputs: &i { x: string }
steps:
  b: { set: { c: 1 }, needs: nobody, title: &t B }
)"),
              ElementsAre("2:9 syntax/unused-anchor", "4:30 ref/unknown-step",
                          "4:45 syntax/unused-anchor"));
}

TEST(Load, HoldsNamesToTheirForm) {
  EXPECT_THAT(
      found(R"(
workflow: a b
inputs: { Account: { type: string, default: "" } }
context: { the-why: x }
steps: { Brief: { set: { c: 1 } } }
)"),
      ElementsAre("1:11 syntax/name", "2:11 syntax/name", "3:12 syntax/name", "4:10 syntax/name"));
}

TEST(Load, HoldsTextsToBeTexts) {
  const auto finding = only("\nworkflow: a\ntitle: 2026\nsteps: { b: { set: { c: 1 } } }\n");
  EXPECT_EQ(finding.rule, "type/wrong-type");
  EXPECT_EQ(finding.at, (core::Position{2, 8}));
  EXPECT_EQ(finding.message, "\"title\": expected a text, got the number 2026");
  EXPECT_EQ(finding.hint, "quote it: \"2026\"");
}

TEST(Load, PointsToTheKeyWhenItsValueIsMissing) {
  EXPECT_THAT(found("workflow: a\nsteps:\n  b:\n    needs:\n    set: { c: 1 }\n"),
              ElementsAre("4:5 type/wrong-type"));
}

TEST(Load, WantsExactlyOneVerb) {
  EXPECT_THAT(found(R"(
workflow: a
steps:
  none: { title: x }
  two: { set: { c: 1 }, sleep: { for: 1s } }
)"),
              ElementsAre("3:3 syntax/no-verb", "4:25 syntax/two-verbs"));
}

TEST(Load, RefusesModifiersThatMeanNothingToTheVerb) {
  EXPECT_THAT(found(R"(
workflow: a
steps:
  b: { set: { c: 1 }, with: { d: 1 }, retry: { attempts: 2 }, timeout: 3s }
)"),
              ElementsAre("3:23 syntax/misplaced-key", "3:39 syntax/misplaced-key",
                          "3:63 syntax/misplaced-key"));
}

TEST(Load, HoldsActionsToTheirForm) {
  EXPECT_THAT(found("workflow: a\nsteps: { b: { do: create }, c: { do: a.b.c }, d: { do: .x } }\n"),
              ElementsAre("2:19 syntax/action", "2:38 syntax/action", "2:56 syntax/action"));
}

TEST(Load, HoldsEventTypesToTheirForm) {
  EXPECT_THAT(found(R"(
workflow: a
on: [{ event: "a..b" }]
steps:
  b: { emit: { event: a.* } }
  c: { emit: { event: baton.run.started } }
)"),
              ElementsAre("2:15 syntax/event-type", "4:23 syntax/event-type",
                          "5:23 syntax/reserved-event"));
}

TEST(Load, EventsThatAreAddressedToARunStartNothing) {
  EXPECT_THAT(found("workflow: a\non: [{ event: baton.action.finished }]\nsteps: { b: { wait: { "
                    "event: baton.step.due } } }\n"),
              ElementsAre("2:15 ref/addressed-event", "3:30 ref/addressed-event"));
}

TEST(Load, HoldsSleepToOneOfTwo) {
  EXPECT_THAT(
      found("workflow: a\nsteps: { b: { sleep: {} }, c: { sleep: { for: 1s, until: now } } }\n"),
      ElementsAre("2:15 syntax/missing-key", "2:51 syntax/two-keys"));
}

TEST(Load, HoldsApprovalsToSomebodyWhoMayDecide) {
  EXPECT_THAT(found(R"(
workflow: a
steps:
  b: { approve: { ask: Go? } }
  c: { approve: { by: { count: 1 }, ask: Go? } }
  d: { approve: { by: { users: [ann], count: 2 }, ask: Go? } }
  e: { approve: { by: { group: legal, not: me }, ask: Go? } }
)"),
              ElementsAre("3:8 syntax/missing-key", "4:19 syntax/missing-key", "5:46 limit/range",
                          "6:44 type/choice"));
}

TEST(Load, HoldsGatesToTheirForm) {
  EXPECT_THAT(
      found(R"(
workflow: a
steps:
  b: { set: { c: 1 }, gate: { within: 1d } }
  c: { set: { c: 1 }, gate: { open: now.getHours() < 3, otherwise: skip } }
  d: { set: { c: 1 }, gate: { open: now.getHours() < 3, within: 1d, otherwise: wait } }
)"),
      ElementsAre("3:23 syntax/missing-key", "4:57 syntax/missing-key", "5:80 type/choice"));
}

TEST(Load, HoldsDurationsAndNumbersToTheirRange) {
  EXPECT_THAT(found(R"(
workflow: a
steps:
  b:
    do: x.y
    timeout: 30
    retry: { attempts: 0, initial: soon, factor: 0.5, max: 0s }
  c:
    do: x.y
    timeout: 3bd
    retry: { attempts: 1.5, initial: 2m, max: 1m }
)"),
              ElementsAre("5:14 type/duration", "6:24 limit/range", "6:36 type/duration",
                          "6:50 limit/range", "6:60 limit/range", "9:14 type/duration",
                          "10:5 limit/range", "10:24 type/wrong-type"));
}

TEST(Load, BoundsTheNumberOfSteps) {
  std::string yaml = "workflow: a\nsteps:\n";
  for (std::size_t i = 0; i <= core::kStepsMax; ++i)
    yaml += "  s" + std::to_string(i) + ": { set: { a: 1 } }\n";
  EXPECT_THAT(found(yaml), ElementsAre("503:3 limit/steps"));
}

TEST(Load, BoundsTheListOfFindings) {
  std::string yaml = "workflow: a\nsteps: { b: { set: { c: 1 } } }\n";
  for (int i = 0; i < 1000; ++i) yaml += "x" + std::to_string(i) + ": 1\n";
  const auto findings = load(yaml, "a.yaml").findings;
  ASSERT_EQ(findings.size(), 201U);
  EXPECT_EQ(findings.back().rule, "limit/findings");
}

TEST(Load, HoldsInputsToTheirDeclaration) {
  EXPECT_THAT(found(R"(
workflow: a
inputs:
  size: { type: integer, enum: [1, two], default: 5 }
  name: { default: x }
  deep: { type: object, defalt: {} }
on:
  - event: a.b
    inputs: { size: big, nam: x, name: "${event.data.name}" }
steps: { b: { set: { c: 1 } } }
)"),
              ElementsAre("3:36 type/input", "3:51 type/input", "4:3 syntax/missing-key",
                          "5:25 syntax/unknown-key", "8:5 type/missing-input", "8:21 type/input",
                          "8:26 ref/unknown-input"));
}

TEST(Load, HoldsTriggersToWhatTheInputsAllow) {
  EXPECT_THAT(found(R"(
workflow: a
inputs: { size: { type: integer, enum: [1, 2] } }
on:
  - event: a.b
    inputs: { size: 3 }
  - event: a.c
  - from: x
    inputs: { size: 1 }
steps: { b: { set: { c: 1 } } }
)"),
              ElementsAre("5:21 type/choice", "6:5 type/missing-input", "7:5 syntax/missing-key"));
}

TEST(Load, RequiresOnlyWhatTheContextDeclares) {
  const auto finding = only(
      "\nworkflow: a\ncontext: { client: x, require: [client, clint] }\nsteps: { b: { set: { c: 1 "
      "} } }\n");
  EXPECT_EQ(finding.rule, "ref/unknown-context");
  EXPECT_EQ(finding.at, (core::Position{2, 41}));
  EXPECT_EQ(finding.hint, "did you mean \"client\"?");
}

TEST(Load, ReadsWhatTheContextHears) {
  const auto workflow = loaded(R"(
workflow: a
on: [{ event: go }]
context:
  why: speed
  hear: [{ event: ticket.commented, from: jira, when: event.data.key == steps.b.output.key }]
steps: { b: { do: jira.create_issue, with: { summary: "${context.said}" } } }
)");
  EXPECT_EQ(workflow.context.values.value.at("hear").at(0).at("event"), "ticket.commented");
}

TEST(Load, HearsNothingWithoutAConditionThatTellsRunsApart) {
  const auto finding = only(
      "\nworkflow: a\ncontext: { hear: [{ event: ticket.commented }] }\nsteps: { b: { set: { c: 1 "
      "} } }\n");
  EXPECT_EQ(finding.rule, "syntax/missing-key");
  EXPECT_THAT(finding.hint, HasSubstr("event.data.key == steps.ticket.output.key"));
}

TEST(Load, WhatPeopleSaidIsNoValueOfATemplate) {
  const auto finding =
      only("\nworkflow: a\ncontext: { said: x }\nsteps: { b: { set: { c: 1 } } }\n");
  EXPECT_EQ(finding.rule, "syntax/reserved-name");
}

TEST(Load, QuotesNoMoreThanPeopleRead) {
  const auto long_key = "a" + std::string(200'000, 'x');
  for (const auto& text : {long_key + ": 1\n", "a: 1" + std::string(200'000, '0') + "\n",
                           "a: &" + long_key + " b\n"}) {
    for (const auto& finding : load(text, "test.yaml").findings) {
      EXPECT_LT(finding.message.size() + finding.hint.size() + finding.pointer.size(), 2'000U)
          << finding.rule;
    }
  }
}

}  // namespace baton::templates
