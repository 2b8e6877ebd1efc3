#include "baton/identity/token.hpp"

#include "baton/core/encoding.hpp"

#include <algorithm>
#include <openssl/rand.h>
#include <stdexcept>
#include <utility>

namespace baton::identity {
namespace {

constexpr std::string_view kPrefix = "bt_";

// The bytes of a text, when there are exactly so many.
std::optional<std::array<unsigned char, 32>> bytes_in(const std::optional<std::string>& text) {
  std::array<unsigned char, 32> bytes{};
  if (!text || text->size() != bytes.size()) return std::nullopt;
  std::copy(text->begin(), text->end(), bytes.begin());
  return bytes;
}

TokenBits random_bits() {
  TokenBits bits{};
  if (RAND_bytes(bits.data(), static_cast<int>(bits.size())) != 1)
    throw std::runtime_error("the operating system has no random bytes to give");
  return bits;
}

bool is_valid_admin(const Token& token) { return token.valid() && token.role == Role::admin; }

}  // namespace

std::optional<TokenBits> token_bits(std::string_view text) {
  if (!text.starts_with(kPrefix)) return std::nullopt;
  return bytes_in(core::from_base64url(text.substr(kPrefix.size())));
}

std::string token_text(const TokenBits& bits) {
  return std::string(kPrefix) += core::to_base64url(core::bytes_of(bits));
}

TokenHash hash_of(const TokenBits& bits) { return core::sha256(core::bytes_of(bits)); }
std::string to_text(const TokenHash& hash) { return core::to_hex(core::bytes_of(hash)); }
std::optional<TokenHash> token_hash(std::string_view hex) { return bytes_in(core::from_hex(hex)); }

MadeToken new_token(Grant grant, const core::Actor& created_by, core::Time now) {
  const TokenBits bits = random_bits();
  MadeToken made;
  made.text = token_text(bits);
  made.token.name = std::move(grant.name);
  made.token.role = grant.role;
  made.token.hash = to_text(hash_of(bits));
  made.token.created_at = now;
  made.token.groups = std::move(grant.groups);
  made.token.sources = std::move(grant.sources);
  made.token.created_by = created_by;
  return made;
}

bool name_in_use(const std::vector<Token>& tokens, std::string_view name) {
  return std::any_of(tokens.begin(), tokens.end(),
                     [name](const Token& token) { return token.valid() && token.name == name; });
}

bool is_last_admin(const std::vector<Token>& tokens, const Token& token) {
  return is_valid_admin(token) && std::count_if(tokens.begin(), tokens.end(), is_valid_admin) == 1;
}

std::optional<MadeToken> first_admin(const std::vector<Token>& tokens, bool one_more,
                                     core::Time now) {
  if (!one_more && std::any_of(tokens.begin(), tokens.end(), is_valid_admin)) return std::nullopt;
  std::string name = "admin";
  for (int number = 2; name_in_use(tokens, name); ++number)
    name = "admin-" + std::to_string(number);
  return new_token({std::move(name), Role::admin}, core::Actor::server(), now);
}

}  // namespace baton::identity
