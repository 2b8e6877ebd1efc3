#include "baton/core/digest.hpp"
#include "baton/core/encoding.hpp"
#include "baton/formats/form.hpp"
#include "baton/formats/url.hpp"
#include "ingress/crypto.hpp"
#include "ingress/schemes/signature.hpp"

// learn.microsoft.com, LinkedIn webhook validation.
namespace baton::ingress {

namespace {

using core::Json;

// LinkedIn's page can be read in two ways. The one that stands there word for word signs this
// prefix with the body; by the other one, the prefix stands before the signature in the header
// field.
constexpr std::string_view kLinkedinPrefix = "hmacsha256=";

struct LinkedinSettings final : OwnSettings {
  std::map<std::string, core::Secret> client_secrets{};  // the secrets by application id
  std::string signed_text = "prefix_and_body";
};

constexpr std::array<SchemeKey, 2> kLinkedinKeys{
    {{"client_secrets", SchemeValueKind::secrets}, {"signed_text"}}};

core::Result<OwnSettingsPtr> read_linkedin(const HookOptions& options) {
  auto own = std::make_shared<LinkedinSettings>();
  take(options.settings, "client_secrets", own->client_secrets);
  take(options.settings, "signed_text", own->signed_text);
  if (own->signed_text != "prefix_and_body" && own->signed_text != "body")
    return wrong_setting("signed_text", "prefix_and_body or body", own->signed_text);
  return OwnSettingsPtr(std::move(own));
}

// Answers the challenge. The answer is an HMAC under the secret that also signs deliveries, so only
// a UUID is answered: another text could be a body that somebody wants signed.
std::optional<core::Result<Accepted>> linkedin_handshake(const Proof& proof) {
  const auto query = formats::parse_form(formats::query_of(proof.request.target));
  const auto* code = query ? formats::find_field(*query, "challengeCode") : nullptr;
  if (code == nullptr || !core::is_uuid(*code))
    return core::Error{core::Errc::invalid, "challengeCode: expected a UUID"};
  std::string_view secret = proof.secrets.front();
  const auto& known = proof.settings<LinkedinSettings>().client_secrets;
  const auto* application = formats::find_field(*query, "applicationId");
  if (application != nullptr && !known.empty()) {
    const auto found = known.find(*application);
    if (found == known.end()) return bad_proof("an application that is not known");
    secret = found->second.reveal();
  }
  const Json body{{"challengeCode", *code},
                  {"challengeResponse", core::to_hex(core::hmac_sha256(secret, *code))}};
  return Accepted{{}, {200, "application/json", core::dump(body), {}}, {}};
}

// A delivery does not say which application it is for, so the secrets of all of them are tried.
core::Result<void> verify_linkedin(const Proof& proof) {
  const auto& own = proof.settings<LinkedinSettings>();
  Proof of_all = proof;
  for (const auto& [application, secret] : own.client_secrets)
    of_all.secrets.push_back(secret.reveal());
  if (own.signed_text == "body")
    return verify_signature(of_all, {"X-LI-Signature", kLinkedinPrefix}, proof.request.body);
  return verify_signature(of_all, {"X-LI-Signature"},
                          std::string(kLinkedinPrefix) + proof.request.body);
}

}  // namespace

constinit const Scheme kLinkedin{.name = "linkedin",
                                 .keys = kLinkedinKeys,
                                 .read = read_linkedin,
                                 .handshake = linkedin_handshake,
                                 .handshake_method = "GET",
                                 .verify = verify_linkedin,
                                 .reply = {200}};

}  // namespace baton::ingress
