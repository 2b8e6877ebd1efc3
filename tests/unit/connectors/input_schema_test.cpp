#include "connectors/input_schema.hpp"

#include "connectors/manifest.hpp"

#include <gtest/gtest.h>

namespace baton::connectors {
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
  const auto found = InputSchema(kSchema).misfit(more);
  return found ? found->text() : "";
}

TEST(InputSchemas, WhatFitsIsTaken) {
  EXPECT_EQ(misfit_of({{"qty", 9},
                       {"to", "ada@example.com"},
                       {"on", "2026-05-04"},
                       {"kind", "b"},
                       {"tags", {"x", "y"}}}),
            "");
  EXPECT_EQ(misfit_of({{"qty", nullptr}, {"qty", 3.0}}), "");
  EXPECT_EQ(misfit_of({{"tags", {7}}}), "");  // an id that came as a number
  EXPECT_EQ(misfit_of({{"sku", "ÄÖÜß"}}).find("length"), std::string::npos);
}

TEST(InputSchemas, WhatDoesNotIsSaidWithItsPlace) {
  for (const auto& [input, expected] :
       std::vector<std::pair<Json, std::string>>{{{{"qty", 0}}, "input/qty"},
                                                 {{{"qty", "nx"}}, "expected integer, got string"},
                                                 {{{"qty", 10}}, "exclusiveMaximum"},
                                                 {{{"qty", 1.5}}, "expected integer"},
                                                 {{{"to", "nobody"}}, "email"},
                                                 {{{"to", "a@b, c@d"}}, "email"},
                                                 {{{"on", "04.05.2026"}}, "date"},
                                                 {{{"kind", "c"}}, "expected one of"},
                                                 {{{"tags", {"a", "b", "c"}}}, "maxItems"},
                                                 {{{"tags", {true}}}, "input/tags/0"},
                                                 {{{"skuu", "x"}}, "there is no input \"skuu\""},
                                                 {{{"sku", "a"}}, "minLength"},
                                                 {{{"sku", "abc"}}, "matches"},
                                                 {{{"sku", nullptr}}, "needs \"sku\""}}) {
    EXPECT_NE(misfit_of(input).find(expected), std::string::npos)
        << input.dump() << ": " << misfit_of(input);
  }
}

TEST(InputSchemas, EveryKeywordIsHeldTo) {
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
    const InputSchema read(Json::parse(schema));
    EXPECT_FALSE(read.misfit(Json::parse(good))) << schema;
    EXPECT_TRUE(read.misfit(Json::parse(bad))) << schema;
  }
}

TEST(InputSchemas, AManifestNamesOnlyInputsThatThereAre) {
  core::Findings findings;
  EXPECT_EQ(Manifest::load(R"(connector: acme
operations:
  create_order:
    input: { type: object, properties: { sku: { type: string } } }
    request: { method: POST, path: "/orders/${input.sku}", json: { sku: "${input.?skuu}" } }
)",
                           "acme.yaml", findings),
            nullptr);
  ASSERT_FALSE(findings.empty());
  EXPECT_EQ(findings.front().message, "there is no input \"skuu\"");
  EXPECT_EQ(findings.front().hint, "did you mean \"sku\"?");
}

TEST(InputSchemas, HaveNoSlips) {
  const auto first_of = [](const std::string& input) {
    core::Findings findings;
    Manifest::load("connector: acme\noperations:\n  make:\n    input: " + input +
                       "\n    request: { method: POST, path: /things }\n",
                   "acme.yaml", findings);
    return findings.empty() ? std::string()
                            : findings.front().message + "; " + findings.front().hint;
  };
  EXPECT_EQ(first_of("{ type: object, properties: { sku: { type: text } } }"),
            "there is no type \"text\" in a JSON Schema; did you mean \"string\"?");
  EXPECT_EQ(first_of("{ type: object, properties: { n: { type: integer, minimun: 1 } } }"),
            "there is no keyword \"minimun\" in a JSON Schema; did you mean \"minimum\"?");
  EXPECT_EQ(first_of("{ type: object, required: [skuu], properties: { sku: { type: string } } }"),
            "\"skuu\" is required, and is none of the properties; did you mean \"sku\"?");
  EXPECT_EQ(first_of("{ type: array, items: { type: int } }"),
            "there is no type \"int\" in a JSON Schema; did you mean \"integer\"?");
  const auto of_name = [&](const std::string& property) {
    return first_of("{ type: object, properties: { name: { " + property + " } } }");
  };
  EXPECT_EQ(of_name("type: string, format: emial"),
            "there is no format \"emial\"; did you mean \"email\"?");
  for (const auto* bad : {"type: string, pattern: \"[\"",
                          "type: string, pattern: \"(?=x)\"",
                          "type: string, pattern: 5",
                          "enum: a",
                          "enum: []",
                          "enum: { a: 1 }",
                          "type: string, maxLength: \"5\"",
                          "type: string, maxLength: -1",
                          "type: string, minLength: 1.5",
                          "type: string, format: hostname",
                          "oneOf: [{ type: string }]",
                          "anyOf: []",
                          "allOf: []",
                          "not: {}",
                          "$ref: \"#/x\"",
                          "type: number, multipleOf: 0",
                          "type: object, patternProperties: {}",
                          "type: object, additionalProperties: no",
                          "type: object, additionalProperties: \"false\"",
                          "type: object, properties: [a]",
                          "type: object, properties: { a: string }",
                          "type: object, required: a",
                          "type: object, required: [1]",
                          "type: array, items: string",
                          "type: array, uniqueItems: yes",
                          "type: integer, minimum: \"1\"",
                          "type: integer, minimum: 5, maximum: 1",
                          "type: integer, exclusiveMinimum: 1, maximum: 1",
                          "type: string, minLength: 5, maxLength: 4",
                          "type: integer, maxLength: 5",
                          "type: string, minimum: 5",
                          "type: []",
                          "type: 5",
                          "type: string, readOnly: 1",
                          "description: 5"})
    EXPECT_NE(of_name(bad), "") << bad;
  for (const auto* good :
       {"type: string, pattern: \"^[A-Z]+$\", minLength: 1, maxLength: 1", "enum: [a, 1, null]",
        "const: a", "type: integer, multipleOf: 5", "type: number, minimum: 1, maximum: 1",
        "type: [string, integer], minimum: 1, format: uuid", "type: object, minProperties: 1",
        "type: array, items: {}, uniqueItems: true",
        "default: 5, examples: [5], deprecated: true, $comment: x"})
    EXPECT_EQ(of_name(good), "") << good;
  for (const auto* fine : {"{ type: object, required: [other], properties: { sku: { type: [string, "
                           "\"null\"], x-note: 1 } } }",
                           "{ type: object, additionalProperties: { type: string, description: x "
                           "}, properties: { type: { type: string } } }"})
    EXPECT_EQ(first_of(fine), "") << fine;
}

}  // namespace
}  // namespace baton::connectors
