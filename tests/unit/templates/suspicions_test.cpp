#include "baton/core/lifecycle.hpp"
#include "check.hpp"

namespace baton::templates {

namespace {

core::Operations jira_and_hubspot() {
  core::Operations operations;
  operations["jira"]["create_issue"].output_fields = {"id", "key", "url"};
  operations["hubspot"]["send_email"];
  operations.events = {"crm.opportunity.updated", "crm.lead.updated", "ticket.created",
                       "ticket.updated"};
  return operations;
}

// The rules that a template breaks, without their positions.
std::vector<std::string> rules(std::string_view yaml) {
  const auto known = jira_and_hubspot();
  std::vector<std::string> rules;
  for (const auto& finding : findings_of(yaml, &known)) rules.push_back(finding.rule);
  return rules;
}

core::Finding only_known(std::string_view yaml) {
  const auto known = jira_and_hubspot();
  return only(yaml, &known);
}

std::string with_trigger(std::string_view trigger) {
  return "workflow: a\non: [" + std::string(trigger) + "]\nsteps: { b: { set: { c: 1 } } }\n";
}

}  // namespace

TEST(Suspicions, AreWarningsAndPublish) {
  const auto loaded = load("workflow: a\nsteps: { b: { set: { c: 1 } } }\n", "a.yaml");
  ASSERT_EQ(loaded.findings.size(), 1U);
  EXPECT_EQ(loaded.findings[0].rule, "suspicious/never-starts");
  EXPECT_EQ(loaded.findings[0].severity, core::Finding::Severity::warning);
  EXPECT_EQ(loaded.findings[0].at, (core::Position{1, 1}));
  EXPECT_TRUE(loaded.workflow);
  EXPECT_EQ(
      load("workflow: a\non: []\nsteps: { b: { set: { c: 1 } } }\n", "a.yaml").findings.at(0).at,
      (core::Position{2, 1}));
}

TEST(Suspicions, OfConnectionsThatThereAreNot) {
  const auto finding = only_known(with_trigger("{ event: crm.lead.updated, from: hubspt }"));
  EXPECT_EQ(finding.rule, "suspicious/unknown-connection");
  EXPECT_EQ(finding.hint, "did you mean \"hubspot\"?");
  EXPECT_THAT(only_known(with_trigger("{ event: a.b, from: salesforce }")).hint,
              HasSubstr("connections are hubspot or jira"));
  EXPECT_THAT(rules("workflow: a\nsteps: { b: { wait: { event: ticket.updated, from: jria } } }\n"),
              ElementsAre("suspicious/unknown-connection"));
  EXPECT_THAT(rules(with_trigger("{ event: a.b, from: jira }, { event: a.c, from: workflow/b }")),
              IsEmpty());
  EXPECT_THAT(found(with_trigger("{ event: a.b, from: anything }")), IsEmpty())
      << "without connections none is known";
}

TEST(Suspicions, OfBatonsOwnEventsThatThereAreNot) {
  const auto finding = only_known(with_trigger("{ event: baton.run.faild }"));
  EXPECT_EQ(finding.rule, "suspicious/unknown-event");
  EXPECT_EQ(finding.hint, "did you mean \"baton.run.failed\"?");
  EXPECT_EQ(finding.at, (core::Position{2, 15}));
  const std::string others = ", when: event.data.workflow != \"a\" }";
  EXPECT_THAT(rules(with_trigger("{ event: baton.budget.spent }, { event: baton.run.*" + others +
                                 ", { event: baton.*.failed" + others)),
              ElementsAre("suspicious/unknown-event"));
  EXPECT_THAT(rules("workflow: a\nsteps: { b: { wait: { event: baton.run.nonsense } } }\n"),
              ElementsAre("suspicious/unknown-event"));
}

TEST(Suspicions, KnowTheEventsThatBatonTells) {
  for (const auto type : core::lifecycle_types()) {
    EXPECT_THAT(
        rules("workflow: a\nsteps: { b: { wait: { event: " + std::string(type) + " } } }\n"),
        IsEmpty())
        << type;
  }
}

TEST(Suspicions, OfBatonsOwnEventsInOtherWords) {
  for (const auto& [type, meant] : std::vector<std::pair<std::string, std::string>>{
           {"Baton.run.failed", "baton.run.failed"},
           {"batton.run.failed", "baton.run.failed"},
           {"baton-run.failed", "baton.run.failed"},
           {"BATON.STEP.FAILED", "baton.step.failed"},
           {"baton.run.completed", "baton.run.succeeded"},
           {"baton.run.error", "baton.run.failed"},
           {"baton.run.canceled", "baton.run.cancelled"},
           {"baton.approval.approved", "baton.approval.decided"},
           {"baton.run.created", "baton.run.started"}}) {
    const auto finding = only_known(with_trigger("{ event: " + type + " }"));
    EXPECT_EQ(finding.rule, "suspicious/unknown-event") << type;
    EXPECT_EQ(finding.hint, "did you mean \"" + meant + "\"?") << type;
  }
  for (const auto* type :
       {"bacon.run.started_up", "button.pressed", "my.run.failed", "baton_rouge.order.failed"})
    EXPECT_THAT(rules(with_trigger("{ event: " + std::string(type) + " }")), IsEmpty()) << type;
}

TEST(Suspicions, OfEventsThatTheirConnectionDoesNotSend) {
  auto known = jira_and_hubspot();
  known.sends["jira"] = {"ticket.created", "ticket.updated", "jira.*"};
  known.sends["hubspot"] = {"crm.contact.*", "crm.opportunity.*"};
  known.sends["quiet"] = {};
  known["quiet"];
  const auto of = [&known](std::string_view trigger) {
    std::vector<std::string> hints;
    for (const auto& finding : findings_of(with_trigger(trigger), &known))
      hints.push_back(finding.rule + ": " + finding.hint);
    return hints;
  };
  for (const auto* trigger :
       {"{ event: ticket.closed, from: jira }", "{ event: crm.deal.updated, from: hubspot }",
        "{ event: issue.updated, from: jira }"})
    EXPECT_THAT(of(trigger), ElementsAre(HasSubstr("suspicious/unknown-event: it sends")))
        << trigger;
  EXPECT_THAT(of("{ event: a.b, from: quiet }"), ElementsAre(HasSubstr("give it a \"webhook\"")));
  EXPECT_THAT(
      findings_of("workflow: a\nsteps: { b: { wait: { event: a.b, from: quiet } } }\n", &known)
          .size(),
      1U);
  for (const auto* trigger :
       {"{ event: ticket.created, from: jira }", "{ event: crm.contact.merged, from: hubspot }",
        "{ event: \"crm.*.updated\", from: hubspot }", "{ event: jira.issue.moved, from: jira }",
        "{ event: jira.sprint_closed, from: jira }", "{ event: ticket.closed }"})
    EXPECT_THAT(of(trigger), IsEmpty()) << trigger;
}

TEST(Suspicions, OfTriggersBehindOneThatTakesAll) {
  for (const auto* triggers :
       {"{ event: a.b }, { event: a.b }", "{ event: a.b }, { event: a.b, when: event.data.n > 5 }",
        "{ event: \"a.*\" }, { event: a.b, from: jira }",
        "{ event: a.b, from: jira }, { event: a.b, from: jira }",
        "{ event: \"a.*\" }, { event: \"a.*\", when: event.data.n > 5 }",
        "{ event: a.b, key: event.id }, { event: a.c }, { event: a.b, key: event.id }"})
    EXPECT_THAT(rules(with_trigger(triggers)), ElementsAre("suspicious/never")) << triggers;
  for (const auto* triggers :
       {"{ event: a.b, when: event.data.n > 5 }, { event: a.b }",
        "{ event: a.b, from: jira }, { event: a.b }", "{ event: a.b }, { event: \"a.*\" }",
        "{ event: a.b, from: jira }, { event: a.b, from: hubspot }"})
    EXPECT_THAT(rules(with_trigger(triggers)), IsEmpty()) << triggers;
}

TEST(Suspicions, OfTypesAndSourcesThatAnEventNeverHas) {
  for (const auto* trigger : {"{ event: a.b, when: event.type == \"a.c\" }",
                              "{ event: \"a.*\", when: 'event.type in [\"a.c\", \"b.c\"]' }",
                              "{ event: a.b, from: jira, when: event.source == \"hubspot\" }",
                              "{ event: a.b, when: event.data.n > 5 || event.type == \"a.c\" }"})
    EXPECT_THAT(rules(with_trigger(trigger)), testing::Contains("suspicious/never")) << trigger;
  for (const auto* trigger : {"{ event: \"a.*\", when: event.type == \"a.c\" }",
                              "{ event: a.b, when: event.type == \"a.b\" }",
                              "{ event: a.b, when: event.type != \"a.c\" }",
                              "{ event: a.b, when: event.source == \"hubspot\" }",
                              "{ event: a.b, from: jira, when: event.source == \"jira\" }"})
    EXPECT_THAT(rules(with_trigger(trigger)), IsEmpty()) << trigger;
  const std::string steps =
      "workflow: a\non: [{ event: a.b }, { event: a.c }]\nsteps:\n  b: { wait: { event: x.y, from: "
      "jira, when: '";
  EXPECT_THAT(rules(steps + "event.type == \"x.z\"' } }\n"), testing::Contains("suspicious/never"));
  EXPECT_THAT(rules(steps + "event.source == \"hubspot\"' } }\n"),
              testing::Contains("suspicious/never"));
  EXPECT_THAT(rules(steps + "event.subject == trigger.subject' } }\n  c: { needs: b, when: "
                            "trigger.type == \"a.c\", set: { d: 1 } }\n"),
              IsEmpty());
  EXPECT_THAT(rules(steps + "event.subject == trigger.subject' } }\n  c: { needs: b, when: "
                            "trigger.type == \"a.d\", set: { d: 1 } }\n"),
              ElementsAre("suspicious/never"));
}

TEST(Suspicions, OfSlipsOfWhatConnectionsSend) {
  EXPECT_EQ(only_known(with_trigger("{ event: crm.opportunities.updated }")).hint,
            "did you mean \"crm.opportunity.updated\"?");
  EXPECT_THAT(rules(with_trigger("{ event: crm.load.updated }")), IsEmpty()) << "another word";
  EXPECT_EQ(only_known(with_trigger("{ event: crm.oportunity.updated }")).hint,
            "did you mean \"crm.opportunity.updated\"?");
  EXPECT_EQ(only_known(with_trigger("{ event: CRM.lead.updated }")).hint,
            "did you mean \"crm.lead.updated\"?");
  EXPECT_EQ(only_known(with_trigger("{ event: tickets.updated }")).hint,
            "did you mean \"ticket.updated\"?");
  EXPECT_EQ(only_known(with_trigger("{ event: crm.oportunity.* }")).rule,
            "suspicious/unknown-event");
  EXPECT_THAT(rules(with_trigger("{ event: crm.deal.updated }, { event: ticket.closed }, { event: "
                                 "ticket.* }, { event: my.own }")),
              IsEmpty());
  EXPECT_THAT(rules("workflow: a\non: [{ event: tickets.updated }]\nsteps: { b: { emit: { event: "
                    "tickets.updated } } }\n"),
              ElementsAre("suspicious/starts-itself"))
      << "the workflow itself sends it";
}

TEST(Suspicions, OfWorkflowsThatStartThemselves) {
  const auto finding = only_known(
      "workflow: a\non: [{ event: my.*, inputs: {} }]\nsteps: { b: { emit: { event: my.own } } "
      "}\n");
  EXPECT_EQ(finding.rule, "suspicious/starts-itself");
  EXPECT_EQ(finding.at, (core::Position{2, 15}));
  EXPECT_THAT(rules("workflow: a\non: [{ event: my.own, when: event.data.n < 3 }]\nsteps: { b: { "
                    "emit: { event: my.own } } }\n"),
              IsEmpty());
  EXPECT_THAT(rules("workflow: a\non: [{ event: my.own, from: jira }]\nsteps: { b: { emit: { "
                    "event: my.own } } }\n"),
              IsEmpty());
  EXPECT_EQ(only_known(with_trigger("{ event: baton.run.failed }")).hint,
            "add when: event.data.workflow != \"a\"");
  EXPECT_THAT(
      rules(with_trigger("{ event: baton.run.failed, when: event.data.workflow == \"b\" }")),
      IsEmpty());
}

TEST(Suspicions, OfEventsThatCanBeAboutNoOwnRunAreNone) {
  const auto of = [](const std::string& event, const std::string& rest) {
    return rules("workflow: a\non: [{ event: " + event + " }]\n" + rest);
  };
  const auto own = testing::Contains("suspicious/starts-itself");
  const auto none = testing::Not(own);
  const std::string plain = "steps: { b: { set: { c: 1 } } }\n";
  const std::string asks = "steps: { b: { approve: { by: { group: legal } } } }\n";
  EXPECT_THAT(of("baton.approval.requested", plain), none);
  EXPECT_THAT(of("baton.approval.requested", asks), own);
  EXPECT_THAT(of("baton.approval.returned", asks), none);
  EXPECT_THAT(of("baton.task.overdue", asks), none);
  EXPECT_THAT(of("baton.sla.missed", asks), none);
  EXPECT_THAT(of("baton.gate.closed", plain), none);
  EXPECT_THAT(of("baton.gate.closed",
                 "steps: { b: { gate: now > timestamp(trigger.time), set: { "
                 "c: 1 } } }\n"),
              own);
  EXPECT_THAT(of("baton.step.retrying", plain), none);
  EXPECT_THAT(of("baton.run.late", plain), none);
  EXPECT_THAT(of("baton.run.late", "due: 3d\n" + plain), own);
  EXPECT_THAT(of("baton.run.queued", plain), none);
  EXPECT_THAT(of("baton.step.*", plain), own);
  EXPECT_THAT(of("my.own",
                 "steps: { b: { when: now < timestamp(trigger.time), emit: { event: "
                 "my.own } } }\n"),
              none);
}

TEST(Suspicions, OfGuardsThatLetOwnRunsThrough) {
  const auto of = [](std::string_view event, std::string_view when) {
    return rules(
        with_trigger("{ event: " + std::string(event) + ", when: '" + std::string(when) + "' }"));
  };
  for (const auto* when :
       {"event.data.workflow != \"w99\"",
        "event.data.workflow != \"a\" || event.data.workflow != \"x\"",
        "!(event.data.workflow in [\"w9\", \"build\"])", "has(event.data.workflow)",
        "event.data.workflow.size() > 0", "event.data.title != \"a\"",
        "event.data.workflow != \"A\"", "event.data.workflow.startsWith(\"a\")",
        "event.data.workflow != \"a\" || event.data.title == \"x\"",
        "event.data.workflow != event.data.title"})
    EXPECT_THAT(of("baton.run.succeeded", when), ElementsAre("suspicious/starts-itself")) << when;
  for (const auto* when :
       {"event.data.workflow != \"a\"", "!(event.data.workflow in [\"a\", \"build\"])",
        "event.data.workflow == \"b\"", "event.data.?workflow.orValue(\"\") != \"a\"",
        "event.data.workflow in [\"b\", \"c\"] && event.data.title != \"\"",
        "event.data.workflow.startsWith(\"b\")", "event.data[\"workflow\"] != \"a\"",
        "[\"b\"].exists(w, w == event.data.workflow)"})
    EXPECT_THAT(of("baton.run.succeeded", when), IsEmpty()) << when;
  EXPECT_THAT(of("baton.step.failed", "event.data.step == \"legal\""), IsEmpty())
      << "it has no such step";
  EXPECT_THAT(of("baton.step.failed", "event.data.step == \"b\""),
              ElementsAre("suspicious/starts-itself"));
}

TEST(Suspicions, OfWhatParkedEventsDoNotSay) {
  EXPECT_THAT(rules(with_trigger("{ event: baton.event.parked }")), IsEmpty());
  EXPECT_THAT(rules(with_trigger("{ event: baton.event.parked, when: event.data.cause != \"\" }")),
              IsEmpty());
  EXPECT_THAT(
      rules(with_trigger("{ event: baton.event.parked, when: event.data.workflow != \"a\" }")),
      ElementsAre("suspicious/never-true"));
}

TEST(Suspicions, OfGatesThatNeverChange) {
  EXPECT_THAT(
      rules("workflow: a\nsteps: { b: { gate: now == now && run.key == \"x\", set: { c: 1 } } }\n"),
      ElementsAre("gate/never-changes"));
  EXPECT_THAT(rules(R"(
workflow: a
inputs: { ok: { type: boolean, default: false } }
steps:
  b: { gate: inputs.ok, set: { c: 1 } }
  c: { gate: { open: inputs.ok, within: 1d }, set: { c: 1 } }
  d: { gate: inputs.ok || now > timestamp(run.started_at) + duration("1h"), set: { c: 1 } }
)"),
              ElementsAre("gate/never-changes", "gate/never-changes"));
}

TEST(Suspicions, OfApprovalsThatNobodyMayBeLeftToGive) {
  const auto of = [](std::string_view by) {
    return rules("workflow: a\nsteps: { b: { approve: { by: { " + std::string(by) +
                 " }, ask: Go? } } }\n");
  };
  EXPECT_THAT(of("users: [ana], not: requester"), ElementsAre("suspicious/approval"));
  EXPECT_THAT(of("users: [ana, bob], count: 2, not: requester"),
              ElementsAre("suspicious/approval"));
  EXPECT_THAT(of("users: [ana, bob], not: requester"), IsEmpty());
  EXPECT_THAT(of("group: legal, not: requester"), IsEmpty());
  EXPECT_THAT(of("users: [ana, \"token:ana\"], count: 2"), ElementsAre("limit/range"));
}

TEST(Suspicions, OfApprovalsThatNobodyMayGive) {
  const auto of = [](std::string_view by) {
    return rules("workflow: a\nsteps: { b: { approve: { by: { " + std::string(by) +
                 " }, ask: Go? } } }\n");
  };
  for (const auto* by : {"users: []", "group: \" \"", "users: \"ada, bob\"",
                         "users: [\"ana; bob\"]", "users: [\" \"]"})
    EXPECT_THAT(of(by), ElementsAre("approve/nobody")) << by;
  for (const auto* by : {"users: ana", "users: [ana, bob]", "group: legal",
                         "group: legal, users: []", "users: [\"Ana Lopez\"]"})
    EXPECT_THAT(of(by), IsEmpty()) << by;
}

TEST(Suspicions, OfRequestersThatNobodyKnows) {
  const auto of = [](std::string_view trigger, std::string_view more) {
    return rules("workflow: a\non: [" + std::string(trigger) +
                 "]\nsteps: { b: { approve: { by: { group: x, not: requester }" +
                 std::string(more) + " } } }\n");
  };
  EXPECT_THAT(of("{ event: a.b, from: jira }", ", ask: Go?"),
              ElementsAre("suspicious/unknown-requester"));
  EXPECT_THAT(of("{ event: a.b, from: jira }, { event: a.c }", ", ask: Go?"),
              ElementsAre("suspicious/unknown-requester"));
  EXPECT_THAT(of("{ event: a.c, from: ci }", ", ask: Go?"),
              ElementsAre("suspicious/unknown-connection"));
  EXPECT_THAT(of("{ event: a.c }", ", ask: Go?"), IsEmpty());
  EXPECT_THAT(of("{ event: a.b }", ""), ElementsAre("suspicious/no-question"));
  EXPECT_THAT(of("{ event: a.b }", ", ask: [x]"), ElementsAre("type/wrong-type"))
      << "it is there, and wrong";
}

TEST(Suspicions, OfRequestersOfSeveralEvents) {
  const auto of = [](std::string_view trigger, std::string_view by) {
    return rules("workflow: a\non: [" + std::string(trigger) +
                 "]\nsteps: { b: { approve: { by: { " + std::string(by) + " }, ask: Go? } } }\n");
  };
  const char* const window = "{ window: { event: a.b, at_least: 2, within: 1h } }";
  EXPECT_THAT(of(window, "group: x, not: requester"), ElementsAre("suspicious/several-requesters"));
  EXPECT_THAT(of("{ event: a.b, debounce: { key: event.data.k, quiet: 1m, at_most: 1h } }",
                 "group: x, not: requester"),
              ElementsAre("suspicious/several-requesters"));
  EXPECT_THAT(of(window, "group: x"), IsEmpty());
}

TEST(Suspicions, OfPlaceholdersOfOtherLanguages) {
  const auto of = [](std::string_view text) {
    return rules(
        "workflow: a\ninputs: { deal: { type: string, default: x } }\nsteps: { b: { set: { c: " +
        std::string(text) + " } } }\n");
  };
  for (const auto* text : {"'For {{ inputs.deal }}'", "'For {inputs.deal}'", "'{{deal}}'",
                           "'{ deal }'", "'#{inputs.deal}'", "'$(inputs.deal)'",
                           "'<%= inputs.deal %>'", "'$inputs.deal'", "'{{ deal | upper }}'",
                           "'${run.id} {{trigger.data.x}}'", "'{{ $json.x }} {{ inputs.deal }}'"})
    EXPECT_THAT(of(text), ElementsAre("suspicious/placeholder")) << text;
  for (const auto* text :
       {"'{{ contact.firstname }}'", "'{\"inputs\": 1}'", "'$${inputs.deal}'", "'${inputs.deal}'",
        "'{x}'", "'costs $5'", "'${ {\"inputs\": run.id}.inputs }'"})
    EXPECT_THAT(of(text), IsEmpty()) << text;
  const auto finding = only("\nworkflow: a\nsteps: { b: { set: { c: \"For {{ run.id }}\" } } }\n");
  EXPECT_EQ(finding.at, (core::Position{2, 30}));
  EXPECT_EQ(finding.hint, "write ${run.id}");
}

TEST(Suspicions, OfQuotesThatNothingOpened) {
  const auto of = [](std::string_view ask) {
    return found("workflow: a\nsteps:\n  b:\n    approve:\n      by: { group: x }\n      ask: " +
                 std::string(ask) + '\n');
  };
  EXPECT_THAT(of("Send it?\""), ElementsAre("6:20 suspicious/quote"));
  EXPECT_THAT(of("Send it?'"), ElementsAre("6:20 suspicious/quote"));
  EXPECT_THAT(of("“Send it?”"), ElementsAre("6:12 suspicious/quote"));
  for (const auto* ask :
       {"Send \"it\"", "The Jones'", "A screen of 5\"", "\"Send it?\"", "Send it?"})
    EXPECT_THAT(of(ask), IsEmpty()) << ask;
  EXPECT_THAT(found("workflow: a\ntitle: Send it?\"\nsteps: { b: { set: { c: 1 } } }\n"),
              ElementsAre("2:16 suspicious/quote"));
}

TEST(Suspicions, OfExpressionsWhereNothingIsFilledIn) {
  EXPECT_THAT(found("workflow: a\ntitle: \"Run ${run.id}\"\nsteps: { b: { title: \"${run.id}\", "
                    "set: { c: 1 } } }\n"),
              ElementsAre("2:13 suspicious/not-rendered", "3:23 suspicious/not-rendered"));
}

TEST(Suspicions, OfTextAroundAnExpressionForANumber) {
  const auto of = [](std::string_view type, std::string_view given) {
    return found("workflow: a\non: [{ event: a.b, inputs: { n: '" + std::string(given) +
                 "' } }]\ninputs: { n: " + std::string(type) +
                 " }\nsteps: { b: { set: { c: 1 } } }\n");
  };
  for (const auto* type : {"number", "integer", "boolean", "list", "object"})
    EXPECT_THAT(of(type, "5 ${event.data.x}"), ElementsAre("2:33 type/input")) << type;
  EXPECT_THAT(of("number", "${event.data.x}${event.data.y}"), ElementsAre("2:33 type/input"));
  EXPECT_THAT(of("number", "${event.data.x}"), IsEmpty());
  EXPECT_THAT(of("string", "5 ${event.data.x}"), IsEmpty());
}

TEST(Suspicions, OfSeveralNamesInOne) {
  const auto of = [](std::string_view by) {
    return rules("workflow: a\nsteps:\n  b: { approve: { by: { " + std::string(by) +
                 " }, ask: Pay? } }\n");
  };
  for (const auto* by : {"group: \"fin, legal\"", "group: fin; legal", "users: [ana and bob]",
                         "users: ana or bob", "users: [ana & bob, eve]", "users: [ana - bob]"})
    EXPECT_THAT(of(by), testing::Contains("approve/nobody")) << by;
  for (const auto* by :
       {"group: Research and Development", "users: [ana-bob]", "users: [Ana Sandoval]"})
    EXPECT_THAT(of(by), IsEmpty()) << by;
}

}  // namespace baton::templates
