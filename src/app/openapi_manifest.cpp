#include "app/openapi_manifest.hpp"

#include "app/openapi_schema.hpp"
#include "baton/core/finding.hpp"
#include "baton/core/text.hpp"
#include "baton/formats/json_schema.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <map>
#include <optional>
#include <set>
#include <utility>

namespace baton::app {

using core::Json;

namespace {

// The members of a path item that are operations, and the methods that they mean.
constexpr std::array<std::pair<const char*, const char*>, 5> kApiMethods{
    {{"get", "GET"}, {"post", "POST"}, {"put", "PUT"}, {"patch", "PATCH"}, {"delete", "DELETE"}}};
// Members of an output. A run keeps what later steps read, not all that a vendor tells.
constexpr std::size_t kOutputsMax = 20;
constexpr std::size_t kOperationNameMax = 64;

bool is_identifier(std::string_view text) {
  return !text.empty() && std::isdigit(static_cast<unsigned char>(text.front())) == 0 &&
         std::all_of(text.begin(), text.end(), [](char letter) {
           return letter == '_' || std::isalnum(static_cast<unsigned char>(letter)) != 0;
         });
}

// "createIssue" and "issues/create" as the name of an operation: create_issue, issues_create.
std::string operation_name(const std::string& id) {
  std::string name;
  for (std::size_t at = 0; at < id.size(); ++at) {
    const auto letter = static_cast<unsigned char>(id[at]);
    const bool upper = std::isupper(letter) != 0;
    const bool begins_word =
        upper && at > 0 && std::islower(static_cast<unsigned char>(id[at - 1]));
    if (begins_word || (std::isalnum(letter) == 0 && !name.empty() && name.back() != '_'))
      name += '_';
    if (std::isalnum(letter) != 0) name += static_cast<char>(std::tolower(letter));
  }
  while (name.ends_with('_')) name.pop_back();
  return name.substr(0, kOperationNameMax);
}

// One operation of a description.
struct FoundOperation {
  std::string method{};
  std::string path{};
  const Json* item = nullptr;  // the path item that has it
  const Json* operation = nullptr;
};

std::map<std::string, FoundOperation> operations_in(const Json& description) {
  std::map<std::string, FoundOperation> found;
  const auto* paths = core::find(description, "paths");
  if (paths == nullptr || !paths->is_object()) return found;
  for (const auto& [path, item] : paths->items()) {
    for (const auto& [member, method] : kApiMethods) {
      const auto* operation = core::find(item, member);
      const auto id = operation == nullptr ? "" : core::text_at(*operation, "operationId");
      if (!id.empty()) found.emplace(id, FoundOperation{method, path, &item, operation});
    }
  }
  return found;
}

// Makes one operation of a manifest.
class OperationDraft {
 public:
  OperationDraft(const Json& description, const FoundOperation& found)
      : schemas_(description), found_(found) {
    input_["properties"] = Json::object();
    input_["required"] = Json::array();
  }

  core::Result<Json> make() {
    add_parameters(core::find(*found_.item, "parameters"));
    add_parameters(core::find(*found_.operation, "parameters"));
    auto problem = add_body();
    if (problem) return *problem;
    auto path = target();
    if (!path) return path.error();
    Json request{{"path", *path}};
    if (found_.method != "GET") request["method"] = found_.method;
    for (auto& [key, part] : parts_.items()) request[key] = std::move(part);
    if (input_["required"].empty()) input_.erase("required");
    Json made{{"input", input_}, {"request", std::move(request)}};
    if (!key_header_.empty()) made["idempotency"]["header"] = key_header_;
    const auto title = core::text_at(*found_.operation, "summary");
    if (!title.empty()) made["title"] = title;
    if (auto output = output_of(); !output.empty()) made["output"] = std::move(output);
    return made;
  }

  const Json& input() const { return input_; }
  // True if the vendor takes an idempotency key.
  bool takes_key() const { return !key_header_.empty(); }
  // The kind of a body that is left out of the operation; empty if none is.
  const std::string& body_left_out() const { return body_left_out_; }

