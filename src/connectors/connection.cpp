#include "connectors/connection.hpp"

#include "baton/core/event_names.hpp"
#include "connectors/crypto.hpp"
#include "connectors/manifest_request.hpp"
#include "connectors/reference.hpp"
#include "connectors/schemes.hpp"

#include <algorithm>

namespace baton::connectors {

namespace {

using core::Json;

// Collects why a connection, or its hook, is not in use.
void note(std::string& reasons, const Resolved& resolved) {
  if (resolved.missing.empty() || resolved.optional) return;
  if (reasons.find(resolved.missing) != std::string::npos) return;
  reasons += (reasons.empty() ? "" : "; ") + resolved.missing;
}

Secret required_secret(const Members& at, std::string_view key, const Environment& environment, std::string& reasons) {
  if (at.find(key) == nullptr) {
    at.error(key, "config/missing-key", "\"" + std::string(key) + "\" is missing", "write " + std::string(key) + ": env:NAME");
    return {};
  }
  auto resolved = secret_at(at, key, environment);
  if (!resolved) return {};
  note(reasons, *resolved);
  if (resolved->value.find_first_of("\r\n") != std::string::npos)
    at.error(key, "config/secret", "\"" + std::string(key) + "\" holds a line break");
  return Secret(std::move(resolved->value));
}

void read_auth(const Members& at, Connection& connection, const Environment& environment) {
  const auto& known = connection.manifest->auth;
  const auto kind_text = at.text("kind", known.empty() ? "none" : to_text(known.front().kind));
  const auto kind = auth_kind(kind_text);
  const auto spec = std::find_if(known.begin(), known.end(), [&](const AuthSpec& one) { return kind && one.kind == *kind; });
  if (!kind || (spec == known.end() && *kind != AuthKind::none)) {
    std::vector<std::string> names;
    for (const auto& one : known) names.emplace_back(to_text(one.kind));
    at.error("kind", "config/enum", connection.manifest->name + " is not authorized by \"" + kind_text + "\"",
             core::did_you_mean(kind_text, names));
    return;
  }
  if (spec != known.end()) connection.auth = *spec;
  auto& reasons = connection.state.reason;
  std::string line;
  switch (*kind) {
    case AuthKind::none: at.allow({"kind"}); break;
    case AuthKind::basic:
      at.allow({"kind", "username", "password"});
      connection.username = required_secret(at, "username", environment, reasons);
      connection.password = required_secret(at, "password", environment, reasons);
      line = "Authorization: Basic " +
             to_base64(std::string(connection.username.reveal()) + ":" + std::string(connection.password.reveal())) + "\r\n";
      break;
    case AuthKind::bearer:
      at.allow({"kind", "token"});
      connection.password = required_secret(at, "token", environment, reasons);
      line = "Authorization: Bearer " + std::string(connection.password.reveal()) + "\r\n";
      break;
    case AuthKind::header:
      at.allow({"kind", "key"});
      connection.password = required_secret(at, "key", environment, reasons);
      line = connection.auth.header + ": " + connection.auth.prefix + std::string(connection.password.reveal()) + "\r\n";
      break;
    case AuthKind::oauth2: {
      at.allow({"kind", "client_id", "client_secret", "refresh_token", "token_url", "scope"});
      connection.username = required_secret(at, "client_id", environment, reasons);
      connection.password = required_secret(at, "client_secret", environment, reasons);
      if (connection.auth.flow == "refresh_token")
        connection.refresh_token = required_secret(at, "refresh_token", environment, reasons);
      const auto url = text_at(at, "token_url", environment);
      if (!url.value.empty()) connection.auth.token_url = url.value;
      if (at.find("scope") != nullptr) connection.auth.scope = at.text("scope");
      break;
    }
  }
  connection.header_lines = Secret(std::string(connection.header_lines.reveal()) + line);
}

void read_headers(const Members& at, Connection& connection, const Environment& environment) {
  std::string lines;
  for (const auto& [name, value] : at.value().items()) {
    const auto resolved = text_at(at, name, environment);
    note(connection.state.reason, resolved);
    if (!resolved.missing.empty()) continue;
    if (resolved.value.find_first_of("\r\n") != std::string::npos || name.find_first_of("\r\n: ") != std::string::npos) {
      at.error(name, "config/header", "a header's name and value are one line");
      continue;
    }
    lines += name + ": " + resolved.value + "\r\n";
  }
  connection.header_lines = Secret(std::move(lines));
}

// References may stand anywhere in it; what is missing is left out.
Json read_setting(const Json& value, std::string& reasons, const Environment& environment) {
  if (is_reference(value)) {
    auto resolved = resolve_reference(value, environment);
    note(reasons, resolved);
    return resolved.missing.empty() ? Json(std::move(resolved.value)) : Json();
  }
  if (!value.is_object()) return value;
  Json out = Json::object();
  for (const auto& [name, inner] : value.items()) {
    auto setting = read_setting(inner, reasons, environment);
    if (!setting.is_null()) out[name] = std::move(setting);
  }
  return out;
}

Json read_settings(const Members& at, Connection& connection, const Environment& environment) {
  at.allow(connection.manifest->settings);
  Json settings = Json::object();
  for (const auto& [name, value] : at.value().items()) {
    auto setting = read_setting(value, connection.state.reason, environment);
    if (!setting.is_null()) settings[name] = std::move(setting);
  }
  return settings;
}

void read_base(const Members& at, Connection& connection, const Environment& environment) {
  auto resolved = text_at(at, "base_url", environment);
  if (resolved.value.empty()) resolved.value = connection.manifest->base_url;
  if (resolved.value.empty()) {
    note(connection.state.reason, resolved);
    return;
  }
  auto url = parse_url(resolved.value);
  if (!url) {
    at.error("base_url", "config/url", url.error().message);
    return;
  }
  if (!url->query.empty()) at.error("base_url", "config/url", "a base URL has no query");
  if (!url->origin.tls && !connection.allow_private) {
    at.error("base_url", "config/plain-http", "plain http: expected https://",
             "set allow_private: true for a system in your own network");
  }
  connection.base = std::move(*url);
}

void read_hook(const Members& at, Connection& connection, const Environment& environment) {
  auto known = webhook_settings();
  known.insert(known.end(), {"scheme", "secret", "secret_previous", "verify_token", "client_secrets"});
  at.allow(known);
  const auto scheme = at.text("scheme", connection.manifest->scheme);
  const auto* row = find_scheme(scheme);
  if (row == nullptr) {
    at.error("scheme", "config/enum", "unknown webhook scheme \"" + scheme + "\"", core::did_you_mean(scheme, scheme_names()));
    return;
  }
  if (connection.manifest->decoder == nullptr) {
    at.error("scheme", "config/no-webhooks", "the connector " + connection.manifest->name + " has no webhooks");
    return;
  }
  Json settings = connection.manifest->webhook;
  for (const auto& [key, value] : at.value().items()) {
    if (key == "scheme" || key.starts_with("secret") || key == "verify_token" || key == "client_secrets") continue;
    auto setting = read_setting(value, connection.state.hook_reason, environment);
    if (!setting.is_null()) settings[key] = std::move(setting);
  }
  if (!connection.state.hook_reason.empty()) {
    connection.state.scheme = scheme;
    return;
  }
  auto options = hook_options(connection.name, scheme, settings);
  if (!options) {
    at.error(options.error().where, "config/webhook", options.error().message, options.error().hint);
    return;
  }
  auto& reasons = connection.state.hook_reason;
  if (row->needs_secret)
    options->secrets.push_back(required_secret(at, "secret", environment, reasons));
  else if (const auto secret = secret_at(at, "secret", environment); secret && secret->missing.empty())
    options->secrets.emplace_back(secret->value);
  if (const auto previous = secret_at(at, "secret_previous", environment); previous && previous->missing.empty())
    options->secrets.emplace_back(previous->value);
  if (const auto token = secret_at(at, "verify_token", environment)) {
    note(reasons, *token);
    options->verify_token = Secret(token->value);
  }
  const auto by_id = at.inner("client_secrets");
  for (const auto& [id, value] : by_id.value().items()) {
    if (const auto secret = secret_at(by_id, id, environment); secret && secret->missing.empty())
      options->client_secrets.emplace_back(id, Secret(secret->value));
  }
  connection.state.scheme = scheme;
  if (!reasons.empty()) return;
  auto hook = Hook::make(std::move(*options), connection.manifest->decoder);
  if (!hook) {
    at.error(hook.error().where, "config/webhook", hook.error().message, hook.error().hint);
    return;
  }
  connection.hook = std::move(*hook);
  connection.state.listening = true;
}

Connection read_connection(const std::string& name, const Members& at,
                           const std::map<std::string, std::shared_ptr<const Manifest>>& manifests,
                           const Environment& environment) {
  at.allow({"connector", "title", "base_url", "allow_private", "auth", "headers", "settings", "limits", "webhook"});
  Connection connection;
  connection.name = name;
  const auto connector = at.text("connector", name);
  const auto found = manifests.find(connector);
  if (found == manifests.end()) {
    std::vector<std::string> names;
    for (const auto& [one, manifest] : manifests) names.push_back(one);
    at.error("connector", "ref/unknown-connector", "unknown connector \"" + connector + "\"",
             core::did_you_mean(connector, names));
    return connection;
  }
  connection.manifest = found->second;
  connection.allow_private = flag_at(at, "allow_private", environment);
  connection.state.connector = connector;
  connection.state.title = at.text("title", connection.manifest->title);
  read_base(at, connection, environment);
  read_headers(at.inner("headers"), connection, environment);
  read_auth(at.inner("auth"), connection, environment);
  connection.view = Json{{"name", name}, {"settings", read_settings(at.inner("settings"), connection, environment)}};
  connection.limits = read_limits(at.inner("limits"), connection.manifest->limits);
  if (at.find("webhook") != nullptr) read_hook(at.inner("webhook"), connection, environment);
  if (!connection.base && connection.auth.kind != AuthKind::none && connection.state.reason.empty()) {
    at.error("base_url", "config/missing-key", "\"base_url\" is missing",
             "credentials are only ever sent to the connection's own address");
  }
  connection.state.base_url = connection.base ? connection.base->origin.text() + connection.base->path : std::string();
  if (connection.manifest->operations.empty()) connection.state.reason = "this connector only listens";
  connection.state.active = connection.state.reason.empty();
  return connection;
}

}  // namespace

core::Result<HookOptions> hook_options(const std::string& connection, const std::string& scheme, const Json& settings) {
  HookOptions options;
  options.connection = connection;
  options.scheme = scheme;
  const std::map<std::string_view, std::string*> texts{{"header", &options.header},
                                                       {"prefix", &options.prefix},
                                                       {"encoding", &options.encoding},
                                                       {"header_prefix", &options.header_prefix},
                                                       {"organization_id", &options.organization_id},
                                                       {"public_url", &options.public_url},
                                                       {"signature_version", &options.signature_version},
                                                       {"client_key", &options.client_key},
                                                       {"key_member", &options.key_member},
                                                       {"id_header", &options.id_header}};
  for (const auto& [key, value] : settings.items()) {
    const core::Error wrong{core::Errc::invalid, "webhook: '" + key + "' is not of the right type", key, {}};
    if (const auto text = texts.find(key); text != texts.end()) {
      if (!value.is_string()) return wrong;
      *text->second = value.get<std::string>();
    } else if (key == "accept_handshake" || key == "dedup_by_body") {
      if (!value.is_boolean()) return wrong;
      (key == "accept_handshake" ? options.accept_handshake : options.dedup_by_body) = value.get<bool>();
    } else if (key == "allowed_origins") {
      if (!value.is_array()) return wrong;
      for (const auto& one : value) {
        if (!one.is_string()) return wrong;
        options.allowed_origins.push_back(one.get<std::string>());
      }
    } else {
      return core::Error{core::Errc::invalid, "webhook: unknown setting '" + key + "'", key,
                         core::did_you_mean(key, webhook_settings())};
    }
  }
  while (options.public_url.ends_with('/')) options.public_url.pop_back();
  return options;
}

std::map<std::string, Connection, std::less<>> read_connections(
    std::string_view yaml, const std::string& file_name, const std::map<std::string, std::shared_ptr<const Manifest>>& manifests,
    const Environment& environment, core::Findings& findings) {
  std::map<std::string, Connection, std::less<>> connections;
  const auto file = YamlFile::read(yaml, file_name, findings);
  if (!file) return connections;
  const Members root(*file, "", file->value(), findings);
  root.allow({"connections"});
  const auto list = root.inner("connections");
  for (const auto& [name, value] : list.value().items()) {
    const bool good = !name.empty() && name.size() <= 64 && std::all_of(name.begin(), name.end(), [](char letter) {
      return (letter >= 'a' && letter <= 'z') || (letter >= '0' && letter <= '9') || letter == '_' || letter == '-';
    });
    if (!good) list.error(name, "config/name", "a connection's name is lower-case letters, digits, _ and -");
    if (core::reserved_source(name)) list.error(name, "config/name", "\"" + name + "\" is Baton's own name: choose another");
    connections.emplace(name, read_connection(name, Members(*file, list.pointer(name), value, findings), manifests, environment));
  }
  return connections;
}

}  // namespace baton::connectors
