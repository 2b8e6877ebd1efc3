#include "baton/cel/uses.hpp"
#include "baton/core/fact.hpp"
#include "unit/cel/support.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <map>

namespace baton::cel::test {
namespace {

using core::Json;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class Source final : public core::FactSource {
 public:
  core::Result<std::shared_ptr<const core::FactValue>> read(
      std::string_view fact, const std::optional<std::string>& key) override {
    asked.push_back(std::string(fact) + (key ? "[" + *key + "]" : ""));
    if (fact == "gone") return core::Error{core::Errc::unavailable, "it is stale"};
    if (key == "APAC" || fact == "unset") return core::Error{core::Errc::not_found, "no value yet"};
    return std::make_shared<const core::FactValue>(
        core::FactValue{std::string(fact), key.value_or(""), Json({{"left", 7}})});
  }
  std::vector<std::string> asked{};
};

class FactNames final : public Bindings {
 public:
  explicit FactNames(core::FactSource* source) : source_(source) {}
  std::optional<Value> find(std::string_view name) const override {
    return name == "r" ? std::optional(Value::borrowed_string("EMEA")) : std::nullopt;
  }
  Outside outside() const override { return {nullptr, nullptr, source_}; }

 private:
  core::FactSource* source_;
};

Scope fact_scope() {
  Scope scope;
  scope.declare("r", simple(Type::Kind::string));
  scope.declare_result("fact", "budget", object_of({{"left", simple(Type::Kind::floating)}}));
  return scope;
}

std::string fact_result(std::string_view text, Source* source) {
  const auto names = fact_scope();
  const auto value = compiled(text, &names)->evaluate(FactNames(source)).value;
  return value ? value->literal() : "error: " + value.error().message;
}

std::vector<std::string> fact_rules(std::string_view text) {
  const auto names = fact_scope();
  std::vector<std::string> out;
  for (const auto& finding : Expression::compile(text, &names).findings)
    out.push_back(finding.rule);
  return out;
}

TEST(FactFunction, IsWrittenInSeveralForms) {
  Source source;
  EXPECT_EQ(fact_result("fact('budget', r).left", &source), "7");
  EXPECT_EQ(fact_result("facts.budget[r].left", &source), "7");
  EXPECT_EQ(fact_result("facts.budget.EMEA.left", &source), "7");
  EXPECT_EQ(fact_result("facts.budget['EMEA'].left == fact('budget', 5).left", &source), "true");
  EXPECT_EQ(fact_result("fact('freeze').left", &source), "7");
  EXPECT_THAT(source.asked, ElementsAre("budget[EMEA]", "budget[EMEA]", "budget[EMEA]",
                                        "budget[EMEA]", "budget[5]", "freeze"));
}

TEST(FactFunction, WhatCannotBeReadIsAnError) {
  Source source;
  EXPECT_EQ(fact_result("fact('gone', 'x').left", &source), "error: it is stale");
  EXPECT_THAT(fact_result("fact('budget', r).left", nullptr), HasSubstr("there are none here"));
}

TEST(FactFunction, CanBeAskedWhetherItHasAValue) {
  Source source;
  EXPECT_EQ(fact_result("has(facts.budget.EMEA)", &source), "true");
  EXPECT_EQ(fact_result("has(facts.budget.APAC)", &source), "false");
  EXPECT_EQ(fact_result("has(facts.budget.APAC.left)", &source), "false");
  EXPECT_EQ(fact_result("r in facts.budget", &source), "true");
  EXPECT_EQ(fact_result("!('APAC' in facts.budget)", &source), "true");
  EXPECT_EQ(fact_result("facts.budget.?EMEA.left.orValue(0.0)", &source), "7");
  EXPECT_EQ(fact_result("facts.budget.?APAC.left.orValue(0.5)", &source), "0.5");
  EXPECT_EQ(fact_result("facts.budget[?r].left.orValue(0.0)", &source), "7");
  EXPECT_EQ(fact_result("facts.?unset.orValue(3)", &source), "3");
  EXPECT_EQ(fact_result("has(facts.unset) || has(facts.freeze)", &source), "true");
  EXPECT_THAT(
      source.asked,
      ElementsAre("budget[EMEA]", "budget[APAC]", "budget[APAC]", "budget[EMEA]", "budget[APAC]",
                  "budget[EMEA]", "budget[APAC]", "budget[EMEA]", "unset", "unset", "freeze"));
  EXPECT_EQ(fact_result("has(facts.gone.EMEA)", &source), "error: it is stale")
      << "that it is too old is not that it is absent";
  EXPECT_EQ(
      fact_result("[{'a': {'b': 1}}].exists(facts, has(facts.a.b) && 'b' in facts.a)", &source),
      "true");
}

TEST(FactFunction, IsTypedByItsFile) {
  EXPECT_THAT(fact_rules("facts.budget[r].left > 3"), IsEmpty());
  EXPECT_THAT(fact_rules("facts.budget[r].lift > 3"), ElementsAre("cel/unknown-field"));
  EXPECT_THAT(fact_rules("facts.budget.EMEA.left == 'x'"), ElementsAre("cel/type"));
  EXPECT_THAT(fact_rules("facts.budget"), ElementsAre("cel/unknown-name"));
  EXPECT_THAT(fact_rules("[1].map(facts, facts + 1)[0] == 2"), IsEmpty());
  EXPECT_THAT(fact_rules("has(facts.budget.EMEA) && 'EMEA' in facts.budget"), IsEmpty());
  EXPECT_THAT(fact_rules("facts.budget.?EMEA.left.orValue('x')"), ElementsAre("cel/type"));
  EXPECT_THAT(fact_rules("facts.budget[?r].lift.orValue(1.0) > 2.0"),
              ElementsAre("cel/unknown-field"));
}

TEST(FactFunction, IsKnownToReadFacts) {
  EXPECT_TRUE(compiled("facts.budget['x'].left > 1")->reads_facts());
  EXPECT_FALSE(compiled("facts.budget['x'].left > 1")->constant());
  EXPECT_FALSE(compiled("r == 'x'")->reads_facts());
  for (const auto* asks :
       {"has(facts.budget.x)", "'x' in facts.budget", "facts.budget[?'x'].left"}) {
    SCOPED_TRACE(asks);
    EXPECT_TRUE(compiled(asks)->reads_facts());
    EXPECT_FALSE(compiled(asks)->constant());
    ASSERT_EQ(named_facts(*compiled(asks)).size(), 1U);
    EXPECT_EQ(named_facts(*compiled(asks)).front().name, "budget");
    EXPECT_EQ(named_facts(*compiled(asks)).front().key, "x");
  }
  EXPECT_TRUE(compiled("r in facts.budget")->reads_facts_by("r"));
  const auto named = named_facts(*compiled("facts.budget.x.left > fact('freeze').left"));
  ASSERT_EQ(named.size(), 2U);
  EXPECT_FALSE(named_facts(*compiled("facts.budget[r].left > 1")).at(0).key);
  EXPECT_EQ(named[0].name, "budget");
  EXPECT_TRUE(named[0].keyed);
  EXPECT_EQ(named[0].key, "x");
  EXPECT_FALSE(named[1].keyed);
  EXPECT_FALSE(named[1].key);
}

}  // namespace
}  // namespace baton::cel::test
