#include "baton/formats/json_schema.hpp"

#include <gtest/gtest.h>

namespace baton::formats {
namespace {

using core::Json;

const Json kSchema = Json::parse(R"({
  "type": "object", "required": ["sku"], "additionalProperties": false,
  "properties": {
    "sku": {"type": "string", "minLength": 2, "maxLength": 4, "pattern": "^[A-Z]+"},
    "qty": {"type": "integer", "minimum": 1, "exclusiveMaximum": 10},
    "to": {"type": "string", "format": "email"},
    "on": {"type": "string", "format": "date"},
    "kind": {"enum": ["a", "b"]},
    "tags": {"type": "array", "maxItems": 2, "items": {"type": "string"}}
  }})");

std::string misfit_of(Json more) {
  more.emplace("sku", "AB");
  const auto found = JsonSchema(kSchema).misfit(more);
  return found ? to_error(*found, "input").text() : "";
}

TEST(JsonSchemas, WhatFitsIsTaken) {
  EXPECT_EQ(misfit_of({{"qty", 9},
                       {"to", "ada@example.com"},
                       {"on", "2026-05-04"},
                       {"kind", "b"},
                       {"tags", {"x", "y"}}}),
            "");
  EXPECT_EQ(misfit_of({{"qty", nullptr}, {"qty", 3.0}}), "");
  EXPECT_EQ(misfit_of({{"tags", {7}}}), "");  // an id that came as a number
  EXPECT_EQ(misfit_of({{"sku", "ÄÖÜß"}}).find("characters"), std::string::npos);
}

TEST(JsonSchemas, WhatDoesNotIsSaidWithItsPlace) {
  for (const auto& [input, expected] : std::vector<std::pair<Json, std::string>>{
           {{{"qty", 0}}, "input/qty"},
           {{{"qty", "nx"}}, "expected the type integer, got string"},
           {{{"qty", 10}}, "expected less than 10, got 10"},
           {{{"qty", 1.5}}, "expected the type integer, got number"},
           {{{"to", "nobody"}}, "e-mail"},
           {{{"to", "a@b, c@d"}}, "e-mail"},
           {{{"on", "04.05.2026"}}, "date"},
           {{{"kind", "c"}}, "expected a or b"},
           {{{"tags", {"a", "b", "c"}}}, "expected at most 2 items, got 3"},
           {{{"tags", {true}}}, "input/tags/0"},
           {{{"skuu", "x"}}, "there is no input \"skuu\""},
           {{{"sku", "a"}}, "expected at least 2 characters, got 1"},
           {{{"sku", "abc"}}, "matches"},
           {{{"sku", nullptr}}, "needs \"sku\""}}) {
    EXPECT_NE(misfit_of(input).find(expected), std::string::npos)
        << input.dump() << ": " << misfit_of(input);
  }
}

TEST(JsonSchemas, EveryKeywordIsHeldTo) {
  for (const auto& [schema, good, bad] :
       std::vector<std::tuple<std::string, std::string, std::string>>{
           {R"({"type":"number","multipleOf":5})", "10", "7"},
           {R"({"multipleOf":0.1})", "0.3", "0.35"},
           {R"({"type":"array","uniqueItems":true})", R"([1,"1",{"a":1},{"a":2}])",
            R"(["b",{"a":1},{"a":1}])"},
           {R"({"type":"object","minProperties":1,"maxProperties":2})", R"({"a":1})", R"({})"},
           {R"({"type":"object","maxProperties":2})", R"({})", R"({"a":1,"b":1,"c":1})"},
           {R"({"format":"uuid"})", R"("6f1ed002-ab59-5d31-8c00-3e4dd1a2c2f1")", R"("6f1ed002")"},
           {R"({"enum":["a"]})", R"("a")", R"("zzz")"},
           {R"({"type":"string","maxLength":5})", R"("abcde")", R"("abcdef")"}}) {
    const JsonSchema read(Json::parse(schema));
    EXPECT_FALSE(read.misfit(Json::parse(good))) << schema;
    EXPECT_TRUE(read.misfit(Json::parse(bad))) << schema;
  }
}

// A value of a template is held to the same schema, except for what is not known yet.
TEST(JsonSchemas, OfWhatIsWrittenAllIsTold) {
  const auto ask = [](const std::string& text, const JsonSchema&, const Misfit::Path&) {
    if (!text.starts_with('$')) return JsonSchema::Known::all;
    return text == "$" ? JsonSchema::Known::nothing : JsonSchema::Known::text_only;
  };
  const auto told = [&ask](const Json& written) {
    std::vector<std::string> words;
    for (const auto& misfit : JsonSchema(kSchema).misfits(written, ask))
      words.push_back(to_error(misfit, "input").text());
    return words;
  };
  using Told = std::vector<std::string>;
  EXPECT_EQ(told({{"sku", "$"}, {"qty", "$"}, {"to", "$"}, {"kind", "$"}, {"tags", {"$"}}}),
            Told());
  EXPECT_EQ(told({{"sku", "$ and"}, {"to", "$ and"}, {"kind", "$ and"}}), Told());
  EXPECT_EQ(told({{"sku", 5}, {"qty", "$ and"}, {"kind", "aa"}, {"skuu", 1}}),
            (Told{"input/kind: expected a or b; did you mean \"a\"?",
                  "input/qty: expected the type integer, got string",
                  "input/sku: expected the type string, got number",
                  "input: there is no input \"skuu\"; did you mean \"sku\"?"}));
  EXPECT_EQ(told({{"qty", nullptr}}),
            (Told{"input: needs \"sku\"", "input/qty: expected the type integer, got null"}));
  EXPECT_EQ(told({{"sku", "AB"}, {"qty", 3.0}}), Told()) << "a whole number, however it is written";
}

// A list or object that is written is compared with what is allowed, unless a text in it may still
// become another one.
TEST(JsonSchemas, OfListsAndObjectsAreComparedAsAWhole) {
  const auto ask = [](const std::string& text, const JsonSchema&, const Misfit::Path&) {
    return text.starts_with('$') ? JsonSchema::Known::nothing : JsonSchema::Known::all;
  };
  const JsonSchema schema(Json{{"enum", {{{"a", "b"}}, {1, "c"}}}});
  EXPECT_TRUE(schema.misfits({{"a", "b"}}, ask).empty());
  EXPECT_TRUE(schema.misfits({1, "c"}, ask).empty());
  EXPECT_TRUE(schema.misfits({{"a", "$"}}, ask).empty());
  EXPECT_TRUE(schema.misfits({1, {"$"}}, ask).empty());
  EXPECT_EQ(schema.misfits({{"a", "d"}}, ask).size(), 1U);
  EXPECT_EQ(schema.misfits({1, "c", 2}, ask).size(), 1U);
  EXPECT_EQ(JsonSchema(Json{{"const", Json::object()}}).misfits(Json::array(), ask).size(), 1U);
}

TEST(JsonSchemas, OfTextsAreHeldToTheSameFormatsEverywhere) {
  const auto fits = [](const char* format, const char* text) {
    return !JsonSchema(Json{{"format", format}}).misfit(text);
  };
  for (const auto* good : {"ana@example.com", "a.b+c@d.example"}) EXPECT_TRUE(fits("email", good));
  for (const auto* bad :
       {"@b.c", "a@", "a@b", "a@b@c.d", "a b@c.d", "Ana <a@b.c>", "a@.b", "a@b..c", "a@b.c."})
    EXPECT_FALSE(fits("email", bad)) << bad;
  for (const auto* good : {"https://a.example/b", "mailto:a@b.c", "urn:x:1"})
    EXPECT_TRUE(fits("uri", good)) << good;
  for (const auto* bad : {"example.com", ":x", "1a:b", "a:", "https://a b"})
    EXPECT_FALSE(fits("uri", bad)) << bad;
}

// A keyword that is ignored promises a check that is not made.
TEST(JsonSchemas, ThatAreValuesMayHaveNoKeywordsThatAreIgnored) {
  const JsonSchema schema(core::Json{{"type", "object"}, {"format", "json-schema"}});
  const auto first = [&schema](const char* text) {
    const auto misfit = schema.misfit(core::Json::parse(text));
    return misfit ? to_error(*misfit, "schema").text() : std::string();
  };
  EXPECT_EQ(
      first(R"({"type":"object","required":["a"],"properties":{"a":{"type":"string","x-note":1}},
                      "additionalProperties":false})"),
      "");
  EXPECT_EQ(first(R"({"properties":{"anyOf":{"type":"string"}}})"), "")
      << "a property may be called so";
  for (const char* keyword : {"$ref", "anyOf", "oneOf", "allOf", "not", "patternProperties"}) {
    const core::Json inner{{keyword, core::Json::array()}};
    for (const auto& whole :
         {inner, core::Json{{"properties", {{"a", inner}}}}, core::Json{{"items", inner}},
          core::Json{{"additionalProperties", {{"items", inner}}}}}) {
      const auto misfit = schema.misfit(whole);
      ASSERT_TRUE(misfit) << core::dump(whole);
      EXPECT_EQ(misfit->kind, Misfit::Kind::format);
      EXPECT_EQ(misfit->path.back(), keyword);
      EXPECT_EQ(misfit->expected, "a JSON Schema without \"" + std::string(keyword) + '"');
    }
  }
}

TEST(JsonSchemas, SayWhyAPatternIsNone) {
  EXPECT_EQ(JsonSchema::pattern_problem("^[A-Z]+$"), "");
  EXPECT_NE(JsonSchema::pattern_problem("[").find("missing ]"), std::string::npos);
  EXPECT_NE(JsonSchema::pattern_problem("(?=x)"), "") << "it would take exponential time";
  EXPECT_NE(JsonSchema::pattern_problem("((a{1000}){1000})"), "") << "too large";
}

}  // namespace
}  // namespace baton::formats
