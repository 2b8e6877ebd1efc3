#include "connectors/connection_parts.hpp"
#include "connectors/manifest_request.hpp"
#include "connectors/schemes.hpp"

// The webhook of a connection.
namespace baton::connectors {

using core::Json;

void read_hook(const formats::FieldReader& at, Connection& connection,
               const Environment& environment) {
  auto known = webhook_settings();
  known.insert(known.end(),
               {"scheme", "secret", "secret_previous", "verify_token", "client_secrets"});
  at.allow(known);
  const auto scheme = at.text("scheme", connection.manifest->scheme);
  const auto* row = find_scheme(scheme);
  if (row == nullptr) {
    at.error("scheme", "config/enum", "unknown webhook scheme \"" + scheme + "\"",
             core::did_you_mean(scheme, scheme_names()));
    return;
  }
  if (connection.manifest->decoder == nullptr) {
    at.error("scheme", "config/no-webhooks",
             "the connector " + connection.manifest->name + " has no webhooks");
    return;
  }
  Json settings = connection.manifest->webhook;
  for (const auto& [key, value] : at.value().items()) {
    if (key == "scheme" || key.starts_with("secret") || key == "verify_token" ||
        key == "client_secrets")
      continue;
    auto setting = read_setting(value, connection.state.hook_reason, environment);
    if (!setting.is_null()) settings[key] = std::move(setting);
  }
  if (!connection.state.hook_reason.empty()) {
    connection.state.scheme = scheme;
    return;
  }
  auto options = hook_options(connection.name, scheme, settings);
  if (!options) {
    at.error(options.error().where, "config/webhook", options.error().message,
             options.error().hint);
    return;
  }
  auto& reasons = connection.state.hook_reason;
  if (row->needs_secret)
    options->secrets.push_back(required_secret(at, "secret", environment, reasons));
  else if (const auto secret = secret_at(at, "secret", environment);
           secret && secret->missing.empty())
    options->secrets.emplace_back(secret->value);
  if (const auto previous = secret_at(at, "secret_previous", environment);
      previous && previous->missing.empty())
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

core::Result<HookOptions> hook_options(const std::string& connection, const std::string& scheme,
                                       const Json& settings) {
  HookOptions options;
  options.connection = connection;
  options.scheme = scheme;
  const std::map<std::string_view, std::string*> texts{
      {"header", &options.header},
      {"prefix", &options.prefix},
      {"encoding", &options.encoding},
      {"header_prefix", &options.header_prefix},
      {"organization_id", &options.organization_id},
      {"public_url", &options.public_url},
      {"signature_version", &options.signature_version},
      {"client_key", &options.client_key},
      {"key_member", &options.key_member},
      {"id_header", &options.id_header},
      {"body", &options.body}};
  for (const auto& [key, value] : settings.items()) {
    const core::Error wrong{
        core::Errc::invalid, "webhook: '" + key + "' is not of the right type", key, {}};
    if (const auto text = texts.find(key); text != texts.end()) {
      if (!value.is_string()) return wrong;
      *text->second = value.get<std::string>();
    } else if (key == "accept_handshake" || key == "dedup_by_body") {
      if (!value.is_boolean()) return wrong;
      (key == "accept_handshake" ? options.accept_handshake : options.dedup_by_body) =
          value.get<bool>();
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
  if (!options.body.empty() && options.body != "json")
    return core::Error{
        core::Errc::invalid, "webhook: 'body' is json, not '" + options.body + "'", "body", {}};
  while (options.public_url.ends_with('/')) options.public_url.pop_back();
  return options;
}

}  // namespace baton::connectors
