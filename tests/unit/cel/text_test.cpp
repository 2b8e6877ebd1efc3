#include "baton/cel/reading.hpp"
#include "unit/cel/support.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace baton::cel::test {
namespace {

// The document rendered over deal(), as JSON, or "error: …".
std::string rendered(const core::Json& document) {
  const auto names = deal();
  const auto compiled = Document::compile(document);
  if (!compiled.document) return "finding: " + compiled.findings.front().message;
  const auto result = compiled.document->render(names);
  return result ? result->dump() : "error: " + result.error().text();
}

TEST(Document, AWholeExpressionKeepsItsType) {
  EXPECT_EQ(rendered("${event.data.amount}"), "4200");
  EXPECT_EQ(rendered("${event.data.tags}"), R"(["new","big"])");
  EXPECT_EQ(rendered({{"a", {{"b", "${event.data.account}"}}}}), R"({"a":{"b":null}})");
}

TEST(Document, ScalarsArePrintedInText) {
  EXPECT_EQ(rendered("Deal ${event.data.stage}: ${event.data.amount} at ${event.data.rate}"),
            R"("Deal Closed Won: 4200 at 1.5")");
  EXPECT_EQ(rendered("${inputs.amount} EUR"), R"("4200 EUR")");
  EXPECT_EQ(rendered("all: ${event.data.tags}"),
            "error: event.data.tags: a list cannot stand within text");
}

TEST(Document, AnAbsentOptionalLeavesItsMemberOut) {
  EXPECT_EQ(rendered({{"a", "${event.?nothing}"}, {"b", "${event.?id}"}}), R"({"b":"e1"})");
  EXPECT_EQ(rendered({"${event.?nothing}", 1}), "[1]");
  EXPECT_NE(rendered("x ${event.?nothing}").find("error: event.?nothing: the optional is absent"),
            std::string::npos);
}

// What only has to be read is found without an evaluation, and must be what one gives.
TEST(Document, ReadsWhatAnEvaluationGives) {
  const auto documents = core::Json::parse(R"([
    {"event": {"id": "e1", "data": {"stage": "Won", "amount": -7, "big": 18446744073709551615, "rate": 1.5, "none": null,
               "lines": [1, {"a": 2}], "map": {"a": {"b": []}}}}},
    {"event": {"id": 7, "data": {"stage": {"x": null}, "amount": true, "none": {"x": 1}, "map": null}}},
    {"event": {"id": null, "data": null}},
    {"event": {"data": "text"}},
    {"event": []},
    {"event": "e"},
    {"event": null},
    {"other": 1}
  ])");
  for (const auto& document : documents) {
    const JsonBindings names(core::dump(document));
    for (const std::string text : {"event",
                                   "event.id",
                                   "event.?id",
                                   "event.data",
                                   "event.data.stage",
                                   "event.data.amount",
                                   "event.data.big",
                                   "event.data.rate",
                                   "event.data.none",
                                   "event.data.?none",
                                   "event.data.none.x",
                                   "event.data.none.?x",
                                   "event.data.?none.x",
                                   "event.data.?none.?x.y",
                                   "event.data.stage.?x",
                                   "event.?data.stage",
                                   "event.?data.?map.a.b",
                                   "event.data.map.?a.c",
                                   "event.?missing.a.?b",
                                   "event.data.lines",
                                   "event.?id.?x"}) {
      const auto expression = compiled(text);
      ASSERT_NE(expression->reading(), nullptr) << text;
      const auto value = expression->evaluate(names).value;
      const bool absent = value && value->is(Value::Kind::optional) && !value->has_value();
      auto expected = value ? absent ? "{}" : core::dump({{"v", value->to_json().value()}})
                            : "error: " + value.error().message;
      const auto whole = Document::compile({{"v", "${" + text + "}"}}).document->render(names);
      EXPECT_EQ(whole ? core::dump(*whole) : "error: " + whole.error().message, expected)
          << text << " over " << document;
      const auto part = Document::compile("<${" + text + "}>").document->render(names);
      const auto* held = value && value->is(Value::Kind::optional) && value->has_value()
                             ? &value->optional_value()
                         : value ? &*value
                                 : nullptr;
      const bool printed =
          held != nullptr && !absent && !held->is(Value::Kind::list) && !held->is(Value::Kind::map);
      ASSERT_EQ(part.has_value(), printed) << text << " over " << document;
      if (part) {
        EXPECT_EQ(*part, "<" + held->text() + ">") << text << " over " << document;
      }
    }
  }
  EXPECT_EQ(compiled("event.data[0]")->reading(), nullptr);
  EXPECT_EQ(compiled("[1].map(event, event)")->reading(), nullptr);
  EXPECT_EQ(Expression::compile("event.id", nullptr, {.strict = true}).expression->reading(),
            nullptr);
}

TEST(Document, WhatItReadsCostsAsMuchAsAnEvaluation) {
  const auto cost = [](const char* text) {
    const auto names = deal();
    EXPECT_TRUE(Document::compile(text).document->render(names));
    return names.budget()->used();
  };
  EXPECT_EQ(cost("${event.data.amount}"), 4U);  // three nodes, and a copy of the number
  EXPECT_EQ(cost("${event.?id}"), 4U);  // two nodes, and a copy of the optional with its text
  EXPECT_EQ(cost("${event.?none}"), 2U);
  EXPECT_EQ(cost("<${event.?id}>"), 3U);  // the optional is not copied
}

