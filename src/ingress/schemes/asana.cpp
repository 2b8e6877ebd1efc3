#include "ingress/schemes/signature.hpp"

// developers.asana.com, Webhooks guide. The handshake brings the secret while the call that creates
// the webhook is still under way. A handshake at any other time is refused, because it would give
// the hook to its sender.
namespace baton::ingress {

namespace {

using core::Errc;
using core::Error;

struct AsanaSettings final : OwnSettings {
  bool accept_handshake = false;  // true: accept the secret of a handshake
};

constexpr std::array<SchemeKey, 1> kAsanaKeys{{{"accept_handshake", SchemeValueKind::flag}}};

core::Result<OwnSettingsPtr> read_asana(const HookOptions& options) {
  auto own = std::make_shared<AsanaSettings>();
  take(options.settings, "accept_handshake", own->accept_handshake);
  return OwnSettingsPtr(std::move(own));
}

core::Result<Accepted> learn(const Proof& proof, const std::string& secret) {
  if (!proof.secrets.empty() || !proof.settings<AsanaSettings>().accept_handshake) {
    return Error{Errc::conflict,
                 "a handshake that nobody waits for: this hook has its secret, "
                 "or is not set to take one",
                 {},
                 "set accept_handshake for a webhook that is being created"};
  }
  if (secret.size() < 16 || secret.size() > 256 || !proof.request.body.empty())
    return Error{Errc::invalid, "X-Hook-Secret: expected 16 to 256 characters and no body"};
  Accepted accepted;
  accepted.reply.headers.emplace_back("X-Hook-Secret", secret);
  accepted.learned = core::Secret(secret);
  return accepted;
}

std::optional<core::Result<Accepted>> asana_handshake(const Proof& proof) {
  const auto* secret = proof.request.header("X-Hook-Secret");
  if (secret == nullptr) return std::nullopt;
  return learn(proof, *secret);
}

core::Result<void> verify_asana(const Proof& proof) {
  return verify_signature(proof, {"X-Hook-Signature"}, proof.request.body);
}

}  // namespace

constinit const Scheme kAsana{.name = "asana",
                              .keys = kAsanaKeys,
                              .read = read_asana,
                              .needs_secret = false,
                              .handshake = asana_handshake,
                              .verify = verify_asana,
                              .reply = {200}};

}  // namespace baton::ingress
