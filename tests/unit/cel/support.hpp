#pragma once

#include "baton/cel/expression.hpp"
#include "baton/cel/text.hpp"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace baton::cel::test {

// Names with values from JSON, which they own.
class JsonBindings final : public Bindings {
 public:
  explicit JsonBindings(std::string_view json) : values_(core::Json::parse(json)) {}
  std::optional<Value> find(std::string_view name) const override {
    const auto* value = core::find(values_, name);
    if (value == nullptr) return std::nullopt;
    return Value::borrow(*value);
  }
  Budget* budget() const override { return &budget_; }

 private:
  core::Json values_;
  // Bounds single evaluations only, and reads no clock.
  mutable Budget budget_{1'000'000'000'000, nullptr};
};

inline JsonBindings deal() {
  return JsonBindings(R"({
    "event": {"id": "e1", "data": {"id": "0061", "stage": "Closed Won", "amount": 4200, "rate": 1.5, "account": null,
              "tags": ["new", "big"], "lines": [{"price": 1}, {"price": 5}]}},
    "inputs": {"amount": 4200.0, "region": "EMEA"},
    "steps": {"ticket": {"output": {"key": "WEB-1"}}},
    "world": {"freeze": false, "budget": {"EMEA": {"remaining": 100}}}
  })");
}

// The expression, which must compile.
inline std::shared_ptr<const Expression> compiled(std::string_view text,
                                                  const Scope* scope = nullptr) {
  auto result = Expression::compile(text, scope);
  core::ensure(result.expression != nullptr,
               result.findings.empty() ? "no expression" : result.findings.front().message);
  return result.expression;
}

// The value of an expression over deal(), as CEL would write it, or "error: …".
inline std::string result_of(std::string_view text) {
  const auto names = deal();
  const auto expression = compiled(text);
  const auto evaluation = expression->evaluate(names);
  return evaluation.value ? evaluation.value->literal()
                          : "error: " + evaluation.value.error().message;
}

// The first finding as "line:column rule", or "none".
inline std::string first_finding(std::string_view text, const Scope* scope = nullptr) {
  const auto result = Expression::compile(text, scope);
  if (result.findings.empty()) return "none";
  const auto& first = result.findings.front();
  return std::to_string(first.at.line) + ":" + std::to_string(first.at.column) + " " + first.rule;
}

}  // namespace baton::cel::test
