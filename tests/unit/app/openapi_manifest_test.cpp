#include "app/openapi_manifest.hpp"

#include <filesystem>
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace baton::app {
namespace {

using core::Json;
using testing::ElementsAre;
using testing::HasSubstr;

// A small help desk.
const Json kDescription = Json::parse(R"({
  "openapi": "3.0.3",
  "info": {"title": "Help desk"},
  "servers": [{"url": "https://desk.example/api/"}],
  "components": {
    "securitySchemes": {"key": {"type": "apiKey", "in": "header", "name": "X-Desk-Key"}},
    "parameters": {"Page": {"name": "page[size]", "in": "query", "schema": {"type": "integer", "minimum": 1}}},
    "schemas": {
      "New": {"allOf": [{"$ref": "#/components/schemas/Base"}, {"type": "object", "properties": {
        "priority": {"type": "string", "enum": ["low", "high"], "nullable": true},
        "parent": {"$ref": "#/components/schemas/New"}}}]},
      "Base": {"type": "object", "required": ["subject", "nowhere"], "properties": {
        "id": {"type": "integer", "readOnly": true},
        "subject": {"type": "string", "maxLength": 80, "pattern": "^(?!x).*$", "format": "binary"}}}
    }
  },
  "paths": {
    "/queues/{queue-id}/issues": {
      "parameters": [{"name": "queue-id", "in": "path", "required": true, "schema": {"type": "string"}}],
      "post": {"operationId": "createIssue", "summary": "Open an issue",
        "requestBody": {"required": true, "content": {"application/json": {"schema": {"$ref": "#/components/schemas/New"}}}},
        "responses": {"201": {"content": {"application/json": {"schema": {"type": "object",
          "properties": {"id": {"type": "integer"}, "web-url": {"type": "string"}, "subject": {"type": "string"}}}}}}}},
      "get": {"operationId": "issues/list", "parameters": [{"$ref": "#/components/parameters/Page"}],
        "responses": {"200": {"content": {"application/json": {"schema": {"type": "array", "items": {}}}}}}}
    },
    "/broken/{id}": {"get": {"operationId": "broken", "responses": {}}},
    "/files": {"put": {"operationId": "upload", "requestBody": {"required": true, "content": {"image/png": {}}}, "responses": {}}}
  }
})");

core::Result<ConnectorDraft> draft(std::vector<std::string> operations) {
  return draft_from_openapi("desk", kDescription, operations);
}

TEST(OpenApiManifest, TakesPathBodyAndOutput) {
  const auto made = draft({"createIssue"});
  ASSERT_TRUE(made) << made.error().text();
  const auto& operation = made->keys.at("operations").at("create_issue");
  EXPECT_EQ(operation.at("title"), "Open an issue");
  EXPECT_EQ(operation.at("request"),
            Json::parse(R"({"method": "POST", "path": "/queues/${input.queue_id}/issues", "json": {
      "subject": "${input.subject}", "priority": "${input.?priority}", "parent": "${input.?parent}"}})"));
  EXPECT_EQ(operation.at("output"),
            Json::parse(R"({"id": "${body.?id}", "subject": "${body.?subject}"})"));
  const auto& input = operation.at("input");
  EXPECT_EQ(input.at("required"), Json({"queue_id", "subject"}));
  EXPECT_EQ(input.at("additionalProperties"), false);
  // What the server sets is no input; what JSON Schema here does not know is left out.
  EXPECT_FALSE(input.at("properties").contains("id"));
  EXPECT_EQ(input.at("properties").at("subject"), Json({{"type", "string"}, {"maxLength", 80}}));
  EXPECT_EQ(input.at("properties").at("priority"),
            Json::parse(R"({"type": "string", "enum": ["low", "high"]})"));
  EXPECT_EQ(made->inputs.at("create_issue"), Json({{"queue_id", "text"}, {"subject", "text"}}));
  EXPECT_THAT(made->remarks, ElementsAre(HasSubstr("idempotency")));
}

TEST(OpenApiManifest, TakesQueriesListsAddressAndAuthorization) {
  const auto made = draft({"issues/list"});
  ASSERT_TRUE(made) << made.error().text();
  const auto& operation = made->keys.at("operations").at("issues_list");
  EXPECT_EQ(
      operation.at("request"),
      Json::parse(
          R"({"path": "/queues/${input.queue_id}/issues", "query": {"page[size]": "${input.?page_size_}"}})"));
  EXPECT_EQ(operation.at("output"), Json({{"items", "${body}"}}));
  EXPECT_EQ(made->keys.at("base_url"), "https://desk.example/api");
  EXPECT_EQ(made->keys.at("auth"), Json::parse(R"([{"kind": "header", "header": "X-Desk-Key"}])"));
  EXPECT_EQ(connection_text(*made),
            "connections:\n  desk:\n    auth:\n      key: \"env:DESK_KEY\"\n      kind: header\n");
  EXPECT_TRUE(made->remarks.empty());
}

