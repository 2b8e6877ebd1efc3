#pragma once

#include "baton/connectors/secret.hpp"
#include "baton/core/event.hpp"
#include "baton/core/json.hpp"
#include "baton/core/result.hpp"
#include "baton/core/time.hpp"
#include "baton/formats/http_fields.hpp"

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace baton::connectors {

// A request as it came in: nothing decoded, nothing trusted.
struct Inbound {
  std::string method{};
  std::string target{};  // path and query, as sent
  std::string body{};    // the raw bytes: signatures are over these
  formats::Headers headers{};

  const std::string* header(std::string_view name) const {
    return formats::find_header(headers, name);
  }
};

struct Reply {
  int status = 200;
  std::string content_type{};  // empty: no body
  std::string body{};
  formats::Headers headers{};
};

struct Accepted {
  std::vector<core::Event> events{};  // none for a handshake or a heartbeat
  Reply reply{};                      // to be sent once all of them are durable
  std::optional<Secret> learned{};  // a handshake brought this hook its secret: keep it, hand it to
                                    // later calls of receive()
  std::size_t unreadable =
      0;  // of the events: parts of a batch that could not be read (CONNECTION.unreadable)
};

class Decoder;  // decoder.hpp: what a manifest says about a vendor's payloads
struct Scheme;  // schemes.hpp: one way of proving origin

// How one connection's requests prove themselves, and what is needed for it. `scheme` names a row
// of the scheme table; the other members are its settings, each used by the schemes that need it
// and refused for the others.
struct HookOptions {
  std::string connection{};  // the events' source
  std::string scheme{};  // hmac | standard_webhooks | salesforce_outbound | header | basic | bearer
                         // | body_key | jira | github | slack | hubspot | asana | meta | linkedin |
                         // jira_jwt | jira_connect | cloudevents | none
  std::vector<Secret>
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
  Secret verify_token{};                 // meta: of the GET handshake
  std::vector<std::pair<std::string, Secret>> client_secrets{};  // linkedin: by application id
  std::vector<std::string> allowed_origins{};  // cloudevents: of the OPTIONS handshake; empty: none
  std::string id_header{};        // the delivery id, when the manifest does not say better
  std::string body{};             // json: the body is that, whatever its Content-Type says
  bool accept_handshake = false;  // asana: take the secret of the first handshake that comes
  bool dedup_by_body = true;      // a request without any id is known again by its body's SHA-256;
                                  // false: each counts as new
};

// The inbound side of one connection: verify, decode, name. receive() may be called from any
// thread. Where a signature covers the body and not the headers, the body names the delivery
// (Event::delivery): under another id it is the same one.
class Hook {
 public:
  // An unknown scheme, a missing or malformed secret and settings that do not belong together are
  // errors.
  static core::Result<std::shared_ptr<const Hook>> make(HookOptions options,
                                                        std::shared_ptr<const Decoder> decoder);

  // Verifies the proof over the raw bytes in constant time before anything is parsed, then decodes.
  // `learned`: the secret a handshake brought (Accepted::learned), if one did. Errors:
  // unauthenticated (no proof or a wrong one, or one that is too old), unsupported (media type,
  // content coding, method), invalid (not what it says it is), too_large, conflict (a handshake
  // that nobody waits for). A message never quotes what was sent.
  core::Result<Accepted> receive(const Inbound& request, core::Time now,
                                 std::string_view learned = {}) const;

  // The answer to a refused request: problem+json, with the headers the status asks for
  // (WWW-Authenticate, Accept). For a vendor with a protocol of its own, in that protocol.
  Reply refuse(const core::Error& error) const;

  const std::string& connection() const { return options_.connection; }
  const std::string& scheme() const { return options_.scheme; }
  // No verification: by explicit choice only, and the console shows it.
  bool open() const { return options_.scheme == "none"; }
  const HookOptions& options() const { return options_; }

 private:
  Hook(HookOptions options, const Scheme& scheme, std::shared_ptr<const Decoder> decoder);

  HookOptions options_;
  const Scheme& scheme_;
  std::shared_ptr<const Decoder> decoder_;
};

}  // namespace baton::connectors
