#pragma once

#include "baton/core/actor.hpp"
#include "baton/core/ids.hpp"
#include "baton/core/time.hpp"
#include "baton/identity/proof.hpp"
#include "baton/identity/role.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

// Bearer tokens: "bt_" and 256 random bits, as proof.hpp writes them. Any thread.
namespace baton::identity {

// The random bits of a token. Whoever has them can use the token.
using TokenBits = ProofBits;
// The SHA-256 of the bits.
using TokenHash = ProofHash;

// The bits of a token's text; nothing when it is not "bt_" and exactly 43 characters of base64url.
std::optional<TokenBits> token_bits(std::string_view text);
// The one text that has these bits.
std::string token_text(const TokenBits& bits);

// A token as it is kept.
struct Token {
  // Its id in the store.
  core::TokenId id{};
  // The name of the person or tool that uses it, as the journal tells it.
  std::string name{};
  // What it may be used for.
  Role role = Role::nobody;
  // The hash of its bits, as to_text() writes it.
  std::string hash{};
  // When it was made, by the wall clock.
  core::Time created_at{};
  // When it was revoked, by the wall clock. From then on it is not valid.
  std::optional<core::Time> revoked_at{};
  // The groups whose approvals it may decide.
  std::vector<std::string> groups{};
  // The sources whose events it may hand in. Empty: those of its own name. "*": any that is not
  // reserved.
  std::vector<std::string> sources{};
  // Who made it; Actor::server() made the first.
  core::Actor created_by{};
  // Who revoked it; nobody while it is not revoked.
  core::Actor revoked_by{};
  // The deeds that it may be used for, of those that its role allows, in the words of kDeeds. Empty
  // means all of them. A word that this version does not know allows nothing.
  std::vector<std::string> scopes{};
  // When it expires, by the wall clock; nullopt if it does not.
  std::optional<core::Time> expires_at{};
  // When it was last used, by the wall clock, to about a minute.
  std::optional<core::Time> used_at{};

  // True if it is valid at this time of the wall clock.
  bool valid(core::Time now) const { return !revoked_at && (!expires_at || now < *expires_at); }
};

// What a token is made for.
struct Grant {
  // The same as the members of Token.
  std::string name{};
  Role role = Role::nobody;
  std::vector<std::string> groups{};
  std::vector<std::string> sources{};
  std::vector<std::string> scopes{};
  std::optional<core::Time> expires_at{};
};

// A token with its text, which stands nowhere else and cannot be found out again.
struct MadeToken {
  // Without an id, which it gets when it is kept.
  Token token{};
  // Its text, "bt_…".
  std::string text{};
};
// A fresh token, of random bits of the operating system. It is valid only once the store keeps it.
// Throws std::runtime_error when the system has no random bits to give.
MadeToken new_token(Grant grant, const core::Actor& created_by, core::Time now);

// True if a valid token has this name. Only one token of a name is valid at a time, because the
// journal names people and tools by it.
bool name_in_use(const std::vector<Token>& tokens, std::string_view name, core::Time now);

}  // namespace baton::identity