// A vendor whose description has more than a body of JSON.
core::Result<ConnectorDraft> parcels(std::vector<std::string> operations,
                                     const std::string& server) {
  auto description = Json::parse(R"({
    "openapi": "3.0.3",
    "info": {"title": "Parcels"},
    "security": [{"login": ["read"]}],
    "components": {"securitySchemes": {"login": {"type": "oauth2", "flows": {
      "clientCredentials": {"tokenUrl": "https://parcels.example/token", "scopes": {}}}}}},
    "paths": {"/parcels": {
      "post": {"operationId": "send", "security": [{"login": ["write", "read"]}],
        "parameters": [{"name": "Idempotency-Key", "in": "header", "required": true, "schema": {"type": "string"}}],
        "requestBody": {"content": {"application/json": {"schema": {"type": "object", "properties": {"to": {"type": "string"}}}}}}, "responses": {}},
      "patch": {"operationId": "change",
        "requestBody": {"content": {"application/merge-patch+json": {"schema": {"type": "object", "properties": {"to": {"type": "string"}}}}}}, "responses": {}},
      "put": {"operationId": "label", "requestBody": {"content": {"multipart/form-data": {}}}, "responses": {}}
    }}})");
  description["servers"] = Json::array({Json::parse(server)});
  return draft_from_openapi("parcels", description, operations);
}

constexpr auto kParcelsServer = R"({"url": "https://parcels.example"})";

TEST(OpenApiManifest, TakesTheKeyTheScopesAndTheKindOfABody) {
  const auto sent = parcels({"send"}, kParcelsServer);
  ASSERT_TRUE(sent) << sent.error().text();
  const auto& send = sent->keys.at("operations").at("send");
  EXPECT_EQ(send.at("idempotency"), Json({{"header", "Idempotency-Key"}}));
  EXPECT_FALSE(send.at("request").contains("headers")) << "Baton fills the key in";
  EXPECT_FALSE(send.at("input").contains("required"));
  EXPECT_TRUE(sent->remarks.empty());
  EXPECT_EQ(sent->keys.at("auth").at(0).at("scope"), "read write");

  const auto changed = parcels({"change"}, kParcelsServer);
  ASSERT_TRUE(changed) << changed.error().text();
  EXPECT_EQ(changed->keys.at("operations").at("change").at("request").at("headers"),
            Json({{"Content-Type", "application/merge-patch+json"}}));
  EXPECT_EQ(changed->keys.at("auth").at(0).at("scope"), "read");
}

TEST(OpenApiManifest, RemarksOnABodyThatItLeavesOut) {
  const auto made = parcels({"label"}, kParcelsServer);
  ASSERT_TRUE(made) << made.error().text();
  EXPECT_THAT(made->remarks, ElementsAre(HasSubstr("one of multipart/form-data")));
}

