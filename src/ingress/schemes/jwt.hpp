#pragma once

#include "ingress/schemes/scheme.hpp"

#include <string_view>

namespace baton::ingress {

// The claims of a JSON Web Token (RFC 7519) signed with HS256 under one of the secrets, and nothing
// else: an algorithm that the token chooses is how "none" gets in. It must be good now, and not for
// more than a day.
core::Result<core::Json> verified_claims(std::string_view token, const Proof& proof);

}  // namespace baton::ingress
