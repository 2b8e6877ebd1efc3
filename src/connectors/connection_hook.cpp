#include "baton/ingress/schemes.hpp"
#include "baton/ingress/webhook.hpp"
#include "connectors/connection_parts.hpp"

// The webhook of a connection.
namespace baton::connectors {

using core::Json;

void read_hook(const formats::FieldReader& at, Connection& connection,
               const Environment& environment) {
  auto known = ingress::webhook_settings();
  known.insert(known.end(),
               {"scheme", "secret", "secret_previous", "verify_token", "client_secrets"});
  at.allow(known);
  const auto scheme = at.text("scheme", connection.manifest->scheme);
  if (!ingress::is_scheme(scheme)) {
    at.error("scheme", "config/enum", "unknown webhook scheme \"" + scheme + "\"",
             core::did_you_mean(scheme, ingress::scheme_names()));
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
  auto options = ingress::hook_options(connection.name, scheme, settings);
  if (!options) {
    at.error(options.error().where, "config/webhook", options.error().message,
             options.error().hint);
    return;
  }
  auto& reasons = connection.state.hook_reason;
  if (ingress::needs_secret(scheme))
    options->secrets.push_back(required_secret(at, "secret", environment, reasons));
  else if (const auto secret = secret_at(at, "secret", environment);
           secret && secret->missing.empty())
    options->secrets.emplace_back(secret->value);
  if (const auto previous = secret_at(at, "secret_previous", environment);
      previous && previous->missing.empty())
    options->secrets.emplace_back(previous->value);
  if (const auto token = secret_at(at, "verify_token", environment)) {
    note(reasons, *token);
    options->verify_token = core::Secret(token->value);
  }
  const auto by_id = at.inner("client_secrets");
  for (const auto& [id, value] : by_id.value().items()) {
    if (const auto secret = secret_at(by_id, id, environment); secret && secret->missing.empty())
      options->client_secrets.emplace_back(id, core::Secret(secret->value));
  }
  connection.state.scheme = scheme;
  if (!reasons.empty()) return;
  auto hook = ingress::Hook::make(std::move(*options), connection.manifest->decoder);
  if (!hook) {
    at.error(hook.error().where, "config/webhook", hook.error().message, hook.error().hint);
    return;
  }
  connection.hook = std::move(*hook);
  connection.state.listening = true;
}

}  // namespace baton::connectors