 private:
  // Adds an input, and returns the expression that reads it.
  std::string add_input(const std::string& wanted, const Json& schema, bool required) {
    auto name = wanted;
    for (auto& letter : name)
      if (letter != '_' && std::isalnum(static_cast<unsigned char>(letter)) == 0) letter = '_';
    if (!is_identifier(name)) name = "_" + name;
    while (input_["properties"].contains(name)) name += "_2";
    input_["properties"][name] = schema;
    if (required) input_["required"].push_back(name);
    return required ? "${input." + name + "}" : "${input.?" + name + "}";
  }

  static bool is_required(const Json& value) {
    const auto* required = core::find(value, "required");
    return required != nullptr && *required == true;
  }

  void add_parameters(const Json* list) {
    if (list == nullptr || !list->is_array()) return;
    for (const auto& one : *list) {
      const auto& parameter = schemas_.resolved(one);
      const auto name = core::text_at(parameter, "name");
      const auto in = core::text_at(parameter, "in");
      if (in == "header" && core::lower(name).ends_with("idempotency-key")) {
        key_header_ = name;  // Baton fills it in
        continue;
      }
      auto schema = schemas_.schema(parameter.value("schema", Json::object()));
      if (const auto about = core::text_at(parameter, "description"); !about.empty())
        schema["description"] = about;
      if (auto examples = OpenApiSchemas::examples_of(parameter); !examples.empty())
        schema["examples"] = std::move(examples);
      if (in == "path")
        in_path_[name] = add_input(name, schema, true);
      else if (in == "query")
        parts_["query"][name] = add_input(name, schema, is_required(parameter));
      else if (in == "header" && is_required(parameter))
        parts_["headers"][name] = add_input(name, schema, true);
    }
  }

  std::optional<core::Error> add_body() {
    const auto* given = core::find(*found_.operation, "requestBody");
    if (given == nullptr) return std::nullopt;
    const auto& body = schemas_.resolved(*given);
    const auto content = body.value("content", Json::object());
    for (const auto& [media, described] : content.items()) {
      const bool json = media.find("json") != std::string::npos;
      const bool form = media == "application/x-www-form-urlencoded";
      if (!json && !form) continue;
      if (json && media != "application/json" && media.find('*') == std::string::npos)
        parts_["headers"]["Content-Type"] = media;
      const auto schema = schemas_.schema(described.value("schema", Json::object()));
      const auto* properties = core::find(schema, "properties");
      auto& part = parts_[json ? "json" : "form"];
      if (properties == nullptr || properties->empty()) {
        part = add_input("body", schema, is_required(body));
        return std::nullopt;
      }
      const auto required = schema.value("required", Json::array());
      for (const auto& [name, property] : properties->items()) {
        const bool needed = std::find(required.begin(), required.end(), name) != required.end();
        part[name] = add_input(name, property, needed);
      }
      return std::nullopt;
    }
    if (!is_required(body)) {
      if (content.is_object() && !content.empty()) body_left_out_ = content.begin().key();
      return std::nullopt;
    }
    return core::Error{core::Errc::unsupported, "its body is neither JSON nor a form",
                       found_.method + " " + found_.path,
                       "write this operation by hand: `multipart` and `raw` say such bodies"};
  }

  // The path, with an expression in place of each parameter.
  core::Result<std::string> target() const {
    std::string made;
    for (std::size_t from = 0; from < found_.path.size();) {
      const auto open = std::min(found_.path.find('{', from), found_.path.size());
      made += found_.path.substr(from, open - from);
      if (open == found_.path.size()) break;
      const auto close = found_.path.find('}', open);
      const auto name = found_.path.substr(open + 1, close - open - 1);
      const auto known = in_path_.find(name);
      if (close == std::string::npos || known == in_path_.end())
        return core::Error{core::Errc::invalid,
                           "the path names {" + name + "}, which is no parameter", found_.path,
                           "the description has to declare it with \"in\": \"path\""};
      made += known->second;
      from = close + 1;
    }
    return made;
  }

