#include "ingress/schemes/signature.hpp"

// developer.atlassian.com, Jira webhooks: secure admin webhooks.
namespace baton::ingress {

namespace {

core::Result<void> verify_jira(const Proof& proof) {
  return verify_signature(proof, {"X-Hub-Signature", "sha256="}, proof.request.body);
}

}  // namespace

constinit const Scheme kJira{
    .name = "jira", .verify = verify_jira, .reply = {200}, .signs_body_alone = true};

}  // namespace baton::ingress
