#include "app/connector_draft.hpp"

#include "app/yaml_text.hpp"

#include <cctype>

namespace baton::app {

using core::Json;

namespace {

// What the names of the variables of a connection begin with.
std::string variables_of(std::string name) {
  for (auto& letter : name)
    letter = static_cast<char>(std::toupper(static_cast<unsigned char>(letter)));
  return name;
}

}  // namespace

ConnectorDraft draft_of_nothing(const std::string& name, const std::string& base_url,
                                const std::string& auth) {
  ConnectorDraft draft;
  draft.name = name;
  draft.keys["title"] = name;
  draft.keys["base_url"] = base_url;
  Json way{{"kind", auth}};
  if (auth == "header") way["header"] = "X-Api-Key";
  if (auth == "query") way["parameter"] = "key";
  if (auth == "oauth2") way.update({{"flow", "client_credentials"}, {"token_url", "/oauth/token"}});
  draft.keys["auth"] = Json::array({way});
  const Json text{{"type", "string"}, {"minLength", 1}};
  draft.keys["operations"]["get_thing"] = {
      {"title", "Read a thing"},
      {"input",
       {{"type", "object"},
        {"required", {"id"}},
        {"additionalProperties", false},
        {"properties", {{"id", text}}}}},
      {"request", {{"path", "/things/${input.id}"}}},
      {"output", {{"id", "${body.id}"}, {"name", "${body.?name}"}}}};
  draft.keys["operations"]["create_thing"] = {
      {"title", "Make a thing"},
      {"input",
       {{"type", "object"},
        {"required", {"name"}},
        {"additionalProperties", false},
        {"properties", {{"name", text}}}}},
      {"request", {{"method", "POST"}, {"path", "/things"}, {"json", {{"name", "${input.name}"}}}}},
      {"output", {{"id", "${body.id}"}}},
      {"idempotency", {{"header", "Idempotency-Key"}}}};
  draft.inputs = {{"get_thing", {{"id", "7"}}}, {"create_thing", {{"name", "text"}}}};
  draft.remarks.emplace_back("the operations are examples: put those of the vendor in their place");
  return draft;
}

std::string manifest_text(const ConnectorDraft& draft) {
  std::string text =
      "# yaml-language-server: $schema=../schema/connector.schema.json\n"
      "# Name here the vendor's page that this was made from, with its date or version.\n"
      "connector: " +
      draft.name + "\n";
  for (const char* key : {"title", "base_url", "auth", "operations"})
    if (const auto* value = core::find(draft.keys, key)) text += yaml_text(Json{{key, *value}});
  return text;
}

std::string connection_text(const ConnectorDraft& draft) {
  const auto prefix = variables_of(draft.name);
  Json entry = Json::object();
  if (!draft.keys.contains("base_url")) entry["base_url"] = "env:" + prefix + "_BASE_URL";
  const auto auth = draft.keys.value("auth", Json::array());
  const auto kind = auth.empty() ? std::string() : auth.front().at("kind").get<std::string>();
  Json proof{{"kind", kind}};
  if (kind == "basic")
    proof.update(
        {{"username", "env:" + prefix + "_USER"}, {"password", "env:" + prefix + "_PASSWORD"}});
  if (kind == "bearer") proof["token"] = "env:" + prefix + "_TOKEN";
  if (kind == "header" || kind == "query") proof["key"] = "env:" + prefix + "_KEY";
  if (kind == "oauth2") {
    proof.update({{"client_id", "env:" + prefix + "_CLIENT_ID"},
                  {"client_secret", "env:" + prefix + "_CLIENT_SECRET"}});
    if (auth.front().value("flow", "") == "refresh_token")
      proof["refresh_token"] = "env:" + prefix + "_REFRESH_TOKEN";
  }
  if (!kind.empty() && kind != "none") entry["auth"] = std::move(proof);
  Json connections = Json::object();
  connections[draft.name] = std::move(entry);
  return yaml_text(Json{{"connections", std::move(connections)}});
}

}  // namespace baton::app
