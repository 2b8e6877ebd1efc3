#include "unit/cel/support.hpp"

#include <gtest/gtest.h>

// What people who know other languages write, and the hint that they get.
namespace baton::cel::test {
namespace {

Scope hinted_scope() {
  Scope scope;
  scope.declare("amount", simple(Type::Kind::floating))
      .declare("count", simple(Type::Kind::integer))
      .declare("stage", simple(Type::Kind::string))
      .declare("start", simple(Type::Kind::string))
      .declare("now", simple(Type::Kind::timestamp))
      .declare("trigger", dyn());
  return scope;
}

core::Finding first_of(std::string_view text) {
  const auto declared = hinted_scope();
  CompileOptions options;
  options.estimate = true;
  const auto compiled = Expression::compile(text, &declared, options);
  return compiled.findings.empty() ? core::Finding{} : compiled.findings.front();
}

TEST(Hints, SayWhatToWriteInstead) {
  for (const auto& [text, hint] : std::vector<std::pair<std::string, std::string>>{
           {"stage = 'x'", "did you mean \"==\"?"},
           {"count > 10,000", "write 10000"},
           {"count > 1_000_000", "write 1000000"},
           {"count > 10 000 && true", "write 10000"},
           {"count in 100,200", "a list is written in brackets: x in [\"a\", \"b\"]"},
           {"amount > 10%", "write a share as a number, such as 0.1"},
           {"count > 1 ? true", "write condition ? this : that"},
           {"event?.id == 'x'",
            "write .? before a field that may be absent, and .orValue(…) behind it"},
           {"stage == 'a' and count == 1", "write &&"},
           {"stage == 'a' OR count == 1", "write ||"},
           {"not stage == 'a'", "write ! before what must not hold"},
           {"not (stage == 'a')", "write ! before what must not hold"},
           {"count == 1 & count == 2", "did you mean \"&&\"?"},
           {"count is 1", "write =="},
           {"stage == “won”", "use straight quotes: \""},
           {"stage == ‘won’", "use straight quotes: '"},
           {"count ≥ 1", "write >="},
           {"stage == closedwon", "a text needs quotes: \"closedwon\""},
           {"stage == stagee", "did you mean \"stage\"?"},
           {"event.data.id == 'x'", "write trigger, or read an input"},
           {"amount < \"5000\"", "compare with the number 5000"},
           {"amount == \"5000\"", "compare with the number 5000"},
           {"\"5\" >= count", "compare with the number 5"},
           {"amount < stage", "write double(stage)"},
           {"now >= start", "write timestamp(start)"},
           {"now >= '2026-12-01'", "write timestamp(\"2026-12-01T00:00:00Z\")"},
           {"now >= 2026-12-01", "write timestamp(\"2026-12-01T00:00:00Z\")"},
           {"now - now > '1h'", "write duration('1h')"},
           {"now() > timestamp(start)", "now is a moment: write it without ()"},
           {"today() == 1",
            "now is the moment: now.getDate(\"Europe/Paris\"), now.getDayOfWeek() and the like "
            "read its day"},
           {"count =< 1", "write <="},
           {"count => 1", "write >="},
           {"count !== 1", "write !="},
           {"count === 1", "write =="},
           {"count <> 1", "write !="},
           {"stage =~ 'x'", "write text.matches(\"pattern\")"},
           {"stage in ('a', 'b')", "a list is written in brackets: x in [\"a\", \"b\"]"},
           {"now - timestamp(start) > 24h", "write duration(\"24h\")"},
           {"now - timestamp(start) > 2d", "write duration(\"48h\"): a day is 24h"},
           {"now - timestamp(start) > 24", "say of what: duration(\"24h\")"},
           {"now >= 2026-12-01T09:00", "write timestamp(\"2026-12-01T09:00:00Z\")"},
           {"2026-12-01T00:00:00Z", "write timestamp(\"2026-12-01T00:00:00Z\")"},
           {"now > 1700000000", "write timestamp(1700000000)"},
           {"stage + count == 'a1'", "write string(count)"},
           {"now - start > duration('1h')", "write timestamp(start)"},
           {"now > start + duration('1h')", "write timestamp(start)"},
           {"now - '1h' > timestamp(start)", "write duration('1h')"},
           {"success()", "ask steps.NAME.status == \"succeeded\", for each step that it needs"},
           {"failure()",
            "ask steps.NAME.status == \"failed\", with \"on_error: continue\" at that step"},
           {"always()",
            "a step that needs others begins when they have ended: leave the condition out"},
           {"str(count) == '1'", "write string(x)"},
           {"isEmpty(stage)", "write size(x) == 0"},
           {"stage.length > 3", "write size(x)"},
           {"{ stage }", "write ${…} with one pair of braces: {…} is a map, as {\"key\": value}"},
           {"len(stage) > 1", "write size(x)"}}) {
    EXPECT_EQ(first_of(text).hint, hint) << text << ": " << first_of(text).message;
    EXPECT_EQ(first_of(text).severity, core::Finding::Severity::error) << text;
  }
}

TEST(Hints, GoByWhatIsMeant) {
  Scope scope;
  const auto text = simple(Type::Kind::string);
  const auto step =
      object_of({{"status", text}, {"error", object_of({{"code", text}})}, {"finished_at", text}});
  scope.declare("steps", object_of({{"a", step}}))
      .declare("run", object_of({{"started_at", text}, {"key", text}}))
      .declare("now", simple(Type::Kind::timestamp));
  for (const auto& [wrong, hint] : std::vector<std::pair<std::string, std::string>>{
           {"steps.a.error.code == 404", "an error code is a text: compare with \"http_404\""},
           {"503 != steps.a.error.code", "an error code is a text: compare with \"http_503\""},
           {"steps.a.error.code >= 500",
            "an error code is a text: ask steps.a.error.code.startsWith(\"http_5\")"},
           {"steps.a.status == 200", "the status of a step is a text, as \"succeeded\""},
           {"run.key == 5", "compare with the text \"5\""},
           {"now > \"09:00\"", "write now.getHours(\"Europe/Paris\") >= 9"},
           {"now <= '17:00'", "write now.getHours(\"Europe/Paris\") < 17"},
           {"'9:00' < now", "write now.getHours(\"Europe/Paris\") >= 9"},
           {"now > \"09:30\"",
            "write now.getHours(\"Europe/Paris\") * 60 + now.getMinutes(\"Europe/Paris\") > 570"},
           {"now > 9", "say what of the time: now.getHours(\"Europe/Paris\"), for example"},
           {"now > 'tomorrow'", "write a time, as timestamp(\"2026-12-01T09:00:00Z\")"},
           {"now > '3h'", "say from when: timestamp(run.started_at) + duration('3h')"},
           {"now > '2026-12-01T09:30'",
            "write timestamp('2026-12-01T09:30', \"Europe/Paris\"), with the zone that is meant"},
           {"now > '2026-12-01T09:30:00Z'", "write timestamp('2026-12-01T09:30:00Z')"},
           {"now > run.started_at + 3", "write timestamp(run.started_at) + duration(\"3h\")"},
           {"now > run.started_at - 3", "write timestamp(run.started_at) - duration(\"3h\")"},
           {"now > steps.a.finished_at + 3",
            "write timestamp(steps.a.finished_at) + duration(\"3h\")"},
           {"now > timestamp(run.started_at) + 3", "say of what: duration(\"3h\")"},
           {"now - timestamp(run.started_at) > '3 days'",
            "write a length of time, as duration(\"24h\")"},
           {"now > timestamp(run.started_at) + '3 days'",
            "write a length of time, as duration(\"24h\")"}}) {
    const auto compiled = Expression::compile(wrong, &scope);
    ASSERT_FALSE(compiled.findings.empty()) << wrong;
    EXPECT_EQ(compiled.findings.front().hint, hint) << wrong;
  }
}

// Values that do not fit in an evaluation are reported in the same words as by the checker.
TEST(Hints, ValuesThatDoNotFitAreSpokenOfInWords) {
  const core::Json event = {{"amount", "9"},  {"stage", "won"}, {"due", "2026-12-01T09:00:00Z"},
                            {"list", {1}},    {"n", 5},         {"long", std::string(100, 'x')},
                            {"none", nullptr}};
  class Bound final : public Bindings {
   public:
    explicit Bound(const core::Json& event) : event_(event) {}
    std::optional<Value> find(std::string_view name) const override {
      return name == "event" ? Value::borrow(event_) : Value::timestamp(core::Time());
    }

   private:
    const core::Json& event_;
  };
  const Bound names(event);
  for (const auto& [text, message] : std::vector<std::pair<std::string, std::string>>{
           {"event.amount > 5",
            "a text (\"9\") cannot be compared with the number 5; write double(event.amount)"},
           {"5 < event.amount",
            "the number 5 cannot be compared with a text (\"9\"); write double(event.amount)"},
           {"event.stage > 5", "a text (\"won\") cannot be compared with the number 5"},
           {"event.list > 5", "a list cannot be compared with the number 5"},
           {"event.none > 5", "null cannot be compared with the number 5"},
           {"event > 5", "a map cannot be compared with the number 5"},
           {"event.due > now",
            "a text (\"2026-12-01T09:00:00Z\") cannot be compared with the time "
            "1970-01-01T00:00:00Z; write "
            "timestamp(event.due)"},
           {"event.long > 5",
            "a text (\"" + std::string(40, 'x') + "…\") cannot be compared with the number 5"},
           {"event.amount + 1 > 5",
            "a text (\"9\") and the number 1 cannot be added; write double(event.amount)"},
           {"1 + event.amount > 5",
            "the number 1 and a text (\"9\") cannot be added; write double(event.amount)"},
           {"event.stage + 1 == 'won1'",
            "a text (\"won\") and the number 1 cannot be added; write string(1)"},
           {"event.amount * 2 > 5",
            "a text (\"9\") and the number 2 cannot be multiplied; write double(event.amount)"},
           {"'a' in event.stage", "\"in\" looks into a list or a map, not into a text (\"won\")"},
           {"!event.stage", "\"!\" is for true and false, not for a text (\"won\")"},
           {"-event.stage == 1",
            "\"-\" is for a number or a length of time, not for a text (\"won\")"},
           {"event.n + 5u == 1", "the number 5 and the number 5u cannot be added"},
           {"size(event.n) == 1", "size is not defined for (the number 5)"},
           {"event.n.startsWith('x')",
            "startsWith is not defined for (the number 5, a text (\"x\"))"},
           {"event.n.x == 1", "event.n.x: event.n is the number 5, which has no fields"},
           {"event.n[0] == 1", "event.n[0]: the number 5 has no elements"},
           {"event.stage && true", "event.stage: expected true or false, got a text (\"won\")"}}) {
    const auto evaluation = Expression::compile(text).expression->evaluate(names);
    ASSERT_FALSE(evaluation.value) << text;
    EXPECT_EQ(evaluation.value.error().message, message) << text;
  }
}

TEST(Hints, ComparisonsAreSpokenOfInWords) {
  EXPECT_EQ(first_of("amount < '5000'").message, "a number cannot be compared with a text");
  EXPECT_EQ(first_of("now >= 5").message, "a time cannot be compared with a whole number");
  EXPECT_EQ(first_of("5u + 3 == 1").message,
            "+ is not defined for (whole number without sign, whole number)");
}

TEST(Constants, ThatCanNeverWorkAreErrors) {
  for (const auto& [text, about] : std::vector<std::pair<std::string, std::string>>{
           {"now > timestamp(start) + duration(\"1d\")", "a day is 24h"},
           {"now > timestamp('2026-13-45')", ""},
           {"now.getHours() == 1 && duration('5 minutes') > duration('1s')", "a day is 24h"},
           {"count == 1 / 0", ""},
           {"count % 0 == 1 || count > int('x')", ""},
           {"count > 9223372036854775807 + 1", ""},
           {"count == 1 ? true : [true][5]", ""},
           {"timestamp('2026-01-01T00:00:00Z').getHours('Mars/Base') == count", ""},
           {"stage == {'a': 'b'}.c", ""},
           {"stage == 'x' || [1, 2].map(i, i / 0) == []", ""}}) {
    const auto finding = first_of(text);
    EXPECT_EQ(finding.rule, "cel/constant") << text << ": " << finding.message;
    EXPECT_EQ(finding.severity, core::Finding::Severity::error) << text;
    EXPECT_TRUE(finding.message.starts_with("this can never work: ")) << finding.message;
    EXPECT_NE(finding.hint.find(about), std::string::npos) << text << ": " << finding.hint;
  }
}

TEST(Constants, ThatWorkAreNone) {
  for (const auto* text :
       {"now > timestamp('2026-12-01T00:00:00Z') + duration('24h')", "[1, 2].exists(i, i == count)",
        "stage in ['a', 'b'] || count == 60 * 60",
        "lists.range(120000).all(i, i >= 0) && count == 1", "trigger.data.x == 1 / count",
        "optional.of(1).orValue(2) == count"}) {
    EXPECT_EQ(first_of(text).message, "") << text;
  }
}

TEST(Constants, APartThatIsAlwaysTheSameIsSuspicious) {
  const auto finding = first_of("count == 1 && 1 == 2");
  EXPECT_EQ(finding.rule, "suspicious/constant");
  EXPECT_EQ(finding.severity, core::Finding::Severity::warning);
  EXPECT_EQ(finding.message, "1 == 2 is always false");
  EXPECT_EQ(finding.at.column, 15U);
}

TEST(Constants, WhatCostsTooMuchForAThousandItemsIsWarnedOf) {
  const auto finding = first_of("trigger.data.a.all(x, trigger.data.b.exists(y, y == x))");
  EXPECT_EQ(finding.rule, "cel/cost");
  EXPECT_EQ(finding.severity, core::Finding::Severity::warning);
  EXPECT_NE(finding.message.find("1000 items"), std::string::npos) << finding.message;
  EXPECT_EQ(first_of("trigger.data.a.all(x, ['a', 'b'].exists(y, y == x))").message, "");
}

TEST(Timestamps, MayBeADayOfAZone) {
  for (const auto& [text, value] : std::vector<std::pair<std::string, std::string>>{
           {"timestamp('2026-12-01')", "2026-12-01T00:00:00Z"},
           {"timestamp('2026-12-01', 'Europe/Paris')", "2026-11-30T23:00:00Z"},
           {"timestamp('2026-07-01', 'Europe/Paris')", "2026-06-30T22:00:00Z"},
           {"timestamp('2026-07-01T09:30', 'Europe/Paris')", "2026-07-01T07:30:00Z"},
           {"timestamp('2026-07-01T09:30:15', '+02:00')", "2026-07-01T07:30:15Z"}}) {
    EXPECT_NE(result_of(text).find(value), std::string::npos) << text << ": " << result_of(text);
  }
  for (const auto* text :
       {"timestamp('2026-13-01')", "timestamp('2026-12-01', 'Mars')",
        "timestamp('2026-12-01T09:00')", "timestamp('2026-12-01T09:00:00Z', 'Europe/Paris')"}) {
    EXPECT_TRUE(result_of(text).starts_with("error: ")) << text << ": " << result_of(text);
  }
}

}  // namespace
}  // namespace baton::cel::test
