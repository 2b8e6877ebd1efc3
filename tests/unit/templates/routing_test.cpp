#include "baton/routing/routes.hpp"
#include "check.hpp"

// Routes by which approvals and tasks find whom they ask, and that expressions ask.
namespace baton::templates {
namespace {

const routing::Routes& routes() {
  static const auto made = [] {
    core::Findings findings;
    return routing::Routes::read(
        {{"a",
          "route: legal-review\n"
          "inputs: { amount: number, region: { type: string, enum: [EMEA, AMER] } }\n"
          "first:\n"
          "  - { when: { amount: { at_least: 50000 } }, then: { group: board, sla: 5bd } }\n"
          "  - { then: { users: [ana] } }\n"},
         {"b", "route: sla\ninputs: { vip: boolean }\nfirst: [{ then: { sla: 5bd } }]\n"},
         {"c", "route: all-of\ninputs: { vip: boolean }\nall: [{ then: { group: g } }]\n"},
         {"d",
          "route: quick\ninputs: { vip: boolean }\n"
          "first: [{ name: all, then: { group: g, sla: 2d } }]\n"}},
        findings);
  }();
  return made;
}

std::vector<std::string> route_faults(std::string_view yaml) {
  return found(yaml, nullptr, {nullptr, &routes()});
}

core::Finding only_route_fault(std::string_view yaml) {
  const auto findings = findings_of(yaml, nullptr, {nullptr, &routes()});
  EXPECT_EQ(findings.size(), 1U) << (findings.empty() ? "" : findings[0].message);
  return findings.empty() ? core::Finding{} : findings.front();
}

std::string approval(const std::string& by) {
  return "\nworkflow: a\ninputs: { amount: number }\nsteps:\n  b: { approve: { by: " + by +
         ", ask: \"ok?\" } }\n";
}

TEST(Routing, ARouteSaysWhoIsAsked) {
  EXPECT_THAT(
      route_faults(approval(
          R"({ route: legal-review, not: requester, with: { amount: "${inputs.amount}", region: EMEA } })")),
      IsEmpty());
  const auto workflow = loaded(approval("{ route: legal-review, with: { amount: 1 } }"));
  const auto& approve = std::get<core::Approve>(workflow.steps.at(0).verb);
  ASSERT_TRUE(approve.routing.has_value());
  EXPECT_EQ(approve.routing->route, "legal-review");
  EXPECT_EQ(approve.routing->with.value, core::Json({{"amount", 1}}));
}

TEST(Routing, ATaskIsGivenByARouteToo) {
  EXPECT_THAT(route_faults(R"(
workflow: a
steps:
  b: { task: { by: { route: legal-review, with: { amount: 5, region: AMER } }, title: "Do it" } }
)"),
              IsEmpty());
}

TEST(Routing, NamesAreHeldToTheRoutesThatThereAre) {
  const auto unknown = only_route_fault(approval("{ route: legal-reviev, with: { amount: 1 } }"));
  EXPECT_EQ(unknown.rule, "ref/unknown-route");
  EXPECT_THAT(unknown.hint, HasSubstr("legal-review"));
  EXPECT_THAT(found(approval("{ route: legal-reviev, with: { amount: 1 } }")), IsEmpty());
}

TEST(Routing, ANameInAMappingIsWrittenWithout) {
  const auto nested =
      only_route_fault(approval("{ route: { name: legal-review, with: { amount: 1 } } }"));
  EXPECT_EQ(nested.rule, "type/wrong-type");
  EXPECT_EQ(nested.hint, "write route: legal-review, and \"with\" beside \"route\"");
}

TEST(Routing, WhatItIsToldIsHeldToItsInputs) {
  EXPECT_THAT(route_faults(approval("{ route: legal-review, with: { amount: 1, regon: EMEA } }")),
              ElementsAre("4:46 route/missing-input", "4:72 route/unknown-input"));
  EXPECT_THAT(route_faults(approval("{ route: legal-review, with: { amount: x, region: EMEA } }")),
              ElementsAre("4:62 route/input"));
  EXPECT_THAT(route_faults(approval("{ route: legal-review, with: { amount: 1, region: EU } }")),
              ElementsAre("4:73 route/input"));
  EXPECT_THAT(route_faults(approval("{ route: legal-review }")),
              ElementsAre("4:25 route/missing-input"));
}

TEST(Routing, ARouteAndAGroupAreOneTooMany) {
  EXPECT_THAT(route_faults(
                  approval("{ route: legal-review, group: g, with: { amount: 1, region: EMEA } }")),
              ElementsAre("4:46 route/both"));
  EXPECT_THAT(route_faults(approval("{ group: g, with: { amount: 1 } }")),
              ElementsAre("4:35 route/nameless"));
}

TEST(Routing, ARouteThatNamesNobodyAsksNobody) {
  EXPECT_THAT(route_faults(approval("{ route: sla, with: { vip: true } }")),
              ElementsAre("4:32 route/nobody"));
  EXPECT_THAT(route_faults(R"(
workflow: a
steps:
  b: { task: { by: { route: all-of, with: { vip: true } }, title: "Do it" } }
)"),
              ElementsAre("3:29 route/several"));
}

TEST(Routing, ARowGivesATimeThatFitsTheStep) {
  const auto timed = [](const std::string& more) {
    return "\nworkflow: a\nsteps:\n  b: { approve: { by: { route: quick, with: { vip: true } }, "
           "ask: \"ok?\" }" +
           more + " }\n";
  };
  for (const auto* more : {"", ", timeout: 3d", ", sla: { due: 1d }",
                           ", sla: { goal: 1d, late: 3d }", ", sla: { goal: 3bd }"})
    EXPECT_THAT(route_faults(timed(more)), IsEmpty()) << more;
  const auto late = only_route_fault(timed(", sla: { goal: 2d, due: 3d }"));
  EXPECT_EQ(late.rule, "route/sla");
  EXPECT_EQ(late.severity, core::Finding::Severity::warning);
  EXPECT_EQ(late.message,
            "the row \"all\" of the route \"quick\" gives sla: 2d, and then \"due\" (2d) does not "
            "come after \"goal\" (2d)");
  EXPECT_THAT(only_route_fault(timed(", timeout: 1d")).message,
              HasSubstr("before \"due\" is missed"));
}

TEST(Routing, WhoIsAskedHasAName) {
  for (const auto* by :
       {"{}", "{ group: \"\" }", "{ group: \" \" }", "{ users: [] }", "{ users: [\" \"] }",
        "{ users: [\"\"] }", "{ route: \"\" }", "{ route: \" \" }", "{ not: requester }"}) {
    const auto findings = findings_of(approval(by));
    EXPECT_FALSE(findings.empty()) << by;
    for (const auto& finding : findings) {
      EXPECT_EQ(finding.severity, core::Finding::Severity::error) << by;
      EXPECT_EQ(finding.at.line, 4U) << by;
      EXPECT_FALSE(finding.rule.empty()) << by;
    }
    EXPECT_FALSE(findings_of("workflow: a\nsteps:\n  b: { task: { by: " + std::string(by) +
                             ", title: \"Do it\" } }\n")
                     .empty())
        << by;
  }
  EXPECT_EQ(only_route_fault(approval("{ route: \" \" }")).rule, "route/nobody");
}

TEST(Routing, ExpressionsAreHeldToRoutesAndTheirInputs) {
  const auto set = [](const std::string& expression) {
    return "\nworkflow: a\ninputs: { n: number }\nsteps:\n  b: { set: { x: \"${" + expression +
           "}\" } }\n";
  };
  EXPECT_THAT(
      route_faults(set("route('legal-review', {'amount': inputs.n, 'region': 'EMEA'}).group")),
      IsEmpty());
  EXPECT_EQ(only_route_fault(set("route('legal', {'amount': inputs.n})")).rule,
            "ref/unknown-route");
  EXPECT_EQ(only_route_fault(set("route('legal-review', {'amount': 1}).row")).rule,
            "route/missing-input");
  const auto misspelt =
      findings_of(set("route('sla', {'vipp': true}).sla"), nullptr, {nullptr, &routes()});
  ASSERT_EQ(misspelt.size(), 2U);
  EXPECT_EQ(misspelt[0].rule, "route/missing-input");
  EXPECT_EQ(misspelt[1].hint, "did you mean \"vip\"?");
  EXPECT_EQ(only_route_fault(set("route('sla', {'vip': 3}).sla")).rule, "route/input");
  EXPECT_EQ(only_route_fault(set("route('sla', {'vip': true}).group")).rule, "expr/unknown-field");
}

}  // namespace
}  // namespace baton::templates
