#include "baton/core/encoding.hpp"
#include "ingress/schemes/shared_key.hpp"

// User name and password (RFC 7617). The secret is `user:password`.
namespace baton::ingress {

namespace {

core::Result<void> verify_basic(const Proof& proof) {
  const auto sent = credentials(proof.request, "Basic");
  if (!sent) return no_proof("Authorization: Basic");
  const auto pair = core::from_base64(*sent);
  if (!pair || pair->find(':') == std::string::npos)
    return bad_proof("Basic credentials that are no base64 of user:password");
  if (!is_known(proof, *pair)) return bad_proof("user or password is another");
  return {};
}

}  // namespace

constinit const Scheme kBasic{.name = "basic",
                              .verify = verify_basic,
                              .reply = {200},
                              .authenticate = "Basic realm=\"hooks\", charset=\"UTF-8\""};

}  // namespace baton::ingress
