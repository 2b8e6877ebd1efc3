#pragma once

#include "ingress/schemes/scheme.hpp"

#include <string_view>

// Proofs by a key that vendor and hook share, and that each request carries as it is. Pure; any
// thread.
namespace baton::ingress {

// The value of WWW-Authenticate of schemes that take a bearer token (RFC 6750 section 3).
inline constexpr std::string_view kBearerChallenge = "Bearer realm=\"hooks\"";

// True if `sent` is one of the hook's secrets.
bool is_known(const Proof& proof, std::string_view sent);
// Verifies the key in `Authorization: Bearer` (RFC 6750).
core::Result<void> verify_bearer(const Proof& proof);

}  // namespace baton::ingress
