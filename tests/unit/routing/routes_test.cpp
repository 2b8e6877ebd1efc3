#include "baton/routing/routes.hpp"

#include "make.hpp"

#include <gmock/gmock.h>

namespace baton::routing {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr auto kRest = "\nfirst: [{ then: { group: a } }]\n";

TEST(Routes, AreFoundByTheirNames) {
  core::Findings findings;
  const auto routes =
      Routes::read({{"a", "route: a\ninputs: { x: string }\nfirst: [{ then: { group: a } }]\n"},
                    {"b", "route: b\ninputs: { x: string }\nfirst: [{ then: { group: b } }]\n"}},
                   findings);
  EXPECT_THAT(findings, IsEmpty());
  EXPECT_THAT(routes.names(), ElementsAre("a", "b"));
  EXPECT_EQ(routes.find("c"), nullptr);
  EXPECT_EQ(routes.named("c").error().code, core::Errc::not_found);
  EXPECT_EQ(routes.named("c").error().hint, "there are a, b");
}

TEST(Routes, WhatIsSuspiciousAboutOneIsKept) {
  core::Findings findings;
  const auto routes = Routes::read(
      {{"a", "route: a\ninputs: { x: string }\nall: [{ when: { x: y }, then: { group: a } }]\n"},
       {"b", "route: b\ninputs: { x: string }\nfirst: [{ then: { group: b } }]\n"}},
      findings);
  ASSERT_EQ(routes.findings_of("a").size(), 1U);
  EXPECT_EQ(routes.findings_of("a")[0].rule, "route/hole");
  EXPECT_THAT(routes.findings_of("b"), IsEmpty());
  EXPECT_THAT(routes.findings_of("c"), IsEmpty());
}

TEST(Routes, TwoFilesOfOneNameAreOneTooMany) {
  core::Findings findings;
  const std::string text = "route: a\ninputs: { x: string }\nfirst: [{ then: { group: a } }]\n";
  Routes::read({{"a", text}, {"b", text}}, findings);
  ASSERT_EQ(findings.size(), 1U);
  EXPECT_EQ(findings[0].rule, "route/twice");
  EXPECT_EQ(findings[0].file, "b");
}

TEST(Routes, WhatIsMissingIsNamed) {
  EXPECT_THAT(places("route: t\n"), ElementsAre("1:1 config/missing", "1:1 config/missing"));
  EXPECT_THAT(only(std::string("inputs: { x: string }") + kRest).message, HasSubstr("route"));
  EXPECT_THAT(only("route: t\ninputs: { x: string }\nfirst: [{ when: { x: a } }]\n").message,
              HasSubstr("\"then\" is missing"));
}

TEST(Routes, EachKeyIsCheckedForWhatItTakes) {
  EXPECT_THAT(places("route: T!\ninputs: { x: string }" + std::string(kRest)),
              ElementsAre("1:1 config/name"));
  EXPECT_THAT(places("route: t\ninputs: { x: strin }" + std::string(kRest)),
              ElementsAre("2:11 config/value"));
  EXPECT_THAT(places("route: t\ninputs: { X: string }" + std::string(kRest)),
              ElementsAre("2:11 config/name"));
  EXPECT_THAT(places("route: t\ninputs: { x: { type: string, min: 3 } }" + std::string(kRest)),
              ElementsAre("2:30 config/key"));
  EXPECT_THAT(
      places("route: t\ninputs: { x: { type: number, min: 3, max: 2 } }" + std::string(kRest)),
      ElementsAre("2:38 config/value"));
  EXPECT_THAT(places("route: t\ninputs: { x: { type: number, enum: [a] } }" + std::string(kRest)),
              ElementsAre("2:37 config/type"));
  EXPECT_THAT(places("route: t\ninputs: { x: string }\nfirst: []\n"),
              ElementsAre("3:1 config/type"));
  EXPECT_THAT(places("route: t\ninputs: { x: string }\nfirst: [{ then: { group: a } }]\nall: []\n"),
              ElementsAre("4:1 config/key"));
  EXPECT_THAT(only("route: t\nrule: 1\ninputs: { x: string }" + std::string(kRest)).message,
              HasSubstr("rule"));
}

// A row, with `when` and `then` as given, in a table with an input of each kind.
std::string row(const std::string& when, const std::string& then = "{ group: a }") {
  return "route: t\ninputs: { n: number, s: { type: string, enum: [EMEA, AMER] }, b: boolean }\n"
         "first:\n  - { when: " +
         when + ", then: " + then + " }\n  - { then: { group: z } }\n";
}

TEST(Routes, WhatARowAsksMustBeOfTheInput) {
  EXPECT_THAT(places(row("{ m: 1 }")), ElementsAre("4:15 route/unknown-input"));
  EXPECT_THAT(places(row("{ n: a }")), ElementsAre("4:15 route/test"));
  EXPECT_THAT(only(row("{ n: \">= 5\" }")).hint, HasSubstr("at_least"));
  EXPECT_THAT(only(row("{ s: EMAE }")).hint, HasSubstr("EMEA"));
  EXPECT_THAT(places(row("{ s: { above: 3 } }")), ElementsAre("4:20 route/test"));
  EXPECT_THAT(places(row("{ n: { above: x } }")), ElementsAre("4:20 route/test"));
  EXPECT_THAT(places(row("{ n: { above: 1, at_least: 2 } }")), ElementsAre("4:20 config/key"));
  EXPECT_THAT(places(row("{ n: { at_least: 10, below: 5 }, m: 1 }")),
              testing::UnorderedElementsAre("4:15 route/never", "4:46 route/unknown-input"));
  EXPECT_THAT(only(row("{ n: { above: 5, at_most: 5 } }")).message,
              HasSubstr("no number is above 5 and at most 5"));
  EXPECT_THAT(places(row("{ n: { at_least: 5, at_most: 5 } }")), IsEmpty());
  EXPECT_THAT(places(row("inputs.n >= 5")), ElementsAre("4:7 config/type"));
  EXPECT_EQ(only(row("inputs.n >= 5")).hint,
            "a row has no expression: write when: { b: true, n: { at_least: 50000 } }");
  EXPECT_THAT(places(row("{ n: [] }")), ElementsAre("4:15 route/test"));
  EXPECT_THAT(places(row("{ b: maybe }")), ElementsAre("4:15 route/test"));
  EXPECT_THAT(places(row("{ n: ~, b: true }")), IsEmpty());
}

TEST(Routes, WhatARowGivesMustBeWhatStepsTake) {
  EXPECT_THAT(only(row("{ b: true }", "{ }")).rule, "route/then");
  EXPECT_THAT(only(row("{ b: true }", "{ group: \"a, b\" }")).message, HasSubstr("one name"));
  EXPECT_THAT(only(row("{ b: true }", "{ users: ana }")).hint, "write users: [ana]");
  EXPECT_THAT(only(row("{ b: true }", "{ group: a, count: 0 }")).message, HasSubstr("1 to 100"));
  EXPECT_THAT(only(row("{ b: true }", "{ group: a, sla: soon }")).rule, "route/then");
  EXPECT_THAT(only(row("{ b: true }", "{ group: a, sla: 5 }")).message, HasSubstr("as 5bd"));
  EXPECT_THAT(only(row("{ b: true }", "{ group: a, sla: -5bd }")).message, HasSubstr("above zero"));
  EXPECT_THAT(only(row("{ b: true }", "{ group: a, row: x }")).message, HasSubstr("\"row\""));
  EXPECT_THAT(places(row("{ b: true }", "{ group: a, sla: 5bd, connection: jira_emea }")),
              IsEmpty());
}

TEST(Routes, RowsOfOneNameAreToldApart) {
  EXPECT_THAT(places("route: t\ninputs: { b: boolean }\nfirst:\n"
                     "  - { name: x, when: { b: true }, then: { group: a } }\n"
                     "  - { name: x, then: { group: a } }\n"),
              ElementsAre("5:7 route/name"));
}

}  // namespace
}  // namespace baton::routing
