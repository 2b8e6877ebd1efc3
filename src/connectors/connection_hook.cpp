#include "baton/ingress/schemes.hpp"
#include "baton/ingress/webhook.hpp"
#include "connectors/connection_parts.hpp"
#include "connectors/keys.hpp"
#include "connectors/redaction.hpp"

#include <algorithm>
#include <map>
#include <variant>

// Reads the webhook of a connection.
namespace baton::connectors {

using core::Json;

namespace {

bool is_secret(std::string_view name) {
  const auto& keys = ingress::scheme_keys();
  return std::any_of(keys.begin(), keys.end(), [name](const ingress::SchemeKey& key) {
    return key.name == name && key.is_secret();
  });
}

// Reads a setting of a scheme that is a secret, or several secrets by name. One of several that has
// no value is left out; a single one that has none closes the webhook.
void read_secret(const formats::FieldReader& at, const ingress::SchemeKey& key,
                 const Environment& environment, std::string& reasons,
                 ingress::SchemeSettings& settings) {
  const std::string name(key.name);
  if (key.kind == ingress::SchemeValueKind::secret) {
    const auto secret = secret_at(at, name, environment);
    if (!secret) return;
    note(reasons, *secret);
    settings.insert_or_assign(name, core::Secret(secret->value));
  } else if (key.kind == ingress::SchemeValueKind::secrets) {
    std::map<std::string, core::Secret> by_name;
    const auto inner = at.inner(name);
    for (const auto& [id, value] : inner.value().items()) {
      const auto secret = secret_at(inner, id, environment);
      if (secret && secret->missing.empty()) by_name.emplace(id, core::Secret(secret->value));
    }
    settings.insert_or_assign(name, std::move(by_name));
  }
}

// Withholds the secrets of a webhook from answers, including those that are settings of its scheme.
// A verify_token may be a word or a number, which would be taken out of honest answers, so only
// secrets that can be told from honest text are withheld.
void withhold_secrets(const ingress::HookOptions& options, Connection& connection) {
  const auto withhold = [&connection](const core::Secret& secret) {
    if (secret.empty()) return;
    if (is_distinctive(secret.reveal())) connection.secrets.push_back(secret);
    connection.hook_secrets.push_back(secret);
  };
  for (const auto& secret : options.secrets) withhold(secret);
  for (const auto& [key, value] : options.settings) {
    if (const auto* one = std::get_if<core::Secret>(&value)) withhold(*one);
    if (const auto* several = std::get_if<std::map<std::string, core::Secret>>(&value))
      for (const auto& [name, secret] : *several) withhold(secret);
  }
}

}  // namespace

void read_hook(const formats::FieldReader& at, Connection& connection,
               const Environment& environment) {
  at.allow(keys::connection_webhook());
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
    if (key == "scheme" || key.starts_with("secret") || is_secret(key)) continue;
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
  options->people = connection.people;
  auto& reasons = connection.state.hook_reason;
  const auto findings_before = at.findings().size();
  if (ingress::needs_secret(scheme))
    options->secrets.push_back(required_secret(at, "secret", environment, reasons));
  else if (const auto secret = secret_at(at, "secret", environment);
           secret && secret->missing.empty())
    options->secrets.emplace_back(secret->value);
  if (const auto previous = secret_at(at, "secret_previous", environment);
      previous && previous->missing.empty())
    options->secrets.emplace_back(previous->value);
  for (const auto& key : ingress::scheme_keys())
    read_secret(at, key, environment, reasons, options->settings);
  withhold_secrets(*options, connection);
  connection.state.scheme = scheme;
  // A secret that is a mistake has been told as one already.
  const bool refused = ingress::needs_secret(scheme) && options->secrets.front().empty() &&
                       at.findings().size() > findings_before;
  if (!reasons.empty() || refused) return;
  auto hook = ingress::Hook::make(std::move(*options), connection.manifest->decoder);
  if (!hook) {
    at.error(hook.error().where, "config/webhook", hook.error().message, hook.error().hint);
    return;
  }
  connection.hook = std::move(*hook);
  connection.state.listening = true;
}

}  // namespace baton::connectors
