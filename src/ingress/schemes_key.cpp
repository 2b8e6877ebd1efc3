#include "baton/core/encoding.hpp"
#include "baton/formats/form.hpp"
#include "baton/formats/url.hpp"
#include "baton/ingress/cloudevents.hpp"
#include "ingress/crypto.hpp"
#include "ingress/schemes.hpp"

namespace baton::ingress {

namespace {

using core::Errc;
using core::Error;
using core::Json;
using core::Result;

bool known(const Proof& proof, std::string_view sent) {
  bool same = false;
  for (const auto secret : proof.secrets) same |= same_secret(sent, secret);
  return same;
}

// A header that the sender adds: Salesforce named credentials, ServiceNow scripts, anything that
// cannot sign.
Result<void> check_header(const HookOptions& options) {
  if (options.header.empty()) return missing_setting("header", "header");
  return {};
}
Result<void> verify_header(const Proof& proof) {
  const auto* field = proof.request.header(proof.options.header);
  if (field == nullptr) return no_proof("the header " + proof.options.header);
  if (!known(proof, *field)) return bad_proof("the key in " + proof.options.header + " is another");
  return {};
}

// RFC 7617; the secret is `user:password`.
Result<void> verify_basic(const Proof& proof) {
  const auto sent = credentials(proof.request, "Basic");
  if (!sent) return no_proof("Authorization: Basic");
  const auto pair = core::from_base64(*sent);
  if (!pair || pair->find(':') == std::string::npos)
    return bad_proof("Basic credentials that are no base64 of user:password");
  if (!known(proof, *pair)) return bad_proof("user or password is another");
  return {};
}

// RFC 6750.
Result<void> verify_bearer(const Proof& proof) {
  const auto sent = credentials(proof.request, "Bearer");
  if (!sent) return no_proof("Authorization: Bearer");
  if (!known(proof, *sent)) return bad_proof("the bearer token is another");
  return {};
}

// cloudevents/spec http-webhook.md 1.0.2 section 3: a target takes the token in the header and in
// the query.
Result<void> verify_cloudevents(const Proof& proof) {
  if (proof.request.header("authorization") != nullptr) return verify_bearer(proof);
  const auto query = formats::parse_form(formats::query_of(proof.request.target));
  const auto* token = query ? formats::find_field(*query, "access_token") : nullptr;
  if (token == nullptr) return no_proof("Authorization: Bearer, or access_token in the query");
  if (!known(proof, *token)) return bad_proof("the access token is another");
  return {};
}
std::optional<Result<Accepted>> cloudevents_options(const Proof& proof) {
  if (proof.request.method != "OPTIONS") return std::nullopt;
  return Result<Accepted>(
      Accepted{{}, cloudevents_handshake(proof.request, proof.options.allowed_origins), {}});
}

// developers.google.com/google-ads/webhook: the key stands in the body (google_key).
Result<void> check_body_key(const HookOptions& options) {
  if (options.key_member.empty()) return missing_setting("body_key", "key_member");
  return {};
}
Result<void> verify_body_key(const Proof& proof, const Json& body) {
  const auto* key = core::find(body, proof.options.key_member);
  if (key == nullptr) return no_proof("the member " + proof.options.key_member);
  if (!key->is_string() || !known(proof, key->get_ref<const std::string&>()))
    return bad_proof("the key in " + proof.options.key_member + " is another");
  return {};
}

// developer.salesforce.com, Outbound Messaging: not signed. The URL's last segment is the secret,
// and the organization must be ours.
Result<void> check_outbound(const HookOptions& options) {
  if (options.organization_id.size() != 18) {
    return Error{Errc::invalid,
                 "webhook scheme 'salesforce_outbound' needs 'organization_id', 18 characters",
                 "organization_id",
                 "Salesforce Setup, Company Information shows 15 of them; the message itself "
                 "carries all 18"};
  }
  return {};
}
Result<void> verify_outbound(const Proof& proof) {
  const auto path = formats::path_of(proof.request.target);
  const auto token = core::percent_decode(path.substr(path.rfind('/') + 1));
  if (!token || !known(proof, *token)) return bad_proof("the URL does not end in the hook's token");
  return {};
}
Result<void> verify_outbound_body(const Proof& proof, const Json& body) {
  const Json* at = &body;
  for (const auto* name : {"Envelope", "Body", "notifications"}) {
    at = core::find(*at, name);
    if (at == nullptr)
      return Error{Errc::invalid, "expected a SOAP envelope with Salesforce notifications"};
  }
  if (core::text_at(*at, "OrganizationId") != proof.options.organization_id)
    return bad_proof("the message is from another organization");
  return {};
}

}  // namespace

const Scheme kKeySchemes[] = {
    {.name = "header", .status = 200, .check = check_header, .verify = verify_header},
    {.name = "basic",
     .status = 200,
     .verify = verify_basic,
     .authenticate = "Basic realm=\"hooks\", charset=\"UTF-8\""},
    {.name = "bearer",
     .status = 200,
     .verify = verify_bearer,
     .authenticate = "Bearer realm=\"hooks\""},
    {.name = "body_key", .status = 200, .check = check_body_key, .verify_body = verify_body_key},
    {.name = "salesforce_outbound",
     .status = 200,
     .check = check_outbound,
     .verify = verify_outbound,
     .verify_body = verify_outbound_body},
    {.name = "cloudevents",
     .verify = verify_cloudevents,
     .handshake = cloudevents_options,
     .authenticate = "Bearer realm=\"hooks\""},
    {.name = "none", .needs_secret = false},
};
const std::size_t kKeySchemesCount = std::size(kKeySchemes);

}  // namespace baton::ingress
