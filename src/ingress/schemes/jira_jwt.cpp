#include "ingress/schemes/jwt.hpp"

// developer.atlassian.com, Webhooks of OAuth 2.0 apps. The token proves the sender, and not the
// body.
namespace baton::ingress {

namespace {

core::Result<void> verify_jira_jwt(const Proof& proof) {
  const auto token = credentials(proof.request, "Bearer");
  if (!token) return no_proof("Authorization: Bearer");
  const auto claims = verified_claims(*token, proof);
  if (!claims) return claims.error();
  return {};
}

}  // namespace

constinit const Scheme kJiraJwt{.name = "jira_jwt", .verify = verify_jira_jwt, .reply = {200}};

}  // namespace baton::ingress
