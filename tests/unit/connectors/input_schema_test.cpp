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
  EXPECT_EQ(misfit_of({{"qty", 9}, {"to", "ada@example.com"}, {"on", "2026-05-04"}, {"kind", "b"}, {"tags", {"x", "y"}}}), "");
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
    EXPECT_NE(misfit_of(input).find(expected), std::string::npos) << input.dump() << ": " << misfit_of(input);
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
    Manifest::load(
        "connector: acme\noperations:\n  make:\n    input: " + input + "\n    request: { method: POST, path: /things }\n",
        "acme.yaml", findings);
    return findings.empty() ? std::string() : findings.front().message + "; " + findings.front().hint;
  };
  EXPECT_EQ(first_of("{ type: object, properties: { sku: { type: text } } }"),
            "there is no type \"text\" in a JSON Schema; did you mean \"string\"?");
  EXPECT_EQ(first_of("{ type: object, properties: { n: { type: integer, minimun: 1 } } }"),
            "there is no keyword \"minimun\" in a JSON Schema; did you mean \"minimum\"?");
  EXPECT_EQ(first_of("{ type: object, required: [skuu], properties: { sku: { type: string } } }"),
            "\"skuu\" is required, and is none of the properties; did you mean \"sku\"?");
  EXPECT_EQ(first_of("{ type: array, items: { type: int } }"),
            "there is no type \"int\" in a JSON Schema; did you mean \"integer\"?");
  for (const auto* fine :
       {"{ type: object, required: [other], properties: { sku: { type: [string, \"null\"], x-note: 1 } } }",
        "{ type: object, additionalProperties: { type: string, description: x }, properties: { type: { type: string } } }"})
    EXPECT_EQ(first_of(fine), "") << fine;
}

}  // namespace
}  // namespace baton::connectors
