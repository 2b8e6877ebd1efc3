#include "connectors/connection.hpp"

#include "baton/core/text.hpp"
#include "connectors/connection_parts.hpp"
#include "connectors/keys.hpp"
#include "connectors/mail/server.hpp"
#include "connectors/manifest_polls.hpp"
#include "connectors/redaction.hpp"
#include "connectors/sftp/server.hpp"

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

// Stands for a setting without a value. An expression can read it as a text and as a number.
const Json kAnySetting = "0";

// `value` with kAnySetting in each place where a reference has no value.
Json as_if_set(const Json& value, const std::string& name, Connection& connection,
               const Environment& environment) {
  if (is_reference(value)) {
    auto resolved = resolve_reference(value, environment);
    if (resolved.missing.empty()) return Json(std::move(resolved.value));
    connection.unset.emplace(name, resolved.missing);
    return kAnySetting;
  }
  if (!value.is_object()) return value;
  Json out = Json::object();
  for (const auto& [inner, member] : value.items())
    out[inner] = as_if_set(member, name + "." + inner, connection, environment);
  return out;
}

// A setting of a program may be a secret: each one that stands outside of the file counts as one.
// Shorter ones would be found in honest text.
void withhold_settings(const Json& value, Connection& connection, const Environment& environment) {
  if (is_reference(value)) {
    auto resolved = resolve_reference(value, environment);
    if (resolved.value.size() >= Redaction::kSecretBytesMin)
      connection.secrets.emplace_back(std::move(resolved.value));
    return;
  }
  if (!value.is_structured()) return;
  for (const auto& member : value) withhold_settings(member, connection, environment);
}

void read_settings(const formats::FieldReader& at, Connection& connection,
                   const Environment& environment) {
  at.allow(connection.manifest->settings);
  // People see settings, but for those of programs, which are withheld.
  const bool shown = connection.manifest->transport != Transport::plugin;
  Json settings = Json::object();
  for (const auto& [name, value] : at.value().items()) {
    if (shown && names_stored_secret(value)) {
      refuse_stored_secret(at, name);
      continue;
    }
    auto setting = read_setting(value, connection.state.reason, environment);
    if (!setting.is_null()) settings[name] = std::move(setting);
  }
  Json if_set = Json::object();
  for (const auto& name : connection.manifest->settings) {
    const auto* value = at.find(name);
    if (value == nullptr) connection.unset.emplace(name, "it is not in the file");
    if_set[name] = value == nullptr || (shown && names_stored_secret(*value))
                       ? kAnySetting
                       : as_if_set(*value, name, connection, environment);
  }
  if (!shown)
    for (const auto& value : at.value()) withhold_settings(value, connection, environment);
  connection.view = Json{{"name", connection.name}, {"settings", std::move(settings)}};
  connection.view_if_set = Json{{"name", connection.name}, {"settings", std::move(if_set)}};
}

// `people`: who somebody is here, by the id that the vendor gives them.
void read_people(const formats::FieldReader& at, Connection& connection) {
  for (const auto& [id, name] : at.value().items()) {
    if (id.empty() || !name.is_string() || name.get_ref<const std::string&>().empty())
      at.error(id, "config/people", "expected the vendor's id of a person and their name here",
               "write U012AB3CD: ada");
    else
      connection.people.emplace(id, name.get<std::string>());
  }
}

void add_network(const formats::FieldReader& at, Connection& connection, std::string_view text) {
  auto network = formats::parse_network(text);
  if (network)
    connection.egress.networks.push_back(*network);
  else
    at.error("allow_private", "config/network", network.error().message,
             "or write true, for loopback and all private networks");
}

