#pragma once

#include "baton/core/digest.hpp"

#include <array>
#include <optional>
#include <string>
#include <string_view>

// Proofs of who somebody is, other than passwords: 256 random bits, written as a prefix and 43
// base64url characters. Tokens, sessions and one-time codes are such proofs. Only the SHA-256 of
// the bits is kept, from which the bits cannot be found. Any thread.
namespace baton::identity {

// The random bits. Whoever has them can act as their owner.
using ProofBits = std::array<unsigned char, 32>;
// The SHA-256 of the bits.
using ProofHash = core::Sha256;

// Fresh bits of the operating system. Throws std::runtime_error when it has none to give.
ProofBits random_bits();

// The one text that has these bits, such as "bt_…" for the prefix "bt_".
std::string proof_text(std::string_view prefix, const ProofBits& bits);
// The bits of a text; nothing when it is not the prefix and exactly 43 characters of base64url.
std::optional<ProofBits> proof_bits(std::string_view prefix, std::string_view text);

// The hash of the bits.
ProofHash hash_of(const ProofBits& bits);
// The hash as it is kept: 64 lower-case hex digits.
std::string to_text(const ProofHash& hash);
// Reads what to_text() writes; nullopt for any other text.
std::optional<ProofHash> proof_hash(std::string_view hex);

// A proof that was just made: its text, which stands nowhere else and cannot be found out again,
// and the hash to keep.
struct MadeProof {
  // What its holder is given.
  std::string text{};
  // As to_text() writes it.
  std::string hash{};
};
// Makes one. Throws as random_bits() does.
MadeProof new_proof(std::string_view prefix);

}  // namespace baton::identity
