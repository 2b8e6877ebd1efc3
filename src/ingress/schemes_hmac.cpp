#include "baton/core/digest.hpp"
#include "baton/core/encoding.hpp"
#include "baton/core/text.hpp"
#include "baton/formats/form.hpp"
#include "baton/formats/url.hpp"
#include "ingress/crypto.hpp"
#include "ingress/schemes.hpp"

#include <algorithm>
#include <array>

namespace baton::ingress {

namespace {

using core::Errc;
using core::Error;
using core::Json;
using core::Result;

struct Signature {
  std::string_view header;
  std::string_view prefix{};
  bool base64 = false;
};

// The header's signature against HMAC-SHA256 of `text` under each secret. Hex is taken in either
// case.
Result<void> verify_signature(const Proof& proof, const Signature& expected,
                              std::string_view text) {
  const auto* field = proof.request.header(expected.header);
  if (field == nullptr) return no_proof("the header " + std::string(expected.header));
  std::string_view value = core::trim(*field);
  if (!value.starts_with(expected.prefix))
    return bad_proof("the signature does not begin with \"" + std::string(expected.prefix) + "\"");
  value.remove_prefix(expected.prefix.size());
  const auto signature = expected.base64 ? core::from_base64(value) : core::from_hex(value);
  if (!signature)
    return bad_proof(std::string("the signature is not ") + (expected.base64 ? "base64" : "hex"));
  bool same = false;
  for (const auto secret : proof.secrets)
    same |= equal_constant_time(hmac_sha256(secret, text), *signature);
  if (!same) return bad_proof("the signature does not match the body");
  return {};
}

// Any sender that signs the body: header, prefix and encoding are settings.
Result<void> check_hmac(const HookOptions& options) {
  if (options.header.empty()) return missing_setting("hmac", "header");
  if (options.encoding != "hex" && options.encoding != "base64") {
    return Error{Errc::invalid,
                 "webhook: 'encoding' is hex or base64, not '" + options.encoding + "'",
                 "encoding",
                 {}};
  }
  return {};
}
Result<void> verify_hmac(const Proof& proof) {
  const auto& options = proof.options;
  return verify_signature(proof, {options.header, options.prefix, options.encoding == "base64"},
                          proof.request.body);
}

// developer.atlassian.com, Jira webhooks: secure admin webhooks.
Result<void> verify_jira(const Proof& proof) {
  return verify_signature(proof, {"X-Hub-Signature", "sha256="}, proof.request.body);
}

// docs.github.com, Validating webhook deliveries; developers.facebook.com, Webhooks getting
// started. The older sha1 header is not looked at.
Result<void> verify_hub_256(const Proof& proof) {
  return verify_signature(proof, {"X-Hub-Signature-256", "sha256="}, proof.request.body);
}

// developers.facebook.com, Webhooks getting started: GET with hub.mode, hub.verify_token,
// hub.challenge.
std::optional<Result<Accepted>> meta_handshake(const Proof& proof) {
  if (proof.request.method != "GET") return std::nullopt;
  const auto query = formats::parse_form(formats::query_of(proof.request.target));
  const auto* token = query ? formats::find_field(*query, "hub.verify_token") : nullptr;
  const auto* challenge = query ? formats::find_field(*query, "hub.challenge") : nullptr;
  if (token == nullptr || challenge == nullptr)
    return Result<Accepted>(no_proof("hub.verify_token and hub.challenge"));
  if (proof.options.verify_token.empty() ||
      !same_secret(*token, proof.options.verify_token.reveal()))
    return Result<Accepted>(bad_proof("the verify token is another"));
  // What is sent back must not be able to be a page: Meta sends digits.
  const bool plain = !challenge->empty() && challenge->size() <= 256 &&
                     std::all_of(challenge->begin(), challenge->end(), [](char letter) {
                       return (letter >= '0' && letter <= '9') ||
                              (letter >= 'a' && letter <= 'z') ||
                              (letter >= 'A' && letter <= 'Z') || letter == '_' || letter == '-';
                     });
  if (!plain)
    return Result<Accepted>(Error{Errc::invalid, "hub.challenge: expected letters and digits"});
  return Result<Accepted>(Accepted{{}, {200, "text/plain; charset=utf-8", *challenge, {}}, {}});
}

// docs.slack.dev, Verifying requests from Slack.
Result<void> verify_slack(const Proof& proof) {
  const auto* timestamp = proof.request.header("X-Slack-Request-Timestamp");
  if (timestamp == nullptr) return no_proof("the header X-Slack-Request-Timestamp");
  if (auto fresh = check_fresh(*timestamp, proof.now, false); !fresh) return fresh;
  return verify_signature(proof, {"X-Slack-Signature", "v0="},
                          "v0:" + *timestamp + ":" + proof.request.body);
}
// docs.slack.dev, url_verification: the challenge, signed like any request.
std::optional<Reply> slack_challenge(const Json& body) {
  const auto* challenge = core::find(body, "challenge");
  if (core::text_at(body, "type") != "url_verification" || challenge == nullptr ||
      !challenge->is_string())
    return std::nullopt;
  return Reply{200, "application/json", core::dump(Json{{"challenge", *challenge}}), {}};
}

// developers.hubspot.com, Validating requests: before signing v3, these escapes of the URI are
// decoded, and only these.
std::string hubspot_uri(const Proof& proof) {
  constexpr std::array<std::string_view, 12> kDecoded{"3A", "2F", "3F", "40", "21", "24",
                                                      "27", "28", "29", "2A", "2C", "3B"};
  const std::string uri = proof.options.public_url + proof.request.target;
  std::string out;
  for (std::size_t at = 0; at < uri.size(); ++at) {
    const auto escape = uri[at] == '%' && at + 2 < uri.size()
                            ? std::string_view(uri).substr(at + 1, 2)
                            : std::string_view();
    const bool decoded = std::any_of(kDecoded.begin(), kDecoded.end(), [escape](auto one) {
      return core::same_no_case(one, escape);
    });
    out += decoded ? core::from_hex(escape)->front() : uri[at];
    if (decoded) at += 2;
  }
  return out;
}
Result<void> verify_hubspot_v3(const Proof& proof) {
  const auto* timestamp = proof.request.header("X-HubSpot-Request-Timestamp");
  if (timestamp == nullptr) return no_proof("the header X-HubSpot-Request-Timestamp");
  if (auto fresh = check_fresh(*timestamp, proof.now, true); !fresh) return fresh;
  return verify_signature(
      proof, {"X-HubSpot-Signature-v3", "", true},
      proof.request.method + hubspot_uri(proof) + proof.request.body + *timestamp);
}
// v1 and v2 are plain SHA-256 of secret and text; kept for workflow actions, which have no newer
// form.
Result<void> verify_hubspot_plain(const Proof& proof, std::string_view text) {
  const auto* version = proof.request.header("X-HubSpot-Signature-Version");
  const auto* field = proof.request.header("X-HubSpot-Signature");
  if (field == nullptr || version == nullptr)
    return no_proof("the headers X-HubSpot-Signature and X-HubSpot-Signature-Version");
  if (*version != proof.options.signature_version)
    return bad_proof("the signature is of another version");
  const auto signature = core::from_hex(*field);
  if (!signature) return bad_proof("the signature is not hex");
  bool same = false;
  for (const auto secret : proof.secrets) {
    const auto digest = core::sha256(std::string(secret).append(text));
    same |= equal_constant_time(core::bytes_of(digest), *signature);
  }
  if (!same) return bad_proof("the signature does not match the request");
  return {};
}
Result<void> verify_hubspot(const Proof& proof) {
  const auto& request = proof.request;
  if (proof.options.signature_version == "v1") return verify_hubspot_plain(proof, request.body);
  if (proof.options.signature_version == "v2")
    return verify_hubspot_plain(
        proof, request.method + proof.options.public_url + request.target + request.body);
  return verify_hubspot_v3(proof);
}
// What is signed begins with it, letter by letter, and goes on with the path and the query of the
// request.
Result<void> check_origin(const std::string& text) {
  const auto url = formats::parse_url(text);
  const bool fits = url && url->origin.tls && url->path.empty() && url->query.empty() &&
                    core::same_no_case(url->origin.text(), text);
  if (fits) return {};
  const auto hint = url && !url->origin.host.empty()
                        ? "write https" + url->origin.text().substr(url->origin.tls ? 5 : 4)
                        : "write https://HOST, as the vendor calls it";
  return Error{Errc::invalid,
               "webhook: 'public_url': expected https and a host without a path, got '" +
                   core::one_line(text, 200) + "'",
               "public_url", hint};
}
Result<void> check_hubspot(const HookOptions& options) {
  const auto& version = options.signature_version;
  if (version != "v1" && version != "v2" && version != "v3") {
    return Error{Errc::invalid,
                 "webhook: 'signature_version' is v1, v2 or v3, not '" + version + "'",
                 "signature_version",
                 {}};
  }
  if (version == "v1") return {};
  if (options.public_url.empty()) return missing_setting("hubspot", "public_url");
  return check_origin(options.public_url);
}

// developers.asana.com, Webhooks guide. The handshake comes while the call that creates the webhook
// is still open; a later one would hand the hook to whoever sends it.
std::optional<Result<Accepted>> asana_handshake(const Proof& proof) {
  const auto* secret = proof.request.header("X-Hook-Secret");
  if (secret == nullptr) return std::nullopt;
  if (!proof.secrets.empty() || !proof.options.accept_handshake) {
    return Result<Accepted>(Error{
        Errc::conflict,
        "a handshake that nobody waits for: this hook has its secret, or is not set to take one",
        {},
        "set accept_handshake for a webhook that is being created"});
  }
  if (secret->size() < 16 || secret->size() > 256 || !proof.request.body.empty())
    return Result<Accepted>(
        Error{Errc::invalid, "X-Hook-Secret: expected 16 to 256 characters and no body"});
  Accepted accepted;
  accepted.reply.headers.emplace_back("X-Hook-Secret", *secret);
  accepted.learned = core::Secret(*secret);
  return Result<Accepted>(std::move(accepted));
}
Result<void> verify_asana(const Proof& proof) {
  return verify_signature(proof, {"X-Hook-Signature"}, proof.request.body);
}

// RFC 9562 section 4: groups of 8, 4, 4, 4 and 12 hexadecimal digits.
bool is_uuid(std::string_view text) {
  if (text.size() != 36) return false;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char letter = text[at];
    const bool dash = at == 8 || at == 13 || at == 18 || at == 23;
    const bool hex = (letter >= '0' && letter <= '9') || (letter >= 'a' && letter <= 'f') ||
                     (letter >= 'A' && letter <= 'F');
    if (dash ? letter != '-' : !hex) return false;
  }
  return true;
}

// learn.microsoft.com, LinkedIn webhook validation. Since the challenge is answered with an HMAC
// under the same secret, only a UUID is: anything else could be a body that someone wants signed.
std::optional<Result<Accepted>> linkedin_handshake(const Proof& proof) {
  if (proof.request.method != "GET") return std::nullopt;
  const auto query = formats::parse_form(formats::query_of(proof.request.target));
  const auto* code = query ? formats::find_field(*query, "challengeCode") : nullptr;
  const bool uuid = code != nullptr && is_uuid(*code);
  if (!uuid) return Result<Accepted>(Error{Errc::invalid, "challengeCode: expected a UUID"});
  std::string_view secret = proof.secrets.front();
  if (const auto* application = formats::find_field(*query, "applicationId");
      application != nullptr && !proof.options.client_secrets.empty()) {
    const auto& known = proof.options.client_secrets;
    const auto found = std::find_if(known.begin(), known.end(), [application](const auto& one) {
      return one.first == *application;
    });
    if (found == known.end())
      return Result<Accepted>(bad_proof("an application that is not known"));
    secret = found->second.reveal();
  }
  const Json answer{{"challengeCode", *code},
                    {"challengeResponse", core::to_hex(hmac_sha256(secret, *code))}};
  return Result<Accepted>(Accepted{{}, {200, "application/json", core::dump(answer), {}}, {}});
}
Result<void> verify_linkedin(const Proof& proof) {
  return verify_signature(proof, {"X-LI-Signature"}, "hmacsha256=" + proof.request.body);
}

// standard-webhooks specification: `v1` HMAC-SHA256 under the decoded secret, `v1a` Ed25519 with a
// public key.
std::optional<std::string> standard_key(std::string_view secret) {
  if (secret.starts_with("whsec_") || secret.starts_with("whpk_"))
    secret.remove_prefix(secret.find('_') + 1);
  auto key = core::from_base64(secret);
  if (key && key->empty()) return std::nullopt;
  return key;
}
Result<void> check_standard(const HookOptions& options) {
  for (const auto& secret : options.secrets) {
    if (!standard_key(secret.reveal()))
      return Error{Errc::invalid,
                   "webhook: the secret of scheme standard_webhooks is whsec_ or whpk_ and base64",
                   "secret",
                   {}};
  }
  if (options.header_prefix != "webhook" && options.header_prefix != "svix") {
    return Error{Errc::invalid,
                 "webhook: 'header_prefix' is webhook or svix, not '" + options.header_prefix + "'",
                 "header_prefix",
                 {}};
  }
  return {};
}
bool standard_matches(std::string_view entry, std::string_view secret, std::string_view text) {
  const bool asymmetric = secret.starts_with("whpk_");
  const std::string_view version = asymmetric ? "v1a," : "v1,";
  if (!entry.starts_with(version)) return false;
  const auto signature = core::from_base64(entry.substr(version.size()));
  const auto key = standard_key(secret);
  if (!signature || !key) return false;
  return asymmetric ? ed25519_verifies(*key, *signature, text)
                    : equal_constant_time(hmac_sha256(*key, text), *signature);
}
Result<void> verify_standard(const Proof& proof) {
  const std::string& prefix = proof.options.header_prefix;
  const auto* id = proof.request.header(prefix + "-id");
  const auto* timestamp = proof.request.header(prefix + "-timestamp");
  const auto* signatures = proof.request.header(prefix + "-signature");
  if (id == nullptr || timestamp == nullptr || signatures == nullptr || id->empty()) {
    return no_proof("the headers " + prefix + "-id, " + prefix + "-timestamp and " + prefix +
                    "-signature");
  }
  if (auto fresh = check_fresh(*timestamp, proof.now, false); !fresh) return fresh;
  const std::string text = *id + "." + *timestamp + "." + proof.request.body;
  bool same = false;
  std::string_view rest = *signatures;
  // While a secret is being replaced senders put several signatures; more than a few are an attempt
  // to make us work.
  for (int entries = 0; !rest.empty() && entries < 8; ++entries) {
    const auto entry = rest.substr(0, rest.find(' '));
    rest.remove_prefix(std::min(entry.size() + 1, rest.size()));
    for (const auto secret : proof.secrets) same |= standard_matches(entry, secret, text);
  }
  if (!same) return bad_proof("no signature matches id, timestamp and body");
  return {};
}

}  // namespace

const Scheme kHmacSchemes[] = {
    {.name = "hmac", .check = check_hmac, .verify = verify_hmac, .signs_body_alone = true},
    {.name = "standard_webhooks", .check = check_standard, .verify = verify_standard},
    {.name = "jira", .status = 200, .verify = verify_jira, .signs_body_alone = true},
    {.name = "github", .verify = verify_hub_256, .signs_body_alone = true},
    {.name = "meta", .status = 200, .verify = verify_hub_256, .handshake = meta_handshake},
    {.name = "slack", .status = 200, .verify = verify_slack, .challenge = slack_challenge},
    {.name = "hubspot", .status = 200, .check = check_hubspot, .verify = verify_hubspot},
    {.name = "asana",
     .needs_secret = false,
     .status = 200,
     .verify = verify_asana,
     .handshake = asana_handshake},
    {.name = "linkedin", .status = 200, .verify = verify_linkedin, .handshake = linkedin_handshake},
};
const std::size_t kHmacSchemesCount = std::size(kHmacSchemes);

}  // namespace baton::ingress
