#include "connectors/connection.hpp"

#include "baton/core/event_names.hpp"
#include "connectors/connection_parts.hpp"
#include "connectors/uri.hpp"

#include <algorithm>

namespace baton::connectors {

using core::Json;

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

namespace {

Json read_settings(const Members& at, Connection& connection, const Environment& environment) {
  at.allow(connection.manifest->settings);
  Json settings = Json::object();
  for (const auto& [name, value] : at.value().items()) {
    auto setting = read_setting(value, connection.state.reason, environment);
    if (!setting.is_null()) settings[name] = std::move(setting);
  }
  return settings;
}

void add_network(const Members& at, Connection& connection, std::string_view text) {
  auto network = parse_network(text);
  if (network)
    connection.egress.networks.push_back(*network);
  else
    at.error("allow_private", "config/network", network.error().message);
}

// true, false, a list of networks, or a reference to one of these; in a variable the list has commas.
void read_egress(const Members& at, Connection& connection, const Environment& environment) {
  const auto* value = at.find("allow_private");
  if (value == nullptr) return;
  if (value->is_array()) {
    for (const auto& one : *value) add_network(at, connection, one.is_string() ? one.get<std::string>() : one.dump());
    return;
  }
  if (!value->is_string() && !is_reference(*value)) {
    connection.egress.any_private = at.flag("allow_private", false);
    return;
  }
  const auto resolved = is_reference(*value) ? resolve_reference(*value, environment) : Resolved{at.text("allow_private")};
  const auto& text = resolved.value;
  connection.egress.any_private = text == "1" || text == "true";
  if (connection.egress.any_private || text.empty() || text == "0" || text == "false") return;
  for (std::size_t from = 0; from <= text.size();) {
    const auto end = std::min(text.find(',', from), text.size());
    add_network(at, connection, trim(std::string_view(text).substr(from, end - from)));
    from = end + 1;
  }
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
  if (!url->origin.tls && connection.egress.empty()) {
    at.error("base_url", "config/plain-http", "plain http: expected https://",
             "list the network of a system of your own in allow_private, or set it to true for all private ones");
  }
  connection.base = std::move(*url);
}

Connection read_connection(const std::string& name, const Members& at,
                           const std::map<std::string, std::shared_ptr<const Manifest>>& manifests,
                           const Environment& environment) {
  at.allow(
      {"connector", "title", "base_url", "allow_private", "auth", "headers", "answer_headers", "settings", "limits", "webhook"});
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
  read_egress(at, connection, environment);
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
  connection.answer_headers = read_header_names(at, "answer_headers");
  if (!connection.manifest->answer_headers.empty())
    connection.answer_headers.insert(connection.answer_headers.end(), connection.manifest->answer_headers.begin(),
                                     connection.manifest->answer_headers.end());
  connection.state.acts = !connection.manifest->operations.empty();
  if (!connection.state.acts) connection.state.reason.clear();
  connection.state.active = connection.state.acts && connection.state.reason.empty();
  return connection;
}

}  // namespace

std::string Connection::held(const std::string& operation) const {
  if (manifest->operations.empty()) return "connection \"" + name + "\" only listens";
  if (!state.active) return "connection \"" + name + "\" is not active: " + state.reason;
  if (!manifest->operations.contains(operation)) return manifest->name + " has no operation \"" + operation + "\"";
  return {};
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
