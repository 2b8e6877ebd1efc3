#include "make.hpp"

#include <gmock/gmock.h>

// What one fact takes.
namespace baton::facts {
namespace {

using core::Json;
using testing::HasSubstr;

std::string fault(const Definition& fact, std::string_view key, const Json& value) {
  const auto wrong = fact.unfit(key, value);
  return wrong ? wrong->text() : std::string();
}

TEST(FactDefinition, AValueHasExactlyTheMembersOfItsType) {
  const auto facts = facts_of({kBudget});
  const auto& budget = *facts.find("budget");
  EXPECT_EQ(fault(budget, "EMEA", {{"remaining", 5.5}, {"currency", "EUR"}}), "");
  EXPECT_THAT(fault(budget, "EMEA", {{"remaining", 5}}), HasSubstr("\"currency\" is missing"));
  EXPECT_THAT(fault(budget, "EMEA", {{"remaining", 5}, {"currency", "EUR"}, {"remainig", 1}}),
              HasSubstr("did you mean \"remaining\"?"));
  EXPECT_THAT(fault(budget, "EMEA", 5), HasSubstr("expected object, got 5"));
}

TEST(FactDefinition, SaysWhereTheMistakeIs) {
  const auto facts = facts_of({kBudget});
  const auto& budget = *facts.find("budget");
  const auto where = [&budget](std::string_view key, const Json& value) {
    return budget.unfit(key, value)->where;
  };
  EXPECT_EQ(where("", Json::object()), "/key");
  EXPECT_EQ(where("EMEA", 5), "/value");
  EXPECT_EQ(where("EMEA", {{"remaining", 5}}), "/value/currency");
  EXPECT_EQ(where("EMEA", {{"remaining", "5"}, {"currency", "EUR"}}), "/value/remaining");
  EXPECT_EQ(where("EMEA", {{"remaining", 5}, {"curency", "EUR"}}), "/value/curency")
      << "what is misspelt, and not what is missing for it";
}

TEST(FactDefinition, AKeyIsThereExactlyIfTheFactHasOne) {
  const auto facts = facts_of({kBudget, kFreeze});
  EXPECT_THAT(fault(*facts.find("budget"), "", Json::object()), HasSubstr("expected a key"));
  EXPECT_THAT(fault(*facts.find("freeze"), "x", true), HasSubstr("expected no key"));
  EXPECT_EQ(fault(*facts.find("freeze"), "", true), "");
  EXPECT_THAT(fault(*facts.find("budget"), std::string(161, 'x'), Json::object()),
              HasSubstr("at most 160 bytes"));
  EXPECT_TRUE(facts.find("budget")->misread(std::nullopt));
  EXPECT_TRUE(facts.find("freeze")->misread("x"));
  EXPECT_FALSE(facts.find("freeze")->misread(std::nullopt));
}

TEST(FactDefinition, AValueIsBounded) {
  const auto facts = facts_of({"fact: x\ntype: string\n"});
  EXPECT_EQ(facts.find("x")->unfit("", std::string(5'000, 'x'))->code, core::Errc::too_large);
}

TEST(FactDefinition, IsJsonAsItIsWritten) {
  const auto facts = facts_of({kBudget});
  const auto json = to_json(*facts.find("budget"));
  EXPECT_EQ(json.at("type"), Json({{"remaining", "number"}, {"currency", "string"}}));
  EXPECT_EQ(json.at("stale_after"), "2d");
  EXPECT_EQ(json.at("from").at(0).at("key"), "event.data.region");
}

}  // namespace
}  // namespace baton::facts
