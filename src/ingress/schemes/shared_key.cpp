#include "ingress/schemes/shared_key.hpp"

#include "ingress/crypto.hpp"

namespace baton::ingress {

bool is_known(const Proof& proof, std::string_view sent) {
  bool same = false;
  for (const auto secret : proof.secrets) same |= same_secret(sent, secret);
  return same;
}

core::Result<void> verify_bearer(const Proof& proof) {
  const auto sent = credentials(proof.request, "Bearer");
  if (!sent) return no_proof("Authorization: Bearer");
  if (!is_known(proof, *sent)) return bad_proof("the bearer token is another");
  return {};
}

}  // namespace baton::ingress
