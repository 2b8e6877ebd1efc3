#include "baton/identity/role.hpp"
#include "http/api/endpoint.hpp"
#include "http/api/openapi.hpp"

#include <algorithm>
#include <gtest/gtest.h>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <variant>

// Compares docs/openapi.yaml with the table of endpoints, operation by operation. Both are brought
// into one form. An endpoint that is not described fails, and so does a description without an
// endpoint.
namespace baton::http {
namespace {

using Json = nlohmann::json;

const Json& description() {
  static const Json kParsed = Json::parse(openapi());
  return kParsed;
}

// What a $ref points to.
const Json& resolved(const Json& node) {
  const auto ref = node.find("$ref");
  if (ref == node.end()) return node;
  return resolved(description().at(Json::json_pointer(ref->get<std::string>().substr(1))));
}

// --- as the table has it ---

std::string kind_of(const Parameter& parameter) {
  if (parameter.name == "cursor") return "text";  // clients must not look into a cursor
  switch (parameter.kind) {
    case ValueKind::number: return "number";
    case ValueKind::run: return "run";
    case ValueKind::event:
    case ValueKind::parked: return "event";
    case ValueKind::token: return "token";
    case ValueKind::text:
    case ValueKind::approval:
    case ValueKind::task: break;
  }
  return "text";
}

Json in_table(const Parameter& parameter, bool required) {
  Json one{{"kind", kind_of(parameter)}, {"required", required}};
  if (parameter.kind == ValueKind::number && parameter.name != "cursor") {
    one["minimum"] = parameter.min;
    if (parameter.max != INT64_MAX) one["maximum"] = parameter.max;
  }
  return one;
}

Json in_table(const Body& body) {
  switch (body.is) {
    case Body::none: return nullptr;
    case Body::yaml: return "yaml";
    case Body::any: return "any";
    case Body::json: break;
  }
  Json members = Json::object();
  for (const Member& member : body.members) {
    const bool is_text = member.is == Member::text || member.is == Member::long_text;
    const char* is = is_text ? "text" : member.is == Member::names ? "names" : "any";
    members[std::string(member.name)] = {{"is", is}, {"required", member.required}};
  }
  return members;
}

Json in_table(const Endpoint& endpoint) {
  Json parameters = Json::object();
  for (const Parameter& one : endpoint.in_path)
    parameters["path " + std::string(one.name)] = in_table(one, true);
  for (const Parameter& one : endpoint.in_query)
    parameters["query " + std::string(one.name)] = in_table(one, one.required);
  for (const std::string_view name : endpoint.fields)
    parameters["header " + std::string(name)] = {{"kind", "text"}, {"required", false}};
  std::set<std::string> answers{"400"};
  for (const int status : endpoint.answers) answers.insert(std::to_string(status));
  const bool token = endpoint.needs.kind() != identity::Needs::nothing;
  if (token) answers.insert({"401", "403", "503"});
  if (std::holds_alternative<Later>(endpoint.handler)) answers.insert("409");
  if (endpoint.method == "POST" || endpoint.method == "PUT") answers.insert("413");
  if (endpoint.body.is != Body::none) answers.insert("415");
  if (endpoint.method == "POST" && std::holds_alternative<Ingress>(endpoint.handler))
    answers.insert("503");
  return {{"token", token},
          {"parameters", parameters},
          {"body", in_table(endpoint.body)},
          {"answers", answers}};
}

// --- as it is described ---

std::string kind_described(const Json& schema) {
  if (schema.value("type", Json()) == "integer") return "number";
  const std::string pattern = schema.value("pattern", std::string());
  if (pattern == "^run_") return "run";
  if (pattern == "^evt_") return "event";
  if (pattern == "^tok_") return "token";
  return "text";
}

void add_parameters(const Json& holder, Json& parameters) {
  for (const Json& each : holder.value("parameters", Json::array())) {
    const Json& one = resolved(each);
    const Json& schema = resolved(one.at("schema"));
    Json told{{"kind", kind_described(schema)}, {"required", one.value("required", false)}};
    for (const char* bound : {"minimum", "maximum"})
      if (schema.contains(bound)) told[bound] = schema[bound];
    parameters[one.at("in").get<std::string>() + " " + one.at("name").get<std::string>()] = told;
  }
}

Json members_described(const Json& body) {
  const Json& schema = resolved(body.at("content").at("application/json").at("schema"));
  EXPECT_EQ(schema.value("additionalProperties", true), false) << "other members are refused";
  const auto required = schema.value("required", std::set<std::string>());
  EXPECT_EQ(body.value("required", false), !required.empty());
  Json members = Json::object();
  for (const auto& [name, property] : schema.at("properties").items()) {
    const std::string type = resolved(property).value("type", std::string());
    const char* is = type == "string" ? "text" : type == "array" ? "names" : "any";
    members[name] = {{"is", is}, {"required", required.contains(name)}};
  }
  return members;
}

Json body_described(const Json& operation) {
  if (!operation.contains("requestBody")) return nullptr;
  const Json& body = resolved(operation.at("requestBody"));
  const Json& content = body.at("content");
  if (content.contains("*/*")) return "any";
  if (!content.contains("application/yaml")) return members_described(body);
  EXPECT_TRUE(body.value("required", false));
  return "yaml";
}

Json described(const Json& item, const Json& operation) {
  Json parameters = Json::object();
  add_parameters(item, parameters);
  add_parameters(operation, parameters);
  std::set<std::string> answers;
  for (const auto& [status, answer] : operation.at("responses").items()) {
    answers.insert(status);
    EXPECT_EQ(status >= "400",
              &resolved(answer) == &resolved(Json{{"$ref", "#/components/responses/Problem"}}))
        << status << " of " << operation.at("operationId");
  }
  return {{"token", operation.value("security", description().at("security")) != Json::array()},
          {"parameters", parameters},
          {"body", body_described(operation)},
          {"answers", answers}};
}

TEST(Endpoints, AreAsTheApiDescriptionSays) {
  std::map<std::string, Json> told;
  for (const auto& [path, item] : description().at("paths").items())
    for (const auto& [method, operation] : item.items())
      if (method != "parameters") told[method + " " + path] = described(item, operation);
  std::map<std::string, Json> table;
  for (const Endpoint& endpoint : endpoints()) {
    std::string method(endpoint.method);
    std::transform(method.begin(), method.end(), method.begin(),
                   [](char c) { return static_cast<char>(c - 'A' + 'a'); });
    std::string path(endpoint.path);
    if (path.ends_with("/*")) path.resize(path.size() - 2);
    table[method + " " + path] = in_table(endpoint);
  }
  for (const auto& [name, one] : table)
    EXPECT_TRUE(told.contains(name)) << name << " is not described";
  for (const auto& [name, one] : told) {
    ASSERT_TRUE(table.contains(name)) << name << " is described, and not there";
    EXPECT_EQ(one.dump(1), table[name].dump(1)) << name;
  }
}

// A role is spelled in identity/role.cpp; the description repeats its words.
TEST(Endpoints, AreForTheRolesThatAreDescribed) {
  const Json& role = description().at("components").at("schemas").at("Role");
  EXPECT_EQ(role.at("enum"), Json(identity::role_words()));
}

TEST(Endpoints, NameWhatTheirPathHolds) {
  for (const Endpoint& endpoint : endpoints()) {
    std::string_view path = endpoint.path;
    for (const Parameter& parameter : endpoint.in_path) {
      const auto open = path.find('{');
      ASSERT_NE(open, std::string_view::npos) << endpoint.path;
      path.remove_prefix(open + 1);
      EXPECT_TRUE(path.starts_with(std::string(parameter.name) + "}")) << endpoint.path;
    }
    EXPECT_EQ(path.find('{'), std::string_view::npos) << endpoint.path;
  }
}

}  // namespace
}  // namespace baton::http
