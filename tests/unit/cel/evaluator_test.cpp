#include "unit/cel/support.hpp"

#include <gtest/gtest.h>

namespace baton::cel::test {
namespace {

TEST(Evaluator, MixesIntAndDoubleByPromotion) {
  EXPECT_EQ(result_of("event.data.amount * 2.5"), "10500");
  EXPECT_EQ(result_of("inputs.amount * 2"), "8400");
  EXPECT_EQ(result_of("inputs.amount / 4000 > 1"), "true");
  EXPECT_EQ(result_of("7 / 2"), "3");
}

TEST(Evaluator, ComparesNumbersOfAllTypesByValue) {
  EXPECT_EQ(result_of("inputs.amount == event.data.amount"), "true");
  EXPECT_EQ(result_of("1u < 1.5 && -1 < 0u"), "true");
  EXPECT_EQ(result_of("2 in [1.0, 2.0]"), "true");
  EXPECT_EQ(result_of("{1: 'a'}[1.0]"), "\"a\"");
}

TEST(Evaluator, RefusesOverflow) {
  EXPECT_EQ(result_of("9223372036854775807 + 1"),
            "error: integer overflow in +: the result does not fit 64 bits");
  EXPECT_EQ(result_of("1 / 0"), "error: division by zero");
}

TEST(Evaluator, NamesTheMissingField) {
  EXPECT_EQ(result_of("event.data.amuont > 3"),
            "error: event.data.amuont: there is no field \"amuont\"");
  const auto names = deal();
  const auto expression = compiled("true\n  && event.data.amuont > 3");
  const auto evaluation = expression->evaluate(names);
  ASSERT_FALSE(evaluation.value);
  EXPECT_EQ(evaluation.value.error().code, core::Errc::not_found);
  EXPECT_EQ(evaluation.value.error().where, "expression:2:16");
}

TEST(Evaluator, HasIsFalseAlsoWhenTheMiddleIsMissing) {
  EXPECT_EQ(result_of("has(event.data.amount)"), "true");
  EXPECT_EQ(result_of("has(event.dtaa.amount)"), "false");
  EXPECT_EQ(result_of("has(event.data.account.name)"), "false");
  EXPECT_EQ(result_of("has(event.data.lines[7].price)"), "false");
}

TEST(Evaluator, StrictModeKeepsTheLetterOfTheSpecification) {
  const auto names = deal();
  CompileOptions strict;
  strict.strict = true;
  for (const auto* text : {"has(event.dtaa.amount)", "event.data.amount * 2.5"}) {
    const auto compiled = Expression::compile(text, nullptr, strict);
    ASSERT_TRUE(compiled.expression) << text;
    EXPECT_FALSE(compiled.expression->evaluate(names).value) << text;
  }
}

TEST(Evaluator, DecodesTheTextOfJson) {
  EXPECT_EQ(result_of("json.parse('{\"a\": [1, 2.5, null, \"x\"]}').a.size()"), "4");
  EXPECT_EQ(result_of("json.parse('{\"a\": {\"b\": 7}}').a.b + 1"), "8");
  EXPECT_EQ(result_of("json.parse('12345678901234567890123')"), "\"12345678901234567890123\"");
  EXPECT_EQ(result_of("json.parse('{')"), "error: expected the text of JSON, got \"{\"");
}

TEST(Evaluator, OptionalsTakeTheErrorAway) {
  EXPECT_EQ(result_of("event.?data.?discount.orValue(7)"), "7");
  EXPECT_EQ(result_of("event.data.?account.?name.orValue('none')"), "\"none\"");
  EXPECT_EQ(result_of("event.data.tags[?5].orValue('none')"), "\"none\"");
  EXPECT_EQ(result_of("event.data.?amount.optMap(a, a * 2).value()"), "8400");
  EXPECT_EQ(result_of("optional.of(1).orValue(1 / 0)"), "1");
  EXPECT_EQ(result_of("[?event.?nothing, ?optional.of(42)]"), "[42]");
}

TEST(Evaluator, AndAndOrAbsorbErrorsInEitherOrder) {
  EXPECT_EQ(result_of("1 / 0 > 0 || true"), "true");
  EXPECT_EQ(result_of("true || 1 / 0 > 0"), "true");
  EXPECT_EQ(result_of("1 / 0 > 0 && false"), "false");
  EXPECT_EQ(result_of("1 / 0 > 0 && true"), "error: division by zero");
  EXPECT_EQ(result_of("[1, 0, 2].exists(x, 2 / x == 1)"), "true");
  EXPECT_EQ(result_of("[1, 0].exists(x, 2 / x == 1)"), "error: division by zero");
}

TEST(Evaluator, WalksListsAndMaps) {
  EXPECT_EQ(result_of("event.data.lines.map(l, l.price * 2)"), "[2, 10]");
  EXPECT_EQ(result_of("event.data.lines.filter(l, l.price > 1).size()"), "1");
  EXPECT_EQ(result_of("event.data.tags.exists_one(t, t.startsWith('b'))"), "true");
  EXPECT_EQ(result_of("{'b': 2, 'a': 1}.map(k, k).sort()"), "[\"a\", \"b\"]");
  EXPECT_EQ(result_of("[10, 20].transformMap(i, v, i + v)"), "{0: 10, 1: 21}");
  EXPECT_EQ(result_of("cel.bind(x, event.data.amount, x + x)"), "8400");
  EXPECT_EQ(result_of("event.data.lines.sortBy(l, -l.price)[0].price"), "5");
}

TEST(Evaluator, InnerVariablesHideOuterOnes) {
  EXPECT_EQ(result_of("[1, 2].map(x, [x].map(x, x * 10)[0] + x)"), "[11, 22]");
  EXPECT_EQ(result_of("[1].map(event, event)"), "[1]");
}

TEST(Evaluator, KnowsTimeZones) {
  EXPECT_EQ(result_of("timestamp('2026-05-04T23:30:00Z').getHours('Europe/Paris')"), "1");
  EXPECT_EQ(result_of("timestamp('2026-05-04T23:30:00Z').getHours('-02:30')"), "21");
  EXPECT_EQ(result_of("timestamp('2026-05-04T10:00:00Z') + duration('1h30m')"),
            "2026-05-04T11:30:00Z");
  EXPECT_EQ(result_of("timestamp(0).getHours('Nowhere/City')"),
            "error: expected a time zone such as Europe/Paris or +02:00, got \"Nowhere/City\"");
}

TEST(Evaluator, CostIsCountedAndCapped) {
  const auto names = deal();
  EXPECT_EQ(compiled("1 + 2")->evaluate(names).cost, 3U);
  const auto endless = compiled(
      "lists.range(900).map(x, lists.range(900).map(y, lists.range(900).map(z, x + y + z))).size() "
      "> 0 || true");
  const auto evaluation = endless->evaluate(names);
  ASSERT_FALSE(evaluation.value) << "|| must not absorb the limit";
  EXPECT_EQ(evaluation.value.error().code, core::Errc::limited);
  EXPECT_FALSE(compiled("event.data.stage + 'x'")->evaluate(names, 3).value);
}

TEST(Evaluator, MatchesIsRe2) {
  EXPECT_EQ(result_of("event.data.stage.matches('^Closed (Won|Lost)$')"), "true");
  EXPECT_EQ(result_of("'a'.matches('(' + 'a)')"), "true");
  EXPECT_EQ(first_finding("'a'.matches('(')"), "1:13 cel/pattern");
}

TEST(Evaluator, BorrowsWithoutCopying) {
  const core::Json list = {1, "a", nullptr};
  const auto value = Value::borrow(list);
  EXPECT_EQ(value.json(), &list);
  EXPECT_EQ(value.at(1).as_string().data(), list[1].get_ref<const std::string&>().data());
  EXPECT_EQ(value.own().json(), nullptr);
  EXPECT_TRUE(value.own().equals(value));
}

TEST(Value, BecomesJson) {
  EXPECT_EQ(Value::timestamp(core::Time(core::Duration(1'500'000))).to_json()->dump(),
            R"("1970-01-01T00:00:01.5Z")");
  EXPECT_EQ(Value::duration(-1, -500'000'000).to_json()->dump(), R"("-1.5s")");
  EXPECT_EQ(Value::bytes("hi").to_json()->dump(), R"("aGk=")");
  EXPECT_EQ(Value::map({{Value::integer(1), Value::boolean(true)}}).to_json()->dump(),
            R"({"1":true})");
  EXPECT_FALSE(Value::floating(0.0 / 0.0).to_json());
  EXPECT_FALSE(Value::optional_none().to_json());
  EXPECT_EQ(Value::borrow(core::Json(18446744073709551615ULL)).kind(),
            Value::Kind::unsigned_integer);
  EXPECT_EQ(Value::borrow(core::Json(7ULL)).kind(), Value::Kind::integer);
}

TEST(Value, LargeMapsFindEveryKey) {
  Value::Entries entries;
  for (int i = 0; i < 100; ++i) entries.emplace_back(Value::integer(i), Value::integer(i * i));
  const auto map = Value::map(std::move(entries));
  Value found;
  ASSERT_TRUE(map.find(Value::floating(99.0), found));
  EXPECT_EQ(found.as_int(), 9801);
  EXPECT_FALSE(map.find(Value::integer(100), found));
}

}  // namespace
}  // namespace baton::cel::test
