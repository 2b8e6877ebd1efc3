#include "baton/facts/definitions.hpp"
#include "check.hpp"

#include <nlohmann/json.hpp>

namespace baton::templates {

namespace {

// A workflow with these roles. They begin in line 2 at column 8: found() leaves out the first line
// break.
std::string with_roles(const std::string& roles) {
  return "\nworkflow: a\nroles: " + roles + "\nsteps:\n  b: { set: { c: 1 } }\n";
}

}  // namespace

TEST(Roles, NameWhoHasToDoWithIt) {
  const auto roles = loaded(with_roles("{ accountable: marketing-ops, responsible: [design, web], "
                                       "consulted: legal, informed: [finance] }"))
                         .roles;
  EXPECT_EQ(roles.accountable, "marketing-ops");
  EXPECT_THAT(roles.responsible, ElementsAre("design", "web"));
  EXPECT_THAT(roles.consulted, ElementsAre("legal"));
  EXPECT_THAT(roles.informed, ElementsAre("finance"));
  EXPECT_EQ(roles.to_json(), (core::Json{{"accountable", "marketing-ops"},
                                         {"responsible", {"design", "web"}},
                                         {"consulted", {"legal"}},
                                         {"informed", {"finance"}}}));
  EXPECT_TRUE(core::Roles().to_json().is_null());
}

TEST(Roles, AreHeldToTheirForm) {
  EXPECT_THAT(found(with_roles("{ acountable: ops }")), ElementsAre("2:10 syntax/unknown-key"));
  EXPECT_THAT(found(with_roles("[ops]")), ElementsAre("2:8 type/wrong-type"));
  EXPECT_THAT(found(with_roles("{}")), ElementsAre("2:8 syntax/missing-key"));
  EXPECT_THAT(found(with_roles("{ accountable: [ops, web] }")),
              ElementsAre("2:23 type/wrong-type"));
  EXPECT_THAT(found(with_roles("{ accountable: 7, informed: { a: b } }")),
              ElementsAre("2:23 type/wrong-type", "2:36 type/wrong-type"));
  EXPECT_THAT(found(with_roles("{ accountable: \"ana, bob\", consulted: [ana and bob, \" \"] }")),
              ElementsAre("2:23 roles/name", "2:47 roles/name", "2:60 roles/name"));
  EXPECT_THAT(found(with_roles("{ responsible: [], informed: [ana, ana] }")),
              ElementsAre("2:23 limit/range", "2:43 roles/twice"));
}

TEST(Roles, HintsSayWhatToWrite) {
  EXPECT_EQ(only(with_roles("marketing-ops")).hint, "write roles: { accountable: marketing-ops }");
  EXPECT_EQ(only(with_roles("{ owner: ops }")).hint, "did you mean \"accountable\"?");
  EXPECT_EQ(only(with_roles("{ responsible: \"design, web\" }")).hint,
            "write a list: responsible: [design, web]");
}

TEST(Roles, AreReadByExpressionsAsFarAsTheyAreNamed) {
  constexpr auto kSteps =
      "steps:\n  b: { set: { c: \"${run.roles.accountable}\", d: \"${run.roles.informed[0]}\" } "
      "}\n";
  EXPECT_THAT(found("\nworkflow: a\nroles: { accountable: ops, informed: [finance] }\n" +
                    std::string(kSteps)),
              IsEmpty());
  EXPECT_THAT(found("\nworkflow: a\nroles: { accountable: ops }\n" + std::string(kSteps)),
              ElementsAre("4:62 expr/unknown-field"));
}

// The example by which the language was designed, as it was written then. The warnings are right: a
// site is not always ordered, so there is not always an output of the step "ticket" to read; and
// when the schedule begins the run, its event has none of the data that a deal has.
TEST(Roles, StandInTheWholeExampleWithTheFactsThatAreShipped) {
  core::Findings findings;
  const auto facts =
      facts::Definitions::read({{"budget.yaml", read_file("config/facts/budget.yaml")},
                                {"team.yaml", read_file("config/facts/team.yaml")}},
                               findings);
  ASSERT_THAT(findings, IsEmpty());
  const auto yaml = read_file("tests/data/templates/whole_example.yaml");
  Outside outside;
  outside.facts = &facts;
  EXPECT_THAT(found(yaml, nullptr, outside),
              ElementsAre("26:36 suspicious/maybe-absent", "40:33 suspicious/maybe-absent",
                          "65:39 suspicious/maybe-absent", "68:36 suspicious/maybe-absent"));
}

}  // namespace baton::templates
