#pragma once

#include <string>
#include <string_view>

// The primitives of proofs of origin, made with OpenSSL. Pure; any thread.
namespace baton::ingress {

// HMAC-SHA256 (RFC 2104, FIPS 180-4), as 32 bytes.
std::string hmac_sha256(std::string_view key, std::string_view bytes);
// Verifies an Ed25519 signature (RFC 8032). False also if the key is not 32 bytes long or the
// signature is not 64 bytes long.
bool ed25519_verifies(std::string_view public_key, std::string_view signature,
                      std::string_view bytes);

// Compares two texts whose lengths are not secret, in a time that does not depend on where they
// differ.
bool equal_constant_time(std::string_view left, std::string_view right);
// Compares two secrets by their digests, so that the time does not tell their lengths either.
bool same_secret(std::string_view left, std::string_view right);

}  // namespace baton::ingress
