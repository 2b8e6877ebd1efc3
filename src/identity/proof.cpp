#include "baton/identity/proof.hpp"

#include "baton/core/encoding.hpp"

#include <algorithm>
#include <openssl/rand.h>
#include <stdexcept>

namespace baton::identity {
namespace {

// The bytes of a text, when there are exactly so many.
std::optional<std::array<unsigned char, 32>> bytes_in(const std::optional<std::string>& text) {
  std::array<unsigned char, 32> bytes{};
  if (!text || text->size() != bytes.size()) return std::nullopt;
  std::transform(text->begin(), text->end(), bytes.begin(),
                 [](char letter) { return static_cast<unsigned char>(letter); });
  return bytes;
}

}  // namespace

ProofBits random_bits() {
  ProofBits bits{};
  if (RAND_bytes(bits.data(), static_cast<int>(bits.size())) != 1)
    throw std::runtime_error("the operating system has no random bytes to give");
  return bits;
}

std::string proof_text(std::string_view prefix, const ProofBits& bits) {
  return std::string(prefix) += core::to_base64url(core::bytes_of(bits));
}

std::optional<ProofBits> proof_bits(std::string_view prefix, std::string_view text) {
  if (!text.starts_with(prefix)) return std::nullopt;
  return bytes_in(core::from_base64url(text.substr(prefix.size())));
}

ProofHash hash_of(const ProofBits& bits) { return core::sha256(core::bytes_of(bits)); }
std::string to_text(const ProofHash& hash) { return core::to_hex(core::bytes_of(hash)); }
std::optional<ProofHash> proof_hash(std::string_view hex) { return bytes_in(core::from_hex(hex)); }

MadeProof new_proof(std::string_view prefix) {
  const ProofBits bits = random_bits();
  return {proof_text(prefix, bits), to_text(hash_of(bits))};
}

}  // namespace baton::identity
