#pragma once

#include "ingress/schemes/scheme.hpp"

#include <string_view>

namespace baton::ingress {

// Verifies a JSON Web Token (RFC 7519) and returns its claims. The token must be signed with HS256
// under one of the secrets. No other algorithm is accepted, because a token that could choose its
// algorithm could choose "none". The token must be valid now, and for no more than a day. Errors:
// unauthenticated.
core::Result<core::Json> verified_claims(std::string_view token, const Proof& proof);

}  // namespace baton::ingress
