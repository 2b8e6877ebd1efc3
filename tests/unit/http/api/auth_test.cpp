#include "http/api/auth.hpp"

#include <gtest/gtest.h>
#include <string>

namespace baton::http {
namespace {

using identity::Role;
using identity::token_text;
using identity::TokenBits;

TokenBits bits_of(unsigned char seed) {
  TokenBits bits{};
  for (std::size_t i = 0; i < bits.size(); ++i)
    bits[i] = static_cast<unsigned char>(seed * 31 + i * 7);
  return bits;
}

identity::Token token(const TokenBits& bits, std::string name, Role role) {
  identity::Token made;
  made.id = core::TokenId(1);
  made.name = std::move(name);
  made.role = role;
  made.hash = identity::to_text(identity::hash_of(bits));
  return made;
}

TEST(Tokens, KnowWhoIsAsking) {
  Tokens tokens;
  tokens.replace(
      {token(bits_of(1), "ops", Role::operator_), token(bits_of(2), "eyes", Role::viewer)});
  const auto who = tokens.find("Bearer " + token_text(bits_of(1)));
  ASSERT_NE(who, nullptr);
  EXPECT_EQ(who->actor, "token:ops");
  EXPECT_EQ(who->role, Role::operator_);
  EXPECT_NE(tokens.find("bearer " + token_text(bits_of(2))), nullptr);
}

TEST(Tokens, KnowNobodyElse) {
  Tokens tokens;
  identity::Token revoked = token(bits_of(2), "old", Role::admin);
  revoked.revoked_at = core::Time{};
  tokens.replace(
      {token(bits_of(1), "ops", Role::operator_), revoked, token(bits_of(4), "odd", Role::nobody)});
  for (const std::string& text :
       {std::string(), std::string("Bearer "), std::string("Bearer x"), token_text(bits_of(1)),
        "Basic " + token_text(bits_of(1)), "Bearer " + token_text(bits_of(2)),
        "Bearer " + token_text(bits_of(3)), "Bearer " + token_text(bits_of(4)),
        "Bearer  " + token_text(bits_of(1))}) {
    EXPECT_EQ(tokens.find(text), nullptr) << text;
  }
}

}  // namespace
}  // namespace baton::http
