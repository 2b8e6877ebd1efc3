#include "http/api/auth.hpp"

#include <gtest/gtest.h>
#include <map>
#include <string>

namespace baton::http {
namespace {

TokenBits bits_of(unsigned char seed) {
  TokenBits bits{};
  for (std::size_t i = 0; i < bits.size(); ++i)
    bits[i] = static_cast<unsigned char>(seed * 31 + i * 7);
  return bits;
}

ports::TokenRow row(const TokenBits& bits, std::string name, std::string role) {
  ports::TokenRow made;
  made.id = core::TokenId(1);
  made.name = std::move(name);
  made.role = std::move(role);
  made.hash = hex(hash_of(bits));
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
}

TEST(Token, IsHashedWithSha256) {
  // SHA-256 of 32 zero bytes.
  EXPECT_EQ(hex(hash_of(TokenBits{})),
            "66687aadf862bd776c8fc18b8e9f8e20089714856ee233b3902a591d0d5f2925");
}

TEST(Token, IsMadeOfChance) { EXPECT_NE(random_bits(), random_bits()); }

TEST(Tokens, KnowWhoIsAsking) {
  Tokens tokens;
  tokens.replace({row(bits_of(1), "ops", "operator"), row(bits_of(2), "eyes", "viewer")});
  const auto who = tokens.find("Bearer " + token_text(bits_of(1)));
  ASSERT_NE(who, nullptr);
  EXPECT_EQ(who->actor, "token:ops");
  EXPECT_EQ(who->role, Role::operator_);
  EXPECT_NE(tokens.find("bearer " + token_text(bits_of(2))), nullptr);
}

TEST(Tokens, KnowNobodyElse) {
  Tokens tokens;
  ports::TokenRow revoked = row(bits_of(2), "old", "admin");
  revoked.revoked_at = core::Time{};
  tokens.replace({row(bits_of(1), "ops", "operator"), revoked, row(bits_of(4), "odd", "emperor")});
  for (const std::string& text :
       {std::string(), std::string("Bearer "), std::string("Bearer x"), token_text(bits_of(1)),
        "Basic " + token_text(bits_of(1)), "Bearer " + token_text(bits_of(2)),
        "Bearer " + token_text(bits_of(3)), "Bearer " + token_text(bits_of(4)),
        "Bearer  " + token_text(bits_of(1))}) {
    EXPECT_EQ(tokens.find(text), nullptr) << text;
  }
}

// docs/reliability.md, P29: the whole table, written down a second time on purpose.
TEST(Roles, MayDoWhatTheTableSays) {
  const std::map<Role, std::string> table{{Role::nobody, "n"},
                                          {Role::sender, "ns"},
                                          {Role::viewer, "nr"},
                                          {Role::operator_, "nsro"},
                                          {Role::admin, "nsroa"}};
  const std::map<char, Needs> needs{{'n', Needs::nothing},
                                    {'s', Needs::send},
                                    {'r', Needs::read},
                                    {'o', Needs::operate},
                                    {'a', Needs::admin}};
  for (const auto& [role, letters] : table)
    for (const auto& [letter, need] : needs)
      EXPECT_EQ(may(role, need), letters.find(letter) != std::string::npos)
          << to_text(role) << ' ' << letter;
}

TEST(Roles, HaveNames) {
  for (const Role each : {Role::sender, Role::viewer, Role::operator_, Role::admin})
    EXPECT_EQ(role(to_text(each)), each);
  EXPECT_FALSE(role("nobody"));
  EXPECT_FALSE(role("Admin"));
}

}  // namespace
}  // namespace baton::http
