#pragma once

#include <array>
#include <string>
#include <string_view>

namespace baton::core {

// SHA-256 (FIPS 180-4): 32 bytes. Any thread.
using Sha256 = std::array<unsigned char, 32>;
Sha256 sha256(std::string_view bytes);
// The digest as bytes of a text, which lives as long as the digest does.
std::string_view bytes_of(const Sha256& digest);
// The digest of `bytes` as 64 lower-case hex digits.
std::string sha256_hex(std::string_view bytes);

}  // namespace baton::core
