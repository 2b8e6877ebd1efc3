#include "baton/identity/token.hpp"

#include <algorithm>
#include <utility>

namespace baton::identity {
namespace {

constexpr std::string_view kTokenPrefix = "bt_";

}  // namespace

std::optional<TokenBits> token_bits(std::string_view text) {
  return proof_bits(kTokenPrefix, text);
}
std::string token_text(const TokenBits& bits) { return proof_text(kTokenPrefix, bits); }

MadeToken new_token(Grant grant, const core::Actor& created_by, core::Time now) {
  MadeProof proof = new_proof(kTokenPrefix);
  MadeToken made;
  made.text = std::move(proof.text);
  made.token.name = std::move(grant.name);
  made.token.role = grant.role;
  made.token.hash = std::move(proof.hash);
  made.token.created_at = now;
  made.token.groups = std::move(grant.groups);
  made.token.sources = std::move(grant.sources);
  made.token.created_by = created_by;
  made.token.scopes = std::move(grant.scopes);
  made.token.expires_at = grant.expires_at;
  return made;
}

bool name_in_use(const std::vector<Token>& tokens, std::string_view name, core::Time now) {
  return std::any_of(tokens.begin(), tokens.end(), [name, now](const Token& token) {
    return token.valid(now) && token.name == name;
  });
}

}  // namespace baton::identity