  // The output from the schema of the first success that has one.
  Json output_of() const {
    Json output = Json::object();
    const auto responses = found_.operation->value("responses", Json::object());
    for (const auto& [status, one] : responses.items()) {
      if (!status.starts_with("2")) continue;
      const auto content = schemas_.resolved(one).value("content", Json::object());
      for (const auto& [media, described] : content.items()) {
        if (media.find("json") == std::string::npos) continue;
        const auto schema = schemas_.schema(described.value("schema", Json::object()), 2);
        if (schema.value("type", Json()) == "array") return {{"items", "${body}"}};
        const auto properties = schema.value("properties", Json::object());
        for (const auto& [name, property] : properties.items())
          if (is_identifier(name) && output.size() < kOutputsMax)
            output[name] = "${body.?" + name + "}";
        return output;
      }
    }
    return output;
  }

  const OpenApiSchemas schemas_;
  const FoundOperation& found_;
  Json input_{{"type", "object"}, {"additionalProperties", false}};
  Json parts_ = Json::object();  // the parts of the request, as manifests have them
  std::map<std::string, std::string> in_path_{};
  std::string key_header_{};
  std::string body_left_out_{};
};

// The auth of a manifest for a security scheme; null if it is of another kind.
Json auth_of(const Json& scheme) {
  const auto type = core::text_at(scheme, "type");
  const auto way = core::lower(core::text_at(scheme, "scheme"));
  if (type == "http" && way == "basic") return {{"kind", "basic"}};
  if (type == "http" && way == "bearer") return {{"kind", "bearer"}};
  const auto in = core::text_at(scheme, "in");
  if (type == "apiKey" && in == "header")
    return {{"kind", "header"}, {"header", core::text_at(scheme, "name")}};
  if (type == "apiKey" && in == "query")
    return {{"kind", "query"}, {"parameter", core::text_at(scheme, "name")}};
  if (type != "oauth2") return {};
  const auto flows = scheme.value("flows", Json::object());
  if (const auto* client = core::find(flows, "clientCredentials"))
    return {{"kind", "oauth2"},
            {"flow", "client_credentials"},
            {"token_url", core::text_at(*client, "tokenUrl")}};
  if (const auto* code = core::find(flows, "authorizationCode"))
    return {{"kind", "oauth2"},
            {"flow", "refresh_token"},
            {"token_url", core::text_at(*code, "tokenUrl")}};
  return {};
}

// What a description, or an operation of it, asks of the scheme of this name, beside `known`.
void add_scopes(const Json* security, const std::string& scheme, std::set<std::string>& known) {
  if (security == nullptr || !security->is_array()) return;
  for (const auto& one : *security) {
    const auto* scopes = core::find(one, scheme);
    if (scopes == nullptr || !scopes->is_array()) continue;
    for (const auto& scope : *scopes)
      if (scope.is_string()) known.insert(scope.get<std::string>());
  }
}

// The scopes of the scheme of this name that the operations need.
std::set<std::string> scopes_of(const Json& description, const std::string& scheme,
                                const std::vector<const Json*>& operations) {
  std::set<std::string> scopes;
  for (const auto* operation : operations) {
    const auto* own = core::find(*operation, "security");
    add_scopes(own != nullptr ? own : core::find(description, "security"), scheme, scopes);
  }
  return scopes;
}

// Every way that the description knows, each kind once, in its order.
Json auths_of(const Json& description, const OpenApiSchemas& schemas,
              const std::vector<const Json*>& operations) {
  Json made = Json::array();
  const auto schemes =
      description.value("components", Json::object()).value("securitySchemes", Json::object());
  for (const auto& [name, scheme] : schemes.items()) {
    auto one = auth_of(schemas.resolved(scheme));
    if (one.is_null()) continue;
    if (const auto scopes = scopes_of(description, name, operations);
        one["kind"] == "oauth2" && !scopes.empty())
      one["scope"] = core::join(scopes, " ");
    const bool known = std::any_of(made.begin(), made.end(), [&one](const Json& other) {
      return other["kind"] == one["kind"];
    });
    if (!known) made.push_back(std::move(one));
  }
  return made;
}

// An address whose {variables} have their defaults; with one that has none it stays as it is.
std::string with_defaults(std::string url, const Json& variables) {
  for (auto open = url.find('{'); open != std::string::npos; open = url.find('{', open)) {
    const auto close = url.find('}', open);
    if (close == std::string::npos) return url;
    const auto* variable = core::find(variables, url.substr(open + 1, close - open - 1));
    const auto value = variable == nullptr ? std::string() : core::text_at(*variable, "default");
    if (value.empty()) return url;
    url.replace(open, close + 1 - open, value);
    open += value.size();
  }
  return url;
}

// Takes the address of the first server, or says why there is none.
void take_base_url(const Json& description, ConnectorDraft& draft) {
  const auto servers = description.value("servers", Json::array());
  const auto server = servers.empty() ? Json::object() : servers.front();
  const auto written = core::text_at(server, "url");
  const auto* variables = core::find(server, "variables");
  const auto url = variables == nullptr ? written : with_defaults(written, *variables);
  if (!url.starts_with("https://")) {
    draft.remarks.emplace_back(
        "the description names no https address: the connection has to have `base_url`");
  } else if (url.find('{') != std::string::npos) {
    draft.remarks.push_back("the address of the vendor, " + written +
                            ", differs from customer to customer: the connection has to have "
                            "`base_url`");
  } else {
    draft.keys["base_url"] = url.ends_with('/') ? url.substr(0, url.size() - 1) : url;
    if (url != written)
      draft.remarks.push_back("the address of the vendor is " + written +
                              ", with the defaults of the description: where another one is meant, "
                              "the connection says so with `base_url`");
  }
}

// For whoever makes a connector of an operation that cannot be repeated.
std::string remark_on(const std::string& name, const std::string& method) {
  if (method != "POST" && method != "PATCH") return {};
  return name + " is a " + method +
         ": when its answer is lost, a person decides whether it was done. Say under `idempotency` "
         "what the vendor offers: `header`, `repeatable` or `find`";
}

}  // namespace

core::Result<ConnectorDraft> draft_from_openapi(const std::string& name, const Json& description,
                                                const std::vector<std::string>& operations) {
  if (!core::text_at(description, "openapi").starts_with("3."))
    return core::Error{core::Errc::unsupported,
                       "expected an OpenAPI description of version 3",
                       {},
                       "one of Swagger 2 has to be converted first"};
  const auto known = operations_in(description);
  std::vector<std::string> ids;
  for (const auto& [id, one] : known) ids.push_back(id);
  ConnectorDraft draft;
  draft.name = name;
  draft.keys["title"] = core::text_at(description.value("info", Json::object()), "title", name);
  take_base_url(description, draft);
  std::vector<const Json*> taken;
  for (const auto& id : operations) {
    const auto found = known.find(id);
    if (found == known.end()) {
      auto hint = core::did_you_mean(id, ids);
      if (hint.empty()) {
        if (ids.size() > 20) ids.resize(20);
        hint = "there is " + core::join(ids);
      }
      return core::Error{core::Errc::not_found, "there is no operation \"" + id + '"', {}, hint};
    }
    OperationDraft one(description, found->second);
    auto made = one.make();
    if (!made) return made.error();
    const auto called = operation_name(id);
    draft.keys["operations"][called] = *std::move(made);
    auto input = OpenApiSchemas::example(one.input());
    if (const auto misfit = formats::JsonSchema(one.input()).misfit(input))
      draft.remarks.push_back("no input of " + called + " is known that fits (" +
                              formats::to_error(*misfit, "input").text() +
                              "): add a case with one to " + name + ".test.json");
    else
      draft.inputs[called] = std::move(input);
    if (const auto& media = one.body_left_out(); !media.empty())
      draft.remarks.push_back(called + " sends no body: the description has one of " + media +
                              "; write it as `multipart` or `raw` under `request`");
    if (auto remark = remark_on(called, found->second.method); !remark.empty() && !one.takes_key())
      draft.remarks.push_back(std::move(remark));
    taken.push_back(found->second.operation);
  }
  if (auto auth = auths_of(description, OpenApiSchemas(description), taken); !auth.empty())
    draft.keys["auth"] = std::move(auth);
  return draft;
}

}  // namespace baton::app
