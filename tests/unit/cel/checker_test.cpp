#include "unit/cel/support.hpp"

#include <gtest/gtest.h>

namespace baton::cel::test {
namespace {

Scope checked_scope() {
  Scope scope;
  scope.declare("event", dyn());
  scope.declare("inputs", object_of({{"amount", simple(Type::Kind::floating)},
                                     {"region", simple(Type::Kind::string)}}));
  scope.declare("steps", object_of({{"ticket", object_of({{"status", simple(Type::Kind::string)},
                                                          {"output", dyn()}})}}));
  scope.declare("names", list_of(simple(Type::Kind::string)));
  return scope;
}

std::string type_of(std::string_view text) {
  const auto names = checked_scope();
  return compiled(text, &names)->type().text();
}

std::string finding_of(std::string_view text) {
  const auto names = checked_scope();
  return first_finding(text, &names);
}

TEST(Checker, DeducesTypes) {
  EXPECT_EQ(type_of("inputs.amount * 2"), "double");
  EXPECT_EQ(type_of("names.map(n, n.size())"), "list(int)");
  EXPECT_EQ(type_of("{'a': names}['a'][0]"), "string");
  EXPECT_EQ(type_of("[1, 'a']"), "list(dyn)");
  EXPECT_EQ(type_of("event.data.amount + 1 > 3"), "bool");
  EXPECT_EQ(type_of("{'a': 1}.?a"), "optional_type(int)");
  EXPECT_EQ(type_of("{'a': 1}.?a.orValue(2)"), "int");
  EXPECT_EQ(type_of("timestamp('2026-01-01T00:00:00Z') - duration('1s')"),
            "google.protobuf.Timestamp");
}

TEST(Checker, OffersTheNameThatWasMeant) {
  const auto names = checked_scope();
  const auto unknown_name = Expression::compile("evnt.data", &names);
  ASSERT_EQ(unknown_name.findings.size(), 1U);
  EXPECT_EQ(unknown_name.findings[0].rule, "cel/unknown-name");
  EXPECT_EQ(unknown_name.findings[0].hint, "did you mean \"event\"?");
  const auto unknown_step = Expression::compile("steps.tiket.status == 'x'", &names);
  ASSERT_EQ(unknown_step.findings.size(), 1U);
  EXPECT_EQ(unknown_step.findings[0].rule, "cel/unknown-field");
  EXPECT_EQ(unknown_step.findings[0].hint, "did you mean \"ticket\"?");
  EXPECT_EQ(finding_of("steps['tiket'].status == 'x'"), "1:8 cel/unknown-field");
  EXPECT_EQ(finding_of("has(steps.tiket)"), "1:11 cel/unknown-field");
}

TEST(Checker, FindsWhatCannotWork) {
  EXPECT_EQ(finding_of("inputs.region > 3"), "1:15 cel/type");
  EXPECT_EQ(finding_of("inputs.amount && true"), "1:7 cel/type");
  EXPECT_EQ(finding_of("inputs.region ? 1 : 2"), "1:15 cel/type");
  EXPECT_EQ(finding_of("true ? 1 : 'a'"), "1:6 cel/type");
  EXPECT_EQ(finding_of("inputs.amount.all(x, x > 1)"), "1:7 cel/type");
  EXPECT_EQ(finding_of("names.contians('x')"), "1:15 cel/unknown-function");
  EXPECT_EQ(finding_of("size(1, 2)"), "1:5 cel/arguments");
  EXPECT_EQ(finding_of("'a'.timestamp()"), "1:14 cel/unknown-function");
}

TEST(Checker, TellsOfEveryFaultAtOnce) {
  const auto names = checked_scope();
  const auto compiled =
      Expression::compile("evnt.x == 1 && inputs.region > 3 && steps.tiket.status == 'a'", &names);
  EXPECT_EQ(compiled.findings.size(), 3U);
  EXPECT_EQ(compiled.expression, nullptr);
}

TEST(Checker, AcceptsWhatMayWork) {
  EXPECT_EQ(finding_of("event.anything.at.all == 3"), "none");
  EXPECT_EQ(finding_of("inputs.region == null"), "none");
  EXPECT_EQ(finding_of("inputs.amount == 3"), "none");
  EXPECT_EQ(finding_of("names.exists(n, n in ['a', 'b']) ? inputs.amount : 0.0"), "none");
  EXPECT_EQ(finding_of("'amount' in inputs && size(inputs) > 1"), "none");
}

TEST(Scope, ResolvesInTheContainer) {
  Scope names;
  names.declare("a.b.x", simple(Type::Kind::boolean)).declare("x", simple(Type::Kind::string));
  names.container = "a.b";
  EXPECT_EQ(compiled("x", &names)->type().text(), "bool");
  EXPECT_EQ(compiled(".x", &names)->type().text(), "string");
}

TEST(Type, ReadsWhatItWrites) {
  for (const auto* text :
       {"int", "list(map(string, dyn))", "optional_type(google.protobuf.Timestamp)", "wrapper(int)",
        "type(int)"}) {
    EXPECT_EQ(parse_type(text)->text(), text);
  }
  EXPECT_FALSE(parse_type("list(int"));
  EXPECT_FALSE(parse_type("map(int)"));
  EXPECT_FALSE(parse_type("colour"));
}

}  // namespace
}  // namespace baton::cel::test
