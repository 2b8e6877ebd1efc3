#include "baton/identity/token.hpp"

#include <gtest/gtest.h>
#include <string>

namespace baton::identity {
namespace {

TokenBits bits_of(unsigned char seed) {
  TokenBits bits{};
  for (std::size_t i = 0; i < bits.size(); ++i)
    bits[i] = static_cast<unsigned char>(seed * 31 + i * 7);
  return bits;
}

Token token_named(std::string name, Role role, bool revoked = false) {
  Token made;
  made.name = std::move(name);
  made.role = role;
  if (revoked) made.revoked_at = core::Time{};
  return made;
}

TEST(Token, IsReadBackFromItsText) {
  const std::string text = token_text(bits_of(3));
  EXPECT_EQ(text.size(), 46U);
  EXPECT_EQ(token_bits(text), bits_of(3));
}

TEST(Token, HasOneText) {
  std::string text = token_text(TokenBits{});
  EXPECT_EQ(text, "bt_" + std::string(43, 'A'));
  text.back() = 'B';  // the same 256 bits, and two more
  EXPECT_FALSE(token_bits(text));
  EXPECT_FALSE(token_bits(token_text(bits_of(1)).substr(3)));
  EXPECT_FALSE(token_bits(token_text(bits_of(1)) + "A"));
  EXPECT_FALSE(token_bits("bt_" + std::string(42, 'A') + "="));
  EXPECT_FALSE(token_bits("bt_" + std::string(42, 'A')));
  EXPECT_FALSE(token_bits("bt_" + std::string(42, '+') + "A"));
  EXPECT_FALSE(token_bits(""));
}

// As every Baton before wrote it: a changed alphabet or order would shut everybody out.
TEST(Token, TextIsWhatItAlwaysWas) {
  TokenBits bits{};
  for (std::size_t i = 0; i < bits.size(); ++i) bits[i] = static_cast<unsigned char>(255 - i);
  EXPECT_EQ(token_text(bits), "bt___79_Pv6-fj39vX08_Lx8O_u7ezr6uno5-bl5OPi4eA");
}

TEST(Token, IsHashedWithSha256) {
  // SHA-256 of 32 zero bytes.
  const std::string hash = "66687aadf862bd776c8fc18b8e9f8e20089714856ee233b3902a591d0d5f2925";
  EXPECT_EQ(to_text(hash_of(TokenBits{})), hash);
  EXPECT_EQ(proof_hash(hash), hash_of(TokenBits{}));
  EXPECT_FALSE(proof_hash(hash.substr(2)));
  EXPECT_FALSE(proof_hash("zz" + hash.substr(2)));
}

TEST(Token, IsMadeOfChanceAndKeepsOnlyItsHash) {
  const Grant grant{"ops", Role::operator_, {"legal"}, {"shop"}};
  const auto made = new_token(grant, core::Actor::token("root"), core::Time{});
  EXPECT_NE(made.text, new_token(grant, core::Actor::token("root"), core::Time{}).text);
  EXPECT_EQ(made.token.hash, to_text(hash_of(token_bits(made.text).value())));
  EXPECT_EQ(made.token.name, "ops");
  EXPECT_EQ(made.token.role, Role::operator_);
  EXPECT_EQ(made.token.created_by, "token:root");
  EXPECT_TRUE(made.token.valid(core::Time{}));
}

TEST(Token, HasItsNameAloneWhileItIsValid) {
  const std::vector<Token> tokens{token_named("ops", Role::viewer),
                                  token_named("old", Role::viewer, true)};
  EXPECT_TRUE(name_in_use(tokens, "ops", core::Time{}));
  EXPECT_FALSE(name_in_use(tokens, "old", core::Time{}));
  EXPECT_FALSE(name_in_use(tokens, "new", core::Time{}));
}

TEST(Token, OpensNothingOnceItHasExpired) {
  Token one = token_named("ops", Role::viewer);
  one.expires_at = core::Time(core::Duration(100));
  EXPECT_TRUE(one.valid(core::Time(core::Duration(99))));
  EXPECT_FALSE(one.valid(core::Time(core::Duration(100))));
  EXPECT_FALSE(name_in_use({one}, "ops", core::Time(core::Duration(100))));
}

}  // namespace
}  // namespace baton::identity