// Names that stand for one value, which they borrow.
class One final : public Bindings {
 public:
  explicit One(const core::Json& value) : value_(value) {}
  std::optional<Value> find(std::string_view name) const override {
    return name == "body" ? std::optional(Value::borrow(value_)) : std::nullopt;
  }

 private:
  const core::Json& value_;
};

TEST(LastDocument, IsTheSameAsAnyOther) {
  const auto body = core::Json::parse(
      R"({"id": 9007199254740993, "map": {"a": [1, {"b": null}], "c": "text"}, "none": null, "list": [[], {}]})");
  for (const auto& document :
       {core::Json("${body}"), core::Json("${body.map}"), core::Json("${body.?nothing}"),
        core::Json("<${body.id}>"), core::Json{{"all", "${body}"}, {"id", "${body.id}"}},
        core::Json{{"id", "${body.id}"}, {"whole", "${body}"}, {"z", "${body.map.a}"}},
        core::Json{{"a", "${body.map.a}"}, {"b", "${body.map.?a}"}, {"c", "${body.map.c}"}},
        core::Json{{"a", "${body.map.a}"}, {"b", {{"deep", "${body.map.a}"}}}},
        core::Json{{"a", "${body.map}"}, {"b", "${body.map.a.map(x, 1)} ${body.id}"}},
        core::Json{{"a", "${body.?nothing}"}, {"b", "${body.none}"}, {"c", "${body.list}"}},
        core::Json{{"a", "${body.list}"}, {"b", 1}, {"c", "x"}},
        core::Json::array({"${body.map}", "${body.map}", "${body.list}"})}) {
    const auto compiled = Document::compile(document).document;
    ASSERT_NE(compiled, nullptr) << document;
    const auto expected = compiled->render(One(body));
    auto used = body;
    const auto last = compiled->render_last(One(used), "body", used);
    ASSERT_EQ(expected.has_value(), last.has_value()) << document;
    if (last) {
      EXPECT_EQ(*last, *expected) << document;
    }
  }
}

TEST(LastDocument, TakesWhatItHoldsUnlessItFails) {
  auto body = core::Json::parse(R"({"id": 1, "map": {"a": [1, 2]}})");
  const auto failing = Document::compile({{"a", "${body.map}"}, {"z", "${body.nothing}"}}).document;
  EXPECT_FALSE(failing->render_last(One(body), "body", body));
  EXPECT_EQ(body, core::Json::parse(R"({"id": 1, "map": {"a": [1, 2]}})"));
  const auto taking = Document::compile({{"a", "${body.map}"}}).document;
  EXPECT_TRUE(taking->render_last(One(body), "other", body));
  EXPECT_FALSE(body.at("map").is_null());
  EXPECT_TRUE(taking->render_last(One(body), "body", body));
  EXPECT_TRUE(body.at("map").is_null());
}

TEST(Document, ADoubledDollarIsLiteral) {
  EXPECT_EQ(rendered("$${a} costs $5"), R"("${a} costs $5")");
  EXPECT_EQ(rendered({{"a", "$${x}"}, {"b", "${1 + 1}"}}), R"({"a":"${x}","b":2})");
  EXPECT_TRUE(Document::compile({{"a", "$${x}"}, {"b", 1}}).document->constant());
}

TEST(Document, TheLexerFindsTheEnd) {
  EXPECT_EQ(rendered("${{'a': '}'}['a']}"), R"("}")");
  EXPECT_EQ(rendered("${'${1}'}"), R"("${1}")") << "results and literals are never scanned again";
  EXPECT_EQ(rendered("<${ event.id // }\n}>"), R"("<e1>")");
}

TEST(Document, AnErrorNamesTheMember) {
  EXPECT_EQ(rendered({{"with", {{"to", {"${event.data.mail}"}}}}}),
            "error: /with/to/0: event.data.mail: there is no field \"mail\"");
}

TEST(Document, FindingsStandInTheString) {
  Scope scope;
  scope.declare("event", dyn());
  const auto compiled =
      Document::compile({{"a/b", {"ok", "Dear\nä ${evnt.x} and ${event.y +}"}}}, &scope);
  ASSERT_EQ(compiled.findings.size(), 2U);
  EXPECT_EQ(compiled.document, nullptr);
  EXPECT_EQ(compiled.findings[0].pointer, "/a~1b/1");
  EXPECT_EQ(compiled.findings[0].at, (core::Position{2, 5}));
  EXPECT_EQ(compiled.findings[1].at, (core::Position{2, 28}));
  const auto open = Document::compile("Dear ${event.x");
  ASSERT_EQ(open.findings.size(), 1U);
  EXPECT_EQ(open.findings[0].at, (core::Position{1, 6}));
}

TEST(Document, KnowsWhatItReads) {
  const auto compiled =
      Document::compile({{"a", "${event.data.id} ${inputs.region}"}, {"b", {"${event.data}"}}});
  EXPECT_THAT(compiled.document->reads(),
              testing::ElementsAre(Path{"event", "data"}, Path{"inputs", "region"}));
  EXPECT_FALSE(compiled.document->constant());
  EXPECT_TRUE(Document::compile({{"a", 1}, {"b", "text"}}).document->constant());
}

}  // namespace
}  // namespace baton::cel::test
