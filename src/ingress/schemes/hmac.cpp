#include "baton/core/text.hpp"
#include "ingress/schemes/signature.hpp"

// A signature over the body, for any sender. Header field, prefix and encoding are settings.
namespace baton::ingress {

namespace {

struct HmacSettings final : OwnSettings {
  std::string header{};  // the name of the field that carries the signature
  std::string prefix{};  // the text before the signature, such as "sha256="
  std::string encoding = "hex";
};

constexpr std::array<SchemeKey, 3> kHmacKeys{{{"header"}, {"prefix"}, {"encoding"}}};

core::Result<OwnSettingsPtr> read_hmac(const HookOptions& options) {
  auto own = std::make_shared<HmacSettings>();
  take(options.settings, "header", own->header);
  take(options.settings, "prefix", own->prefix);
  take(options.settings, "encoding", own->encoding);
  if (own->header.empty()) return missing_setting("hmac", "header");
  if (own->encoding != "hex" && own->encoding != "base64")
    return wrong_setting("encoding", "hex or base64", own->encoding);
  return OwnSettingsPtr(std::move(own));
}

core::Result<void> verify_hmac(const Proof& proof) {
  const auto& own = proof.settings<HmacSettings>();
  constexpr std::string_view kUsualPrefix = "sha256=";
  const auto* field = proof.request.header(own.header);
  if (own.prefix.empty() && field != nullptr && core::trim(*field).starts_with(kUsualPrefix))
    return bad_proof("the signature begins with \"sha256=\", and the webhook has no \"prefix\"");
  return verify_signature(proof, {own.header, own.prefix, own.encoding == "base64"},
                          proof.request.body);
}

}  // namespace

constinit const Scheme kHmac{.name = "hmac",
                             .keys = kHmacKeys,
                             .read = read_hmac,
                             .verify = verify_hmac,
                             .signs_body_alone = true};

}  // namespace baton::ingress
