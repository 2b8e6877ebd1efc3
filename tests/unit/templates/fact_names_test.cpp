#include "check.hpp"

// Facts that expressions of a template read.
namespace baton::templates {
namespace {

const facts::Definitions& facts_there_are() {
  static const auto made = [] {
    core::Findings findings;
    return facts::Definitions::read(
        {{"a", "fact: budget\nkey: string\ntype: { remaining: number, currency: string }\n"},
         {"b", "fact: freeze\ntype: boolean\n"}},
        findings);
  }();
  return made;
}

std::vector<std::string> faults(const std::string& gate) {
  return found("\nworkflow: a\ninputs: { region: string }\nsteps:\n  b: { gate: '" + gate +
                   "', set: { x: 1 } }\n",
               nullptr, {nullptr, nullptr, &facts_there_are()});
}

core::Finding only_fault(const std::string& gate) {
  const auto findings =
      findings_of("\nworkflow: a\ninputs: { region: string }\nsteps:\n  b: { gate: '" + gate +
                      "', set: { x: 1 } }\n",
                  nullptr, {nullptr, nullptr, &facts_there_are()});
  EXPECT_EQ(findings.size(), 1U) << (findings.empty() ? "" : findings[0].message);
  return findings.empty() ? core::Finding{} : findings.front();
}

TEST(FactNames, AreReadInEachForm) {
  EXPECT_THAT(faults("facts.budget[inputs.region].remaining >= 5000"), IsEmpty());
  EXPECT_THAT(faults("facts.budget.EMEA.currency == \"EUR\""), IsEmpty());
  EXPECT_THAT(faults("!fact(\"freeze\")"), IsEmpty());
  EXPECT_THAT(faults("has(facts.budget.EMEA) || has(facts.freeze)"), IsEmpty());
  EXPECT_THAT(faults("\"EMEA\" in facts.budget || !facts.?freeze.orValue(true)"), IsEmpty());
  EXPECT_THAT(faults("facts.budget[?inputs.region].remaining.orValue(0.0) >= 5000"), IsEmpty());
}

TEST(FactNames, AreHeldToTheFactsThatThereAre) {
  const auto unknown = only_fault("facts.budgt.EMEA.remaining > 1");
  EXPECT_EQ(unknown.rule, "ref/unknown-fact");
  EXPECT_EQ(unknown.hint, "did you mean \"budget\"?");
  EXPECT_EQ(only_fault("facts.budget.EMEA.remainig > 1").rule, "expr/unknown-field");
  EXPECT_EQ(only_fault("facts.budget.EMEA.currency > 1").rule, "expr/type");
  EXPECT_EQ(only_fault("fact(\"budget\").remaining > 1").rule, "fact/key");
  EXPECT_EQ(only_fault("facts.freeze.EMEA").rule, "fact/key");
  EXPECT_EQ(only_fault("has(facts.budget)").rule, "fact/key");
  EXPECT_EQ(only_fault("inputs.region in facts.budgt").rule, "ref/unknown-fact");
  EXPECT_EQ(only_fault("has(facts.budget[inputs.region])").hint,
            "write inputs.region in facts.budget");
}

TEST(FactNames, TheWordAloneIsNoName) {
  EXPECT_THAT(only_fault("facts.freeze").hint, HasSubstr("fact(\"NAME\")"));
}

}  // namespace
}  // namespace baton::templates
