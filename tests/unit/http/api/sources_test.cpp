#include "http/api/sources.hpp"

#include <gtest/gtest.h>

namespace baton::http {
namespace {

using identity::Principal;
using identity::Role;

Principal token(Role role, std::vector<std::string> sources = {}) {
  return Principal{role, "token:shop", {}, std::move(sources)};
}

const Sources kSources({"jira", "salesforce"});

TEST(Sources, ATokenSpeaksUnderItsOwnName) {
  EXPECT_TRUE(kSources.check(token(Role::sender), "shop"));
  EXPECT_FALSE(kSources.check(token(Role::sender), "till"));
  EXPECT_FALSE(kSources.check(token(Role::operator_), "till"));
}

TEST(Sources, ATokenSpeaksUnderWhatItWasGiven) {
  EXPECT_TRUE(kSources.check(token(Role::sender, {"till", "/shop/1"}), "/shop/1"));
  EXPECT_TRUE(kSources.check(token(Role::sender, {"till"}), "shop"));
  EXPECT_FALSE(kSources.check(token(Role::sender, {"till"}), "Till"));
  EXPECT_TRUE(kSources.check(token(Role::sender, {"*"}), "anything at all"));
  EXPECT_TRUE(kSources.check(token(Role::admin), "anything at all"));
}

TEST(Sources, NobodySpeaksAsAConnectionOrAsBaton) {
  for (const Role role : {Role::sender, Role::operator_, Role::admin}) {
    for (const char* source :
         {"jira", "salesforce", "baton", "api", "workflow", "workflow/order"}) {
      const auto may = kSources.check(token(role, {"*", source}), source);
      ASSERT_FALSE(may) << source;
      EXPECT_EQ(may.error().code, core::Errc::denied) << source;
      EXPECT_FALSE(may.error().hint.empty()) << source;
    }
  }
  const Principal jira{Role::sender, "token:jira"};
  EXPECT_FALSE(kSources.check(jira, "jira"));
}

TEST(Sources, IdsThatReadLikeOnesOfBatonAreSetApart) {
  const auto apart = [](std::string origin) {
    set_apart(origin);
    return origin;
  };
  EXPECT_EQ(apart("order-17"), "order-17");
  EXPECT_EQ(apart("keys:1"), "keys:1");
  EXPECT_EQ(apart("id:17"), "id:17");
  EXPECT_EQ(apart("key:17"), "id:key:17");
  EXPECT_EQ(apart("id:key:17"), "id:id:key:17");
  EXPECT_EQ(apart("replay:evt_1"), "id:replay:evt_1");
  EXPECT_EQ(apart("replay:1"), "replay:1");
}

}  // namespace
}  // namespace baton::http
