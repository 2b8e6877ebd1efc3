#include "ingress/schemes/shared_key.hpp"

// developers.google.com/google-ads/webhook. The key stands in the body (google_key).
namespace baton::ingress {

namespace {

struct BodyKeySettings final : OwnSettings {
  std::string key_member{};  // the JSON member that holds the key
};

constexpr std::array<SchemeKey, 1> kBodyKeyKeys{{{"key_member"}}};

core::Result<OwnSettingsPtr> read_body_key(const HookOptions& options) {
  auto own = std::make_shared<BodyKeySettings>();
  take(options.settings, "key_member", own->key_member);
  if (own->key_member.empty()) return missing_setting("body_key", "key_member");
  return OwnSettingsPtr(std::move(own));
}

core::Result<void> verify_body_key_body(const Proof& proof, const core::Json& body) {
  const auto& member = proof.settings<BodyKeySettings>().key_member;
  const auto* key = core::find(body, member);
  if (key == nullptr) return no_proof("the member " + member);
  if (!key->is_string() || !is_known(proof, key->get_ref<const std::string&>()))
    return bad_proof("the key in " + member + " is another");
  return {};
}

void take_out_body_key(const Proof& proof, core::Json& body) {
  body.erase(proof.settings<BodyKeySettings>().key_member);
}

}  // namespace

constinit const Scheme kBodyKey{.name = "body_key",
                                .keys = kBodyKeyKeys,
                                .read = read_body_key,
                                .verify_body = verify_body_key_body,
                                .take_out_secret = take_out_body_key,
                                .reply = {200}};

}  // namespace baton::ingress
