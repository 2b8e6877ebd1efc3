#include "baton/ingress/hook_options.hpp"

#include "baton/core/finding.hpp"

#include <map>

namespace baton::ingress {

using core::Json;

std::vector<std::string> webhook_settings() {
  return {"header",
          "prefix",
          "encoding",
          "header_prefix",
          "organization_id",
          "public_url",
          "signature_version",
          "client_key",
          "key_member",
          "allowed_origins",
          "id_header",
          "accept_handshake",
          "dedup_by_body",
          "body"};
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

}  // namespace baton::ingress