// Reads allow_private: true, false, a list of networks, or a reference to one of these. In a
// variable, the list is separated by commas.
void read_egress(const formats::FieldReader& at, Connection& connection,
                 const Environment& environment) {
  const auto* value = at.find("allow_private");
  if (value == nullptr) return;
  if (value->is_array()) {
    for (const auto& one : *value)
      add_network(at, connection, one.is_string() ? one.get<std::string>() : one.dump());
    return;
  }
  if (!value->is_string() && !is_reference(*value)) {
    connection.egress.any_private = at.flag("allow_private", false);
    return;
  }
  const auto resolved = is_reference(*value) ? resolve_reference(*value, environment)
                                             : Resolved{at.text("allow_private")};
  const auto& text = resolved.value;
  connection.egress.any_private = text == "1" || text == "true";
  if (connection.egress.any_private || text.empty() || text == "0" || text == "false") return;
  for (std::size_t from = 0; from <= text.size();) {
    const auto end = std::min(text.find(',', from), text.size());
    add_network(at, connection, core::trim(std::string_view(text).substr(from, end - from)));
    from = end + 1;
  }
}

// Reads `proxy`: the address of a proxy, or `none`. Without it the variables HTTPS_PROXY and
// NO_PROXY count, in upper or lower case, as they do for other programs.
void read_proxy(const formats::FieldReader& at, Connection& connection,
                const Environment& environment) {
  const auto variable = [&environment](const char* upper, const char* lower) {
    return environment(upper).value_or(environment(lower).value_or(""));
  };
  const auto* value = at.find("proxy");
  std::string url = variable("HTTPS_PROXY", "https_proxy");
  std::string except = variable("NO_PROXY", "no_proxy");
  if (value != nullptr) {
    const auto resolved = text_at(at, "proxy", environment);
    note(connection.state.reason, resolved);
    url = resolved.value;
    except.clear();
    if (!is_reference(*value) && url.find('@') != std::string::npos) {
      at.error("proxy", "config/secret-in-file", "the password of the proxy stands in the file",
               "put the whole address into a variable: proxy: env:HTTPS_PROXY");
      return;
    }
  }
  if (url.empty() || url == "none") return;
  auto proxy = formats::parse_proxy(url, except);
  if (proxy)
    connection.egress.proxy = std::move(*proxy);
  else
    at.error("proxy", "config/proxy", proxy.error().message, proxy.error().hint);
}

void read_base(const formats::FieldReader& at, Connection& connection,
               const Environment& environment) {
  auto resolved = text_at(at, "base_url", environment);
  if (resolved.value.empty()) resolved.value = connection.manifest->base_url;
  if (resolved.value.empty()) {
    note(connection.state.reason, resolved);
    return;
  }
  const auto transport = connection.manifest->transport;
  auto url = parse_base(transport, resolved.value);
  if (!url) {
    at.error("base_url", "config/url", url.error().message, url.error().hint);
    return;
  }
  if (!url->query.empty()) at.error("base_url", "config/url", "a base URL has no query");
  if (transport == Transport::http && !url->origin.tls && connection.egress.empty()) {
    at.error("base_url", "config/plain-http", "plain http: expected https://",
             "list the network of a system of your own in allow_private, or set it to true for all "
             "private ones");
  }
  connection.base = std::move(*url);
}

// Without TLS a message, and the password before it, can be read on the way.
void check_mail_settings(const formats::FieldReader& of_connection, const Connection& connection) {
  if (connection.manifest->transport != Transport::smtp) return;
  const auto at = of_connection.inner("settings");
  const auto tls = core::text_at(connection.view.at("settings"), "tls", "required");
  if (tls != "required" && tls != "none")
    at.error("tls", "config/enum", "\"tls\" is required or none, not \"" + tls + '"');
  if (tls == "none" && connection.egress.empty())
    at.error("tls", "config/plain-smtp", "mail without encryption, to any address",
             "list the network of a server of your own in allow_private");
}

// Without a known host key the password, and then the file, go to whoever answers.
void check_host_keys(const formats::FieldReader& at, const Connection& connection) {
  if (connection.manifest->transport != Transport::sftp || !connection.state.reason.empty()) return;
  const auto known = parse_fingerprints(core::text_at(connection.view.at("settings"), "host_key"));
  if (!known) at.error("host_key", "config/host-key", known.error().message, known.error().hint);
}

