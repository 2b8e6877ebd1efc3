#include "baton/formats/form.hpp"
#include "baton/formats/url.hpp"
#include "ingress/crypto.hpp"
#include "ingress/schemes/signature.hpp"

// developers.facebook.com, Webhooks getting started. Deliveries are signed. Meta verifies the
// address by a GET with hub.mode, hub.verify_token and hub.challenge.
namespace baton::ingress {

namespace {

struct MetaSettings final : OwnSettings {
  core::Secret verify_token{};
};

constexpr std::array<SchemeKey, 1> kMetaKeys{{{"verify_token", SchemeValueKind::secret}}};

core::Result<OwnSettingsPtr> read_meta(const HookOptions& options) {
  auto own = std::make_shared<MetaSettings>();
  take(options.settings, "verify_token", own->verify_token);
  return OwnSettingsPtr(std::move(own));
}

std::optional<core::Result<Accepted>> meta_handshake(const Proof& proof) {
  const auto query = formats::parse_form(formats::query_of(proof.request.target));
  const auto* token = query ? formats::find_field(*query, "hub.verify_token") : nullptr;
  const auto* challenge = query ? formats::find_field(*query, "hub.challenge") : nullptr;
  if (token == nullptr || challenge == nullptr)
    return no_proof("hub.verify_token and hub.challenge");
  const auto& expected = proof.settings<MetaSettings>().verify_token;
  if (expected.empty() || !same_secret(*token, expected.reveal()))
    return bad_proof("the verify token is another");
  if (const auto* mode = formats::find_field(*query, "hub.mode");
      mode == nullptr || *mode != "subscribe")
    return core::Error{core::Errc::invalid, "hub.mode: expected subscribe"};
  if (!is_plain_challenge(*challenge))
    return core::Error{core::Errc::invalid, "hub.challenge: expected letters and digits"};
  return Accepted{{}, {200, "text/plain; charset=utf-8", *challenge, {}}, {}};
}

}  // namespace

constinit const Scheme kMeta{.name = "meta",
                             .keys = kMetaKeys,
                             .read = read_meta,
                             .handshake = meta_handshake,
                             .handshake_method = "GET",
                             .verify = verify_hub_256,
                             .reply = {200}};

}  // namespace baton::ingress
