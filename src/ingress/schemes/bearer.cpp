#include "ingress/schemes/shared_key.hpp"

// RFC 6750; the secret is the token.
namespace baton::ingress {

constinit const Scheme kBearer{
    .name = "bearer", .verify = verify_bearer, .reply = {200}, .authenticate = kBearerChallenge};

}  // namespace baton::ingress
