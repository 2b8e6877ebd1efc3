#include "ingress/schemes/shared_key.hpp"

// A bearer token (RFC 6750), which is the secret.
namespace baton::ingress {

constinit const Scheme kBearer{
    .name = "bearer", .verify = verify_bearer, .reply = {200}, .authenticate = kBearerChallenge};

}  // namespace baton::ingress