// A draft of one operation, whose path has this parameter and whose body has this member.
core::Result<ConnectorDraft> draft_with(const std::string& parameter, const std::string& member) {
  const auto text =
      R"({"openapi": "3.1.0", "paths": {"/x/{id}": {"post": {"operationId": "act", "responses": {},
    "parameters": [{"name": "id", "in": "path", "required": true, )" +
      parameter + R"(}],
    "requestBody": {"required": true, "content": {"application/json": {"schema": {"type": "object",
      "required": ["a"], "properties": {"a": )" +
      member + "}}}}}}}}}";
  return draft_from_openapi("desk", Json::parse(text), {"act"});
}

TEST(OpenApiManifest, GivesEachOperationAnInputThatFits) {
  const auto input = [](const std::string& parameter, const std::string& member) {
    const auto made = draft_with(parameter, member);
    return made ? made->inputs.value("act", Json()) : Json(made.error().text());
  };
  const std::string text = R"("schema": {"type": "string"})";
  EXPECT_EQ(input(R"("schema": {"type": "string", "pattern": "^\\d{10}$"})", "{}"),
            Json({{"id", "1111111111"}, {"a", "text"}}));
  EXPECT_EQ(input(R"("example": "EMEA-7", "schema": {"type": "string", "pattern": "^[A-Z]+-\\d$"})",
                  "{}")["id"],
            "EMEA-7");
  EXPECT_EQ(input(text, R"({"type": "string", "minLength": 6})")["a"], "texttext");
  EXPECT_EQ(input(text, R"({"type": "string", "maxLength": 2})")["a"], "te");
  EXPECT_EQ(input(text, R"({"type": "integer", "exclusiveMinimum": 7})")["a"], 8);
  EXPECT_EQ(input(text, R"({"type": "integer", "maximum": -3})")["a"], -3);
  EXPECT_EQ(input(text, R"({"type": "integer", "examples": ["odd", 42]})")["a"], 42);
  EXPECT_EQ(input(text, R"({"type": "array", "minItems": 2, "items": {"type": "integer"}})")["a"],
            Json({1, 1}));
}

TEST(OpenApiManifest, RemarksOnAnInputThatItCannotMake) {
  const auto made = draft_with(
      R"("schema": {"type": "string"})",
      R"({"type": "array", "minItems": 2, "uniqueItems": true, "items": {"type": "integer"}})");
  ASSERT_TRUE(made) << made.error().text();
  EXPECT_TRUE(made->keys.at("operations").contains("act"));
  EXPECT_FALSE(made->inputs.contains("act"));
  EXPECT_THAT(made->remarks, Contains(HasSubstr("desk.test.json")));
}

// The descriptions of vendors are what the command is for.
TEST(OpenApiManifest, TakesWhatVendorsDescribe) {
  const auto folder = std::filesystem::path(BATON_SOURCE_DIR) / "tests/data/openapi";
  std::size_t taken = 0, fitting = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (entry.path().extension() != ".json") continue;
    std::ifstream file(entry.path(), std::ios::binary);
    const auto description = Json::parse(file);
    for (const auto& [path, item] : description.at("paths").items()) {
      for (const auto& [method, operation] : item.items()) {
        const auto id = operation.is_object() ? core::text_at(operation, "operationId") : "";
        if (id.empty()) continue;
        const auto made = draft_from_openapi("vendor", description, {id});
        // Operations that send files are written by hand.
        if (!made && made.error().code == core::Errc::unsupported) continue;
        ASSERT_TRUE(made) << entry.path() << " " << id << ": " << made.error().text();
        fitting += made->inputs.size();
        ++taken;
      }
    }
  }
  EXPECT_GE(taken, 150U);
  EXPECT_GE(fitting + 5, taken) << "most of them have an input that fits";
}

// A bound that no number holds stands in some descriptions as a text, which no schema takes.
TEST(OpenApiManifest, LeavesOutBoundsThatAreNoNumbers) {
  const auto made = draft_with(R"("schema": {"type": "string"})",
                               R"({"type": "integer", "minimum": "-9223372036854776000"})");
  ASSERT_TRUE(made) << made.error().text();
  EXPECT_EQ(made->keys.at("operations").at("act").at("input").at("properties").at("a"),
            Json({{"type", "integer"}}));
}

TEST(OpenApiManifest, TakesTheDefaultsOfAnAddress) {
  const auto made = parcels({"label"}, R"({"url": "https://{region}.parcels.example/v2/",
      "variables": {"region": {"default": "eu"}}})");
  ASSERT_TRUE(made) << made.error().text();
  EXPECT_EQ(made->keys.at("base_url"), "https://eu.parcels.example/v2");
  EXPECT_THAT(made->remarks.at(0), HasSubstr("https://{region}.parcels.example/v2/"));
  const auto open = parcels({"label"}, R"({"url": "https://{tenant}.parcels.example"})");
  ASSERT_TRUE(open) << open.error().text();
  EXPECT_FALSE(open->keys.contains("base_url"));
  EXPECT_THAT(open->remarks.at(0), HasSubstr("differs from customer to customer"));
}

TEST(OpenApiManifest, SaysWhatItCannotTake) {
  EXPECT_THAT(draft({"createIsue"}).error().hint, HasSubstr("createIssue"));
  EXPECT_THAT(draft({"broken"}).error().message, HasSubstr("{id}"));
  EXPECT_THAT(draft({"upload"}).error().message, HasSubstr("neither JSON nor a form"));
  EXPECT_THAT(draft_from_openapi("a", {{"swagger", "2.0"}}, {"x"}).error().message,
              HasSubstr("version 3"));
}

}  // namespace
}  // namespace baton::app
