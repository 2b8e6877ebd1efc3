#include "baton/facts/definitions.hpp"

#include "make.hpp"

#include <gmock/gmock.h>

namespace baton::facts {
namespace {

using core::Json;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

core::Event event(std::string type, Json data) {
  core::Event event;
  event.type = std::move(type);
  event.source = "finance";
  event.data = std::move(data);
  return event;
}

Definitions::Found found(const Definitions& facts, const core::Event& event) {
  return facts.found_in(event, event.to_json(), core::Time{}, {});
}

TEST(FactDefinitions, AnEventSetsAFact) {
  const auto facts = facts_of({kBudget, kFreeze});
  EXPECT_THAT(facts.names(), ElementsAre("budget", "freeze"));
  const auto of_event = found(facts, event("finance.budget.changed",
                                           {{"region", "EMEA"}, {"left", 5}, {"currency", "EUR"}}));
  EXPECT_THAT(of_event.errors, IsEmpty());
  ASSERT_EQ(of_event.sets.size(), 1U);
  EXPECT_EQ(of_event.sets[0].fact->name, "budget");
  EXPECT_EQ(of_event.sets[0].key, "EMEA");
  EXPECT_EQ(of_event.sets[0].value, Json({{"remaining", 5}, {"currency", "EUR"}}));
}

TEST(FactDefinitions, OnlyEventsThatAreMeantSetIt) {
  const auto facts = facts_of({kBudget});
  EXPECT_TRUE(facts.listens("finance.budget.changed"));
  EXPECT_FALSE(facts.listens("finance.budget.drafted"));
  const Json draft{{"region", "EMEA"}, {"left", 5}, {"currency", "EUR"}, {"draft", true}};
  EXPECT_THAT(found(facts, event("finance.budget.changed", draft)).sets, IsEmpty());
  EXPECT_THAT(found(facts, event("finance.other", draft)).sets, IsEmpty());
}

TEST(FactDefinitions, WhatDoesNotFitSetsNothingAndIsNamed) {
  const auto facts = facts_of({kBudget});
  const auto fault = [&facts](const Json& data) {
    const auto of_event = found(facts, event("finance.budget.changed", data));
    EXPECT_THAT(of_event.sets, IsEmpty());
    return of_event.errors.empty() ? std::string() : of_event.errors.front().text();
  };
  EXPECT_THAT(fault({{"region", "EMEA"}, {"left", "much"}, {"currency", "EUR"}}),
              HasSubstr("budget.remaining: expected number, got \"much\""));
  EXPECT_THAT(fault({{"region", "EMEA"}, {"left", 5}}), HasSubstr("value: "));
  EXPECT_THAT(fault({{"left", 5}, {"currency", "EUR"}}), HasSubstr("region"));
  EXPECT_THAT(fault({{"region", ""}, {"left", 5}, {"currency", "EUR"}}), HasSubstr("a key"));
  EXPECT_THAT(fault({{"region", {1}}, {"left", 5}, {"currency", "EUR"}}), HasSubstr("key: "));
}

TEST(FactDefinitions, APatternTakesEventsOfSeveralTypes) {
  const auto facts = facts_of(
      {"fact: last\nkey: string\ntype: string\nfrom: [{ event: ads.*.changed, key: event.type, "
       "value: event.data.x }]\n"});
  const auto of_event = found(facts, event("ads.campaign.changed", {{"x", "y"}}));
  ASSERT_EQ(of_event.sets.size(), 1U);
  EXPECT_EQ(of_event.sets[0].key, "ads.campaign.changed");
}

TEST(FactDefinitions, TwoFilesOfOneNameAreOneTooMany) {
  core::Findings findings;
  Definitions::read({{"a", kFreeze}, {"b", kFreeze}}, findings);
  ASSERT_EQ(findings.size(), 1U);
  EXPECT_EQ(findings[0].rule, "fact/twice");
}

TEST(FactDefinitions, NamesAreHeldToThoseThatThereAre) {
  const auto facts = facts_of({kBudget});
  EXPECT_EQ(facts.named("budgt").error().hint, "did you mean \"budget\"?");
  EXPECT_THAT(Definitions().named("x").error().hint, HasSubstr("config/facts"));
}

}  // namespace
}  // namespace baton::facts
