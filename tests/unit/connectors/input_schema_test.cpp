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

}  // namespace
}  // namespace baton::connectors
