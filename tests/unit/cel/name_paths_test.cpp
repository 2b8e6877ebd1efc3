#include "unit/cel/support.hpp"

#include <gtest/gtest.h>

// An evaluation finds what it reads by names once, and compares it where it is. explain() walks
// node by node instead, so that the two check each other.
namespace baton::cel::test {
namespace {

constexpr auto* kDocuments = R"([
  {"event": {"id": "e1", "data": {"stage": "Closed Won", "amount": 4200, "rate": 1.5, "paid": true, "none": null,
             "big": 18446744073709551615, "lines": [{"price": 1, "sku": "a"}, {"price": 5, "sku": "b"}]}}},
  {"event": {"id": "", "data": {"stage": 5, "amount": "4200", "rate": null, "paid": "true", "lines": [1, {"price": null}, {}]}}},
  {"event": {"id": 7, "data": {"stage": ["a"], "amount": {"a": 1}, "rate": -0.0, "paid": [], "lines": {"a": {"price": 9}}}}},
  {"event": {"id": null, "data": null}},
  {"event": {"data": "text"}},
  {"event": []},
  {"other": 1}
])";

constexpr const char* kExpressions[] = {
    "event.data.stage == \"Closed Won\" && event.data.amount >= 10000",
    "event.data.stage == \"Closed Won\" && event.data.amount >= 4200",
    "event.data.amount < 5000 || event.data.stage != \"Open\"",
    "event.data.rate > 1 && event.data.rate <= 1.5 && event.data.rate < event.data.amount",
    "event.data.big > event.data.amount",
    "(event.data.paid == true || event.data.stage == 5) && (event.id != \"\" || event.data.rate > "
    "1)",
    "(event.data.missing == 1 && event.data.rate > 100) || event.data.amount >= 1",
    "event.data.stage >= \"Closed\" && event.data.big >= 4200 && event.data.amount == 4200.0",
    "event.data.paid == true && event.data.paid",
    "event.data.none == null",
    "event.data.none != event.data.stage",
    "event.id < \"f\"",
    "\"e1\" == event.id",
    "event.data.lines.exists(l, l.price > 4)",
    "event.data.lines.all(l, l.price > 4 || l.sku == 'a')",
    "event.data.lines.exists(l, l == {})",
    "event.data.lines.exists_one(l, l.sku >= 'b')",
    "event.data.lines.map(l, l.price == 1)",
    "event.data.lines == event.data.lines",
    "event.data.missing == 1",
    "event.data.missing == 1 || event.id == \"e1\"",
    "event.missing.amount == 1",
    "missing.data.amount == 1",
    "event.data.stage < event.data.amount",
    "(event.data.amount > 1) == (event.data.rate > 1)",
    "event.data.stage",
    "event.data",
    "event.data.amount + event.data.amount",
    "event.data.?rate.orValue(0.0) == 1.5",
    "has(event.data.stage) && event.data.stage == \"Closed Won\"",
    "event.data.amount == 4200 ? event.data.stage : event.id",
    "event.a.b == 1 || event.c.d == 1 || event.e.f == 1 || event.g.h == 1 || event.i.j == 1 || "
    "event.k.l == 1 || event.m.n == 1 || event.o.p == 1 || event.id == \"e1\"",
};

TEST(NamePaths, GiveWhatAWalkNodeByNodeGives) {
  for (const auto& document : core::Json::parse(kDocuments)) {
    const JsonBindings names(core::dump(document));
    for (const auto* text : kExpressions) {
      const auto expression = compiled(text);
      const auto value = expression->evaluate(names).value;
      const auto walked = expression->explain(names);
      EXPECT_EQ(value ? value->literal() : value.error().message, walked.value)
          << text << " over " << document;
      EXPECT_EQ(!value, walked.failed) << text << " over " << document;
      const auto verdict = decide_gate(*expression, names);
      EXPECT_EQ(verdict.outcome == Outcome::open, value && value->is_true()) << text;
      EXPECT_EQ(verdict.outcome == Outcome::closed, value && value->is_false()) << text;
      if (!value) {
        EXPECT_EQ(verdict.reason, value.error().message) << text << " over " << document;
      }
    }
  }
}

// Has a budget, whose steps can be counted.
class BudgetedBindings final : public Bindings {
 public:
  explicit BudgetedBindings(const core::Json& event, std::size_t cost_max = kDecisionCostMax)
      : event_(event), budget_(cost_max) {}
  std::optional<Value> find(std::string_view) const override { return Value::borrow(event_); }
  Budget* budget() const override { return &budget_; }
  std::size_t used() const { return budget_.used(); }
  bool exhausted() const { return budget_.exhausted(); }

 private:
  const core::Json& event_;
  mutable Budget budget_;
};

// A gate is decided without an evaluator where that can be done, and costs the same.
TEST(NamePaths, AGateCostsWhatItsEvaluationCosts) {
  const auto event = core::Json::parse(
      R"({"data": {"a": 1, "b": "a text of more than sixteen bytes", "c": true, "d": null}})");
  for (const auto* text :
       {"event.data.a == 1", "event.data.a == 1 && event.data.b != \"x\"", "event.data.c",
        "event.data.a == 2 || event.data.b < \"b\" && event.data.c", "event.data.a == \"1\"",
        "event.data.e == 1 || event.data.c", "event.data.d == null || event.data.c",
        "event.data.a > 1 && event.data.e == 1"}) {
    const auto condition = compiled(text);
    const BudgetedBindings names(event);
    EXPECT_NE(decide_gate(*condition, names, false).outcome, Outcome::error) << text;
    EXPECT_EQ(names.used(), condition->evaluate(BudgetedBindings(event)).cost) << text;
  }
}

TEST(NamePaths, AGateStopsAtItsLimit) {
  const auto event = core::Json::parse(R"({"data": {"a": 1}})");
  const auto condition = compiled("event.data.a == 1");
  const BudgetedBindings names(event, 2);
  EXPECT_EQ(decide_gate(*condition, names, false).outcome, Outcome::error);
  EXPECT_TRUE(names.exhausted());
}

// Counts how often a name is asked for.
class Asked final : public Bindings {
 public:
  explicit Asked(const core::Json& event) : event_(event) {}
  std::optional<Value> find(std::string_view) const override {
    ++times;
    return Value::borrow(event_);
  }
  mutable int times = 0;

 private:
  const core::Json& event_;
};

TEST(NamePaths, AskForANameOnce) {
  const auto event = core::Json::parse(R"({"data": {"a": 1, "b": 2}})");
  const Asked names(event);
  const auto value = compiled("event.data.a == 1 && event.data.b == 2 && event.data.a < 2");
  EXPECT_TRUE(value->evaluate(names).value->is_true());
  EXPECT_EQ(names.times, 1);
}

TEST(NamePaths, CostWhatTheirNodesCost) {
  EXPECT_EQ(compiled("event.data.amount")->evaluate(deal()).cost, 3U);
  EXPECT_EQ(compiled("event.data.amount > 1 && event.data.amount < 9")->evaluate(deal()).cost, 11U);
  const auto limited = compiled("event.data.amount > 1")->evaluate(deal(), 2).value;
  ASSERT_FALSE(limited);
  EXPECT_EQ(limited.error().code, core::Errc::limited);
}

}  // namespace
}  // namespace baton::cel::test
