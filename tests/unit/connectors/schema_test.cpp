#include "baton/formats/json_schema.hpp"
#include "baton/formats/yaml_file.hpp"
#include "baton/ingress/hook_options.hpp"
#include "baton/ingress/schemes.hpp"
#include "connectors/auth/auth.hpp"
#include "connectors/keys.hpp"
#include "ingress/keys.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <iterator>

// The published JSON Schemas of manifests and of connections.yaml say what the readers take, and
// the shipped files fit them.
namespace baton::connectors {
namespace {

namespace fs = std::filesystem;
using core::Json;
using testing::UnorderedElementsAreArray;
using Names = std::vector<std::string>;

std::string read_text(const fs::path& path) {
  std::ifstream file(fs::path(BATON_SOURCE_DIR) / path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

Json schema_of(const std::string& name) {
  return Json::parse(read_text("config/schema/" + name + ".schema.json"));
}

// The value of a YAML file, as its readers see it.
Json read_yaml(const std::string& text, const std::string& name) {
  core::Findings findings;
  const auto file = formats::YamlFile::read(text, name, findings);
  for (const auto& finding : findings) ADD_FAILURE() << name << ": " << finding.message;
  return file ? file->value() : Json();
}

// Holds a value to a schema that is written with references and alternatives, which inputs may not
// have: each object of it is the one walker's matter.
class Walk {
 public:
  explicit Walk(const Json& root) : root_(root) {}

  Names misfits(const Json& value) const {
    Names found;
    check(root_, value, "", found);
    return found;
  }

 private:
  bool fits(const Json& schema, const Json& value) const {
    Names found;
    check(schema, value, "", found);
    return found.empty();
  }

  void check(const Json& schema, const Json& value, const std::string& path, Names& found) const {
    if (const auto ref = core::text_at(schema, "$ref"); !ref.empty())
      return check(root_.at(Json::json_pointer(ref.substr(1))), value, path, found);
    check_alone(schema, value, path, found);
    const auto fits_one = [this, &value](const Json& form) { return fits(form, value); };
    if (const auto* forms = core::find(schema, "anyOf");
        forms != nullptr && std::none_of(forms->begin(), forms->end(), fits_one))
      found.push_back(path + ": fits none of its forms");
    if (const auto* forms = core::find(schema, "oneOf");
        forms != nullptr && std::count_if(forms->begin(), forms->end(), fits_one) != 1)
      found.push_back(path + ": fits not exactly one of its forms");
    if (value.is_object()) check_members(schema, value, path, found);
    const auto* items = core::find(schema, "items");
    for (std::size_t at = 0; items != nullptr && value.is_array() && at < value.size(); ++at)
      check(*items, value[at], path + "/" + std::to_string(at), found);
  }

  // What the schema says about the value, and not about what is in it.
  static void check_alone(Json schema, const Json& value, const std::string& path, Names& found) {
    for (const auto* keyword : {"properties", "additionalProperties", "items"})
      schema.erase(keyword);
    const auto all = [](const auto&, const auto&, const auto&) {
      return formats::JsonSchema::Known::all;
    };
    for (const auto& misfit : formats::JsonSchema(schema).misfits(value, all))
      found.push_back(path + ": " + formats::to_error(misfit, "value").text());
  }

  void check_members(const Json& schema, const Json& value, const std::string& path,
                     Names& found) const {
    const auto* properties = core::find(schema, "properties");
    const auto* others = core::find(schema, "additionalProperties");
    const auto* names = core::find(schema, "propertyNames");
    for (const auto& [name, member] : value.items()) {
      const auto below = path + "/" + name;
      if (names != nullptr) check(*names, name, below, found);
      if (const auto* own = properties != nullptr ? core::find(*properties, name) : nullptr)
        check(*own, member, below, found);
      else if (others != nullptr && *others == false)
        found.push_back(below + ": is not known");
      else if (others != nullptr)
        check(*others, member, below, found);
    }
  }

  const Json& root_;
};

Names members(const Json& object) {
  Names names;
  for (const auto& [name, value] : object.at("properties").items()) names.push_back(name);
  return names;
}

const Json& member(const Json& object, const char* name) {
  return object.at("properties").at(name);
}

Names connection_auth() {
  Names keys{"kind"};
  for (const auto& kind : auth_kinds())
    for (const auto key : find_auth(kind)->keys)
      if (std::find(keys.begin(), keys.end(), key) == keys.end()) keys.emplace_back(key);
  return keys;
}

TEST(Schemas, OfConnectorsKnowTheKeysThatTheReadersKnow) {
  const auto schema = schema_of("connector");
  const auto& definitions = schema.at("$defs");
  EXPECT_THAT(members(schema), UnorderedElementsAreArray(keys::kManifest));
  EXPECT_THAT(members(definitions.at("limits")), UnorderedElementsAreArray(keys::kLimits));
  EXPECT_THAT(members(definitions.at("auth")), UnorderedElementsAreArray(keys::manifest_auth()));
  EXPECT_THAT(members(definitions.at("request")), UnorderedElementsAreArray(keys::kRequest));
  EXPECT_THAT(members(definitions.at("mail")), UnorderedElementsAreArray(keys::kMail));
  EXPECT_THAT(members(definitions.at("file")), UnorderedElementsAreArray(keys::kFile));
  EXPECT_THAT(members(definitions.at("errors").at("items")),
              UnorderedElementsAreArray(keys::kErrorRule));
  const auto& operation = definitions.at("operation");
  EXPECT_THAT(members(operation), UnorderedElementsAreArray(keys::kOperation));
  const auto& idempotency = member(operation, "idempotency");
  EXPECT_THAT(members(idempotency), UnorderedElementsAreArray(keys::kIdempotency));
  const auto& find = member(idempotency, "find");
  EXPECT_THAT(members(find), UnorderedElementsAreArray(keys::kFind));
  EXPECT_THAT(members(member(find, "pages")), UnorderedElementsAreArray(keys::kFindPages));
  EXPECT_THAT(members(member(operation, "pages")), UnorderedElementsAreArray(keys::kPages));
  EXPECT_THAT(members(definitions.at("test")), UnorderedElementsAreArray(keys::kTest));
  EXPECT_THAT(members(definitions.at("poll")), UnorderedElementsAreArray(keys::kPoll));
  const auto& webhook = definitions.at("webhook");
  EXPECT_THAT(members(webhook), UnorderedElementsAreArray(keys::manifest_webhook()));
  const auto& part = member(webhook, "decode").at("items");
  EXPECT_THAT(members(part), UnorderedElementsAreArray(ingress::keys::kPart));
  EXPECT_THAT(members(member(part, "events").at("items")),
              UnorderedElementsAreArray(ingress::keys::kRule));
}

TEST(Schemas, OfConnectorsKnowTheChoicesThatTheReadersKnow) {
  const auto schema = schema_of("connector");
  const auto& definitions = schema.at("$defs");
  EXPECT_EQ(member(definitions.at("auth"), "kind").at("enum"), Json(auth_kinds()));
  EXPECT_EQ(member(definitions.at("request"), "method").at("enum"), Json(keys::kMethods));
  EXPECT_EQ(member(definitions.at("request"), "answer").at("enum"), Json(keys::kAnswers));
  EXPECT_EQ(member(schema, "transport").at("enum"), Json(keys::kTransports));
  EXPECT_EQ(member(definitions.at("errors").at("items"), "kind").at("enum"),
            Json(keys::kErrorKinds));
  EXPECT_EQ(member(definitions.at("limits"), "concurrency").at("maximum"), keys::kConcurrencyMax);
  const auto& webhook = definitions.at("webhook");
  EXPECT_EQ(member(webhook, "scheme").at("enum"), Json(ingress::scheme_names()));
  EXPECT_EQ(member(member(webhook, "decode").at("items"), "body").at("enum"),
            Json(ingress::keys::kBodies));
}

TEST(Schemas, OfConnectionsKnowTheKeysThatTheReadersKnow) {
  const auto schema = schema_of("connections");
  const auto& definitions = schema.at("$defs");
  const auto& connection = definitions.at("connection");
  EXPECT_THAT(members(schema), UnorderedElementsAreArray(keys::kConnections));
  EXPECT_THAT(members(connection), UnorderedElementsAreArray(keys::kConnection));
  EXPECT_THAT(members(definitions.at("limits")), UnorderedElementsAreArray(keys::kLimits));
  EXPECT_EQ(member(definitions.at("limits"), "concurrency").at("maximum"), keys::kConcurrencyMax);
  const auto& auth = member(connection, "auth");
  EXPECT_THAT(members(auth), UnorderedElementsAreArray(connection_auth()));
  EXPECT_EQ(member(auth, "kind").at("enum"), Json(auth_kinds()));
  EXPECT_THAT(members(member(connection, "poll").at("additionalProperties")),
              UnorderedElementsAreArray(keys::kConnectionPoll));
  const auto& webhook = member(connection, "webhook");
  EXPECT_THAT(members(webhook), UnorderedElementsAreArray(keys::connection_webhook()));
  EXPECT_EQ(member(webhook, "scheme").at("enum"), Json(ingress::scheme_names()));
}

// A flag in one is no text in the other.
TEST(Schemas, GiveTheSettingsOfWebhooksTheKindsThatTheSchemesRead) {
  using ValueKind = ingress::SchemeValueKind;
  const auto connectors = schema_of("connector");
  const auto connections = schema_of("connections");
  const auto& defaults = connectors.at("$defs").at("webhook");
  const auto& webhook = member(connections.at("$defs").at("connection"), "webhook");
  const Json secret{{"$ref", "#/$defs/secret"}};
  for (const auto& key : ingress::scheme_keys()) {
    const std::string name(key.name);
    const auto& said = member(webhook, name.c_str());
    if (key.kind == ValueKind::secret) {
      EXPECT_EQ(said, secret) << name;
    }
    if (key.kind == ValueKind::secrets) {
      EXPECT_EQ(said.at("additionalProperties"), secret) << name;
    }
    if (key.is_secret()) continue;
    const auto& common = member(defaults, name.c_str());
    const auto type = key.kind == ValueKind::flag          ? "boolean"
                      : key.kind == ValueKind::number      ? "integer"
                      : key.kind == ValueKind::texts       ? "array"
                      : key.kind == ValueKind::named_texts ? "object"
                                                           : "string";
    EXPECT_TRUE(common.contains("enum") || common.at("type") == type) << name;
    EXPECT_TRUE(said.contains("enum") || said.contains("$ref") || said.at("type") == type) << name;
    EXPECT_EQ(said.contains("enum"), common.contains("enum")) << name;
  }
}

TEST(Schemas, AreFitByWhatIsShipped) {
  const auto connector = schema_of("connector");
  int count = 0;
  for (const auto& entry :
       fs::directory_iterator(fs::path(BATON_SOURCE_DIR) / "config" / "connectors")) {
    if (entry.path().extension() != ".yaml") continue;
    ++count;
    const auto name = entry.path().filename().string();
    EXPECT_THAT(Walk(connector).misfits(read_yaml(read_text("config/connectors/" + name), name)),
                testing::IsEmpty())
        << name;
  }
  EXPECT_GE(count, 10);
  EXPECT_THAT(Walk(schema_of("connections"))
                  .misfits(read_yaml(read_text("config/connections.yaml"), "connections.yaml")),
              testing::IsEmpty());
}

TEST(Schemas, AreNotFitByWhatTheReadersRefuse) {
  const auto connections = schema_of("connections");
  const auto of_shop = [&connections](const std::string& lines) {
    return Walk(connections)
        .misfits(read_yaml("connections:\n  shop: { " + lines + " }\n", "connections.yaml"));
  };
  EXPECT_THAT(of_shop("connector: http, limits: { concurrency: 8 }"), testing::IsEmpty());
  for (const auto* bad :
       {"bas_url: x", "auth: { kind: baerer }", "auth: { token: literal }",
        "limits: { concurrency: 0 }", "limits: { concurrency: 1001 }", "webhook: { scheme: hmca }",
        "webhook: { accept_handshake: 5 }", "webhook: { secret: literal }",
        "headers: { X-Key: { env: A, nope: 1 } }"})
    EXPECT_EQ(of_shop(bad).size(), 1U) << bad;
  const auto connector = schema_of("connector");
  const auto of_acme = [&connector](const std::string& lines) {
    return Walk(connector).misfits(read_yaml("connector: acme\n" + lines, "acme.yaml"));
  };
  EXPECT_THAT(of_acme("operations: { get: { request: { path: /x } } }\n"), testing::IsEmpty());
  EXPECT_THAT(of_acme("transport: smtp\noperations: { send: { mail: { to: a } } }\n"),
              testing::IsEmpty());
  EXPECT_THAT(of_acme("program: [python3, acme.py]\nmemory_mib: 256\n"), testing::IsEmpty());
  EXPECT_THAT(of_acme("library: acme.so\n"), testing::IsEmpty());
  for (const auto* bad : {"operatons: {}\n", "auth: [{ header: X }]\n", "operations: { get: {} }\n",
                          "operations: { Get: { request: { path: /x } } }\n",
                          "operations: { get: { request: { path: x } } }\n",
                          "webhook: { scheme: hmac, decode: [] }\n", "program: []\n",
                          "library: acme.so\nmemory_mib: -1\n"})
    EXPECT_EQ(of_acme(bad).size(), 1U) << bad;
}

}  // namespace
}  // namespace baton::connectors
