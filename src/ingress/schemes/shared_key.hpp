#pragma once

#include "ingress/schemes/scheme.hpp"

#include <string_view>

// A key that sender and hook share, and that is sent as it is.
namespace baton::ingress {

inline constexpr std::string_view kBearerChallenge = "Bearer realm=\"hooks\"";

// Whether what was sent is one of the hook's secrets.
bool is_known(const Proof& proof, std::string_view sent);
// RFC 6750: the key in `Authorization: Bearer`.
core::Result<void> verify_bearer(const Proof& proof);

}  // namespace baton::ingress
