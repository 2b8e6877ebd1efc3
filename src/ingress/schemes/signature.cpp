#include "ingress/schemes/signature.hpp"

#include "baton/core/digest.hpp"
#include "baton/core/encoding.hpp"
#include "baton/core/text.hpp"
#include "ingress/crypto.hpp"

namespace baton::ingress {

core::Result<void> verify_signature(const Proof& proof, const Signature& expected,
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
    same |= equal_constant_time(core::hmac_sha256(secret, text), *signature);
  if (!same) return bad_proof("the signature does not match the body");
  return {};
}

core::Result<void> verify_hub_256(const Proof& proof) {
  return verify_signature(proof, {"X-Hub-Signature-256", "sha256="}, proof.request.body);
}

}  // namespace baton::ingress
