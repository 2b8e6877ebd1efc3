#include "baton/identity/people.hpp"

#include "unit/identity/now.hpp"

#include <gmock/gmock.h>

namespace baton::identity {
namespace {

Token token(std::string name, Role role, bool revoked = false) {
  Token made;
  made.name = std::move(name);
  made.role = role;
  if (revoked) made.revoked_at = core::Time{};
  return made;
}

User user(std::string name, Role role, std::string password = "$argon2id$…") {
  User made;
  made.name = std::move(name);
  made.role = role;
  made.password = std::move(password);
  return made;
}

TEST(People, AreWhoeverMayDoSomethingNow) {
  Token expired = token("old", Role::admin);
  expired.expires_at = kNow;
  User disabled = user("cyd", Role::admin);
  disabled.disabled_at = core::Time{};
  const auto people =
      principals({token("ops", Role::operator_), token("gone", Role::admin, true), expired},
                 {user("ada", Role::approver), user("ben", Role::admin, ""), disabled}, kNow);
  ASSERT_EQ(people.size(), 2U);
  EXPECT_EQ(people[0].actor, "token:ops");
  EXPECT_EQ(people[1].actor, "ada");
  EXPECT_FALSE(has_admin(people));
}

TEST(People, HaveAnAdminWhoMayDoAll) {
  EXPECT_TRUE(has_admin(principals({token("admin", Role::admin)}, {}, kNow)));
  EXPECT_TRUE(has_admin(principals({}, {user("ada", Role::admin)}, kNow)));
  Token reads = token("reads", Role::admin);
  reads.scopes = {"read"};
  EXPECT_FALSE(has_admin(principals({reads}, {}, kNow))) << "it was made for less";
}

TEST(People, WhatTheirTokensAreGivenStandsInTheAudit) {
  Token shop = token("shop", Role::sender);
  shop.groups = {"legal"};
  shop.sources = {"*"};
  shop.scopes = {"send"};
  const auto row = act_on_token("tokens.create", shop, core::Actor::user("ada"));
  EXPECT_EQ(row.act, "tokens.create");
  EXPECT_EQ(row.actor, "ada");
  EXPECT_EQ(row.detail, (core::Json{{"name", "shop"},
                                    {"role", "sender"},
                                    {"groups", {"legal"}},
                                    {"sources", {"*"}},
                                    {"scopes", {"send"}}}));
  EXPECT_FALSE(
      act_on_token("tokens.create", token("ops", Role::viewer), {}).detail.contains("sources"));
}

TEST(Principal, MayWhatTheRoleAndTheScopesAllow) {
  Token one = token("ops", Role::operator_);
  EXPECT_THAT(deeds_of(principal_of(one)),
              testing::ElementsAre("send", "read", "decide", "operate"));
  one.scopes = {"read", "admin", "fly"};
  EXPECT_THAT(deeds_of(principal_of(one)), testing::ElementsAre("read"));
  EXPECT_TRUE(may(principal_of(one), Needs::known)) << "everybody may know who they are";
  EXPECT_FALSE(may(Principal{}, Needs::known));
}

TEST(FirstAdmin, IsMadeWhenThereIsNoneOrOneMoreIsWanted) {
  const auto first = first_admin({}, {}, false, kNow);
  ASSERT_TRUE(first);
  EXPECT_EQ(first->token.name, "admin");
  EXPECT_EQ(first->token.role, Role::admin);
  EXPECT_EQ(first->token.created_by, "server");
  const std::vector<Token> tokens{token("admin", Role::admin), token("admin-2", Role::viewer)};
  EXPECT_FALSE(first_admin(tokens, {}, false, kNow));
  EXPECT_EQ(first_admin(tokens, {}, true, kNow)->token.name, "admin-3");
  EXPECT_EQ(first_admin({token("admin", Role::admin, true)}, {}, false, kNow)->token.name, "admin");
  EXPECT_FALSE(first_admin({}, {user("ada", Role::admin)}, false, kNow))
      << "ada can make another one";
}

}  // namespace
}  // namespace baton::identity
