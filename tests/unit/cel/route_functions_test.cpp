#include "baton/cel/uses.hpp"
#include "baton/routing/routes.hpp"
#include "unit/cel/support.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace baton::cel::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

const routing::Routes& routes() {
  static const auto made = [] {
    core::Findings findings;
    auto read = routing::Routes::read(
        {{"a",
          "route: by-size\ninputs: { n: number }\nfirst:\n"
          "  - { name: big, when: { n: { at_least: 10 } }, then: { group: a, sla: 5bd } }\n"
          "  - { name: small, when: { n: { below: 10 } }, then: { group: b } }\n"},
         {"b",
          "route: many\ninputs: { n: integer }\nall:\n"
          "  - { when: { n: { above: 1 } }, then: { group: a } }\n"
          "  - { when: { n: { above: 2 } }, then: { group: b } }\n"}},
        findings);
    EXPECT_THAT(core::has_errors(findings), false);
    return read;
  }();
  return made;
}

class RouteNames final : public Bindings {
 public:
  explicit RouteNames(const routing::Routes* routes) : routes_(routes) {}
  std::optional<Value> find(std::string_view name) const override {
    return name == "n" ? std::optional(Value::integer(12)) : std::nullopt;
  }
  Outside outside() const override { return {nullptr, routes_}; }

 private:
  const routing::Routes* routes_;
};

Scope route_scope() {
  Scope scope;
  scope.declare("n", simple(Type::Kind::integer));
  scope.declare_result("route", "by-size",
                       object_of({{"group", simple(Type::Kind::string)},
                                  {"sla", simple(Type::Kind::string)},
                                  {"row", simple(Type::Kind::string)}}));
  return scope;
}

std::string route_result(std::string_view text, const routing::Routes* with = &routes()) {
  const auto names = route_scope();
  const auto expression = compiled(text, &names);  // the value may borrow from it
  const auto value = expression->evaluate(RouteNames(with)).value;
  return value ? value->literal() : "error: " + value.error().message;
}

std::vector<std::string> route_rules(std::string_view text) {
  const auto names = route_scope();
  std::vector<std::string> out;
  for (const auto& finding : Expression::compile(text, &names).findings)
    out.push_back(finding.rule);
  return out;
}

TEST(RouteFunction, GivesWhatTheRowGivesAndItsName) {
  EXPECT_EQ(route_result("route('by-size', {'n': n}).group"), "\"a\"");
  EXPECT_EQ(route_result("route('by-size', {'n': n - 3}).row"), "\"small\"");
  EXPECT_EQ(route_result("route('by-size', {'n': 1}).?sla.orValue('none')"), "\"none\"");
  EXPECT_EQ(route_result("route('many', {'n': 3}).map(row, row.group)"), "[\"a\", \"b\"]");
  EXPECT_EQ(route_result("size(route('many', {'n': 0}))"), "0");
}

TEST(RouteFunction, WhatCannotBeAskedIsAnError) {
  EXPECT_THAT(route_result("route('by-sise', {'n': 1}).group"),
              HasSubstr("did you mean \"by-size\"?"));
  EXPECT_THAT(route_result("route('by-size', {'n': 'x'}).group"), HasSubstr("expected number"));
  EXPECT_THAT(route_result("route('by-size', {}).group"), HasSubstr("needs the input \"n\""));
  EXPECT_THAT(route_result("route('by-size', {'n': 1}).group", nullptr),
              HasSubstr("there are none here"));
}

TEST(RouteFunction, IsTypedByItsTable) {
  EXPECT_THAT(route_rules("route('by-size', {'n': 1}).group == 'a'"), IsEmpty());
  EXPECT_THAT(route_rules("route('by-size', {'n': 1}).grup == 'a'"),
              ElementsAre("cel/unknown-field"));
  EXPECT_THAT(route_rules("route('by-size', {'n': 1}).group > 3"), ElementsAre("cel/type"));
  EXPECT_THAT(route_rules("route('by-size', 1)"), ElementsAre("cel/type"));
  EXPECT_THAT(route_rules("route('by-size')"), ElementsAre("cel/arguments"));
}

TEST(RouteFunction, IsNeverTakenForAConstant) {
  EXPECT_FALSE(compiled("route('by-size', {'n': 1}).group == 'a'")->constant());
}

TEST(RouteFunction, ItsNameAndItsInputsAreKnownWhereTheyAreWritten) {
  const auto found = named_routes(*compiled("route('by-size', {'n': 12}).row == 'big'"));
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].name, "by-size");
  EXPECT_EQ(found[0].offset, 6U);
  ASSERT_TRUE(found[0].given.has_value());
  EXPECT_EQ(found[0].given->at("n").literal->as_int(), 12);
  const auto computed = named_routes(*compiled("route('by-size', n).row == 'big'"));
  ASSERT_EQ(computed.size(), 1U);
  EXPECT_FALSE(computed[0].given.has_value());
}

}  // namespace
}  // namespace baton::cel::test
