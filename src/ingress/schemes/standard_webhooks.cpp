#include "baton/core/digest.hpp"
#include "baton/core/encoding.hpp"
#include "ingress/crypto.hpp"
#include "ingress/schemes/scheme.hpp"

#include <algorithm>

// The specification of Standard Webhooks: `v1` is HMAC-SHA256 under the decoded secret, `v1a` is
// Ed25519 with a public key.
namespace baton::ingress {

namespace {

// How many signatures are verified. Senders put several while a secret is being replaced; more than
// a few are an attempt to make us work.
constexpr int kSignaturesMax = 8;

struct StandardSettings final : OwnSettings {
  std::string header_prefix = "webhook";
};

constexpr std::array<SchemeKey, 1> kStandardKeys{{{"header_prefix"}}};

std::optional<std::string> key_of(std::string_view secret) {
  if (secret.starts_with("whsec_") || secret.starts_with("whpk_"))
    secret.remove_prefix(secret.find('_') + 1);
  auto key = core::from_base64(secret);
  if (key && key->empty()) return std::nullopt;
  return key;
}

core::Result<OwnSettingsPtr> read_standard(const HookOptions& options) {
  for (const auto& secret : options.secrets) {
    if (!key_of(secret.reveal()))
      return core::Error{core::Errc::invalid,
                         "webhook: the secret of scheme standard_webhooks is "
                         "whsec_ or whpk_ and base64",
                         "secret",
                         {}};
  }
  auto own = std::make_shared<StandardSettings>();
  take(options.settings, "header_prefix", own->header_prefix);
  if (own->header_prefix != "webhook" && own->header_prefix != "svix")
    return wrong_setting("header_prefix", "webhook or svix", own->header_prefix);
  return OwnSettingsPtr(std::move(own));
}

bool matches(std::string_view entry, std::string_view secret, std::string_view text) {
  const bool asymmetric = secret.starts_with("whpk_");
  const std::string_view version = asymmetric ? "v1a," : "v1,";
  if (!entry.starts_with(version)) return false;
  const auto signature = core::from_base64(entry.substr(version.size()));
  const auto key = key_of(secret);
  if (!signature || !key) return false;
  return asymmetric ? ed25519_verifies(*key, *signature, text)
                    : equal_constant_time(core::hmac_sha256(*key, text), *signature);
}

core::Result<void> verify_standard(const Proof& proof) {
  const std::string& prefix = proof.settings<StandardSettings>().header_prefix;
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
  for (int entries = 0; !rest.empty() && entries < kSignaturesMax; ++entries) {
    const auto entry = rest.substr(0, rest.find(' '));
    rest.remove_prefix(std::min(entry.size() + 1, rest.size()));
    for (const auto secret : proof.secrets) same |= matches(entry, secret, text);
  }
  if (!same) return bad_proof("no signature matches id, timestamp and body");
  return {};
}

}  // namespace

constinit const Scheme kStandardWebhooks{.name = "standard_webhooks",
                                         .keys = kStandardKeys,
                                         .read = read_standard,
                                         .verify = verify_standard};

}  // namespace baton::ingress
