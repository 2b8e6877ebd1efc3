#pragma once

#include "baton/core/json.hpp"
#include "baton/core/result.hpp"
#include "baton/core/secret.hpp"

#include <string>
#include <utility>
#include <vector>

namespace baton::ingress {

// How one connection's requests prove themselves, and what is needed for it. `scheme` names a row
// of the scheme table; the other members are its settings, each used by the schemes that need it
// and refused for the others.
struct HookOptions {
  std::string connection{};  // the events' source
  std::string scheme{};  // hmac | standard_webhooks | salesforce_outbound | header | basic | bearer
                         // | body_key | jira | github | slack | hubspot | asana | meta | linkedin |
                         // jira_jwt | jira_connect | cloudevents | none
  std::vector<core::Secret>
      secrets{};  // the one in use; while it is being replaced, also the other one (two at most)
  std::string header{};          // hmac, header, jira_jwt: the field that carries the proof
  std::string prefix{};          // hmac: in front of the signature ("sha256=")
  std::string encoding = "hex";  // hmac: hex | base64
  std::string header_prefix = "webhook";  // standard_webhooks: webhook | svix
  std::string organization_id{};          // salesforce_outbound: 18 characters
  std::string public_url{};  // hubspot: scheme and host as the vendor sees them; jira_connect: the
                             // app's base URL
  std::string signature_version = "v3";  // hubspot: v1 | v2 | v3
  std::string client_key{};              // jira_connect: the issuer
  std::string key_member{};              // body_key: the JSON member that holds the key
  core::Secret verify_token{};           // meta: of the GET handshake
  std::vector<std::pair<std::string, core::Secret>>
      client_secrets{};                        // linkedin: by application id
  std::vector<std::string> allowed_origins{};  // cloudevents: of the OPTIONS handshake; empty: none
  std::string id_header{};        // the delivery id, when the manifest does not say better
  std::string body{};             // json: the body is that, whatever its Content-Type says
  bool accept_handshake = false;  // asana: take the secret of the first handshake that comes
  bool dedup_by_body = true;      // a request without any id is known again by its body's SHA-256;
                                  // false: each counts as new
};

// The keys of a webhook section besides scheme, decode and what is secret.
std::vector<std::string> webhook_settings();

// The settings of one webhook section over the connector's defaults: everything but the secrets.
// `settings` are plain texts, flags or lists; an error names the member in `where`.
core::Result<HookOptions> hook_options(const std::string& connection, const std::string& scheme,
                                       const core::Json& settings);

}  // namespace baton::ingress
