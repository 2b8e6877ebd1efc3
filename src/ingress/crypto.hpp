#pragma once

#include <string>
#include <string_view>

// The few primitives that proofs of origin are made of, over OpenSSL. Pure; any thread.
namespace baton::ingress {

std::string hmac_sha256(std::string_view key, std::string_view bytes);  // 32 bytes
// RFC 8032; false when key or signature has not the right length.
bool ed25519_verifies(std::string_view public_key, std::string_view signature,
                      std::string_view bytes);

// Takes the same time wherever the two differ; their lengths are not secret.
bool equal_constant_time(std::string_view left, std::string_view right);
// For secrets of unknown length: compares digests, so that not even the length shows.
bool same_secret(std::string_view left, std::string_view right);

}  // namespace baton::ingress