std::string base_text(const Connection& connection) {
  if (!connection.base) return {};
  const auto& [origin, path, query] = *connection.base;
  const auto transport = connection.manifest->transport;
  if (transport == Transport::sftp) return sftp_server_text(*connection.base);
  return transport == Transport::smtp ? mail_server_text(origin) : origin.text() + path;
}

// Holds a connection whose connector cannot be read. It is then not known what the connection can
// do, nor how its webhook reads a request.
void hold_without_connector(const formats::FieldReader& at, Connection& connection,
                            const Manifests& manifests) {
  const auto& connector = connection.state.connector;
  const auto broken = manifests.broken.find(connector);
  auto reason = "unknown connector \"" + connector + "\"";
  if (broken != manifests.broken.end()) {
    reason = "the connector " + connector + " cannot be read: " + broken->second;
    connection.state.reason = reason;
  } else {
    std::vector<std::string> names;
    for (const auto& [one, manifest] : manifests.whole) names.push_back(one);
    at.error("connector", "ref/unknown-connector", reason, core::did_you_mean(connector, names));
  }
  connection.manifest = std::make_shared<const Manifest>();
  connection.state.acts = connection.state.faulty = true;
  if (at.find("webhook") != nullptr) connection.state.hook_reason = std::move(reason);
}

// True for a connection that takes webhooks and performs no actions: its connector has no
// operations, or needs credentials of which the connection says nothing.
bool only_listens(const formats::FieldReader& at, const Manifest& manifest) {
  if (manifest.operations.empty()) return true;
  const bool needs_auth = !manifest.auth.empty() &&
                          std::none_of(manifest.auth.begin(), manifest.auth.end(),
                                       [](const AuthSpec& one) { return one.row == &kAuthNone; });
  return needs_auth && at.find("auth") == nullptr && at.find("webhook") != nullptr;
}

}  // namespace

Connection read_connection(const std::string& name, const formats::FieldReader& at,
                           const Manifests& manifests, const Environment& environment) {
  at.allow(keys::kConnection);
  Connection connection;
  connection.name = name;
  connection.state.connector = at.text("connector", name);
  const auto found = manifests.whole.find(connection.state.connector);
  if (found == manifests.whole.end()) {
    hold_without_connector(at, connection, manifests);
    return connection;
  }
  connection.manifest = found->second;
  connection.state.acts = !only_listens(at, *connection.manifest);
  read_egress(at, connection, environment);
  read_proxy(at, connection, environment);
  connection.state.title = at.text("title", connection.manifest->title);
  connection.state.webhook_setup = connection.manifest->webhook_setup;
  read_base(at, connection, environment);
  read_headers(at.inner("headers"), connection, environment);
  if (connection.state.acts) read_auth(at.inner("auth"), connection, environment);
  read_settings(at.inner("settings"), connection, environment);
  connection.limits = read_limits(at.inner("limits"), connection.manifest->limits);
  read_usage_terms(at, connection);
  check_mail_settings(at, connection);
  check_host_keys(at.inner("settings"), connection);
  read_people(at.inner("people"), connection);
  if (at.find("poll") != nullptr) read_polls(at.inner("poll"), connection);
  if (at.find("webhook") != nullptr) read_hook(at.inner("webhook"), connection, environment);
  if (!connection.base && connection.auth.row != &kAuthNone && connection.state.reason.empty()) {
    at.error("base_url", "config/missing-key", "\"base_url\" is missing",
             "credentials are only ever sent to the connection's own address");
  }
  connection.state.base_url = base_text(connection);
  connection.answer_headers = read_header_names(at, "answer_headers");
  const auto& common = connection.manifest->answer_headers;
  connection.answer_headers.insert(connection.answer_headers.end(), common.begin(), common.end());
  return connection;
}

std::string Connection::held(const std::string& operation) const {
  if (!state.acts) return "connection \"" + name + "\" only listens";
  if (!state.active) return "connection \"" + name + "\" is not active: " + state.reason;
  if (!manifest->operations.contains(operation))
    return manifest->name + " has no operation \"" + operation + "\"";
  return {};
}

}  // namespace baton::connectors
