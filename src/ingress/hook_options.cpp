#include "baton/ingress/hook_options.hpp"

#include "baton/core/finding.hpp"
#include "ingress/schemes/scheme.hpp"

#include <algorithm>
#include <array>

namespace baton::ingress {

namespace {

using core::Errc;
using core::Error;
using core::Json;

// The settings that a webhook of any scheme has.
constexpr std::array<SchemeKey, 7> kCommon{{{"id_header"},
                                            {"id_member"},
                                            {"dedup_by_body", SchemeValueKind::flag},
                                            {"body"},
                                            {"allow_ips", SchemeValueKind::texts},
                                            {"client_cert_sha256", SchemeValueKind::texts},
                                            {"client_cert_subjects", SchemeValueKind::texts}}};

const SchemeKey* find_key(std::string_view name) {
  const auto named = [name](const SchemeKey& key) { return key.name == name && !key.is_secret(); };
  const auto own = std::find_if(scheme_keys().begin(), scheme_keys().end(), named);
  if (own != scheme_keys().end()) return &*own;
  const auto common = std::find_if(kCommon.begin(), kCommon.end(), named);
  return common != kCommon.end() ? &*common : nullptr;
}

// The value of a setting; nullopt if it is of another kind than the key.
std::optional<SchemeValue> value_of(const SchemeKey& key, const Json& value) {
  if (key.kind == SchemeValueKind::text && value.is_string()) return value.get<std::string>();
  if (key.kind == SchemeValueKind::flag && value.is_boolean()) return value.get<bool>();
  if (key.kind == SchemeValueKind::number && value.is_number_integer())
    return value.get<std::int64_t>();
  const bool named =
      value.is_object() &&
      std::all_of(value.begin(), value.end(), [](const Json& one) { return one.is_string(); });
  if (key.kind == SchemeValueKind::named_texts && named)
    return value.get<std::map<std::string, std::string>>();
  const bool texts =
      value.is_array() &&
      std::all_of(value.begin(), value.end(), [](const Json& one) { return one.is_string(); });
  if (key.kind == SchemeValueKind::texts && texts) return value.get<std::vector<std::string>>();
  return std::nullopt;
}

}  // namespace

std::vector<std::string> webhook_keys() {
  std::vector<std::string> names;
  for (const auto& key : scheme_keys())
    if (!key.is_secret()) names.emplace_back(key.name);
  for (const auto& key : kCommon) names.emplace_back(key.name);
  return names;
}

core::Result<HookOptions> hook_options(const std::string& connection, const std::string& scheme,
                                       const Json& settings) {
  HookOptions options;
  options.scheme = scheme;
  options.decode.connection = connection;
  for (const auto& [name, value] : settings.items()) {
    const auto* key = find_key(name);
    if (key == nullptr)
      return Error{Errc::invalid, "webhook: unknown setting '" + name + "'", name,
                   core::did_you_mean(name, webhook_keys())};
    auto read = value_of(*key, value);
    if (!read)
      return Error{Errc::invalid, "webhook: '" + name + "' is not of the right type", name, {}};
    options.settings.insert_or_assign(name, *std::move(read));
  }
  take(options.settings, "id_header", options.decode.id_header);
  take(options.settings, "id_member", options.decode.id_member);
  take(options.settings, "dedup_by_body", options.decode.dedup_by_body);
  take(options.settings, "body", options.decode.body);
  const auto& body = options.decode.body;
  if (!body.empty() && body != "json")
    return Error{Errc::invalid, "webhook: 'body' is json, not '" + body + "'", "body", {}};
  return options;
}

}  // namespace baton::ingress
