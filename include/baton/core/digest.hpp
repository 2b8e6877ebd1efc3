#pragma once

#include <array>
#include <string>
#include <string_view>

// Digests. Pure; any thread.
namespace baton::core {

// The 32 bytes of a SHA-256 digest (FIPS 180-4).
using Sha256 = std::array<unsigned char, 32>;

// The digest of `bytes`. Throws BrokenInvariant if OpenSSL offers no SHA-256.
Sha256 sha256(std::string_view bytes);

// A view of the digest as 32 raw bytes; it is valid for as long as `digest` is.
std::string_view bytes_of(const Sha256& digest);

// The digest of `bytes` as 64 lower-case hexadecimal digits.
std::string sha256_hex(std::string_view bytes);

// HMAC-SHA256 (RFC 2104, FIPS 180-4), as 32 raw bytes. Throws BrokenInvariant if OpenSSL offers
// none.
std::string hmac_sha256(std::string_view key, std::string_view bytes);

}  // namespace baton::core
