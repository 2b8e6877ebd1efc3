#include "baton/core/actor.hpp"
#include "baton/identity/token.hpp"
#include "baton/runtime/delegations.hpp"
#include "baton/runtime/saved_views.hpp"
#include "unit/http/api/server_at_rest.hpp"

#include <chrono>
#include <gtest/gtest.h>
#include <string>

namespace baton::http {
namespace {

using std::chrono::hours;

class TokenOfAnExpiredNameTest : public ServerAtRest {
 protected:
  TokenOfAnExpiredNameTest() {
    const auto made = identity::new_token({"root", identity::Role::admin}, {}, clock_.now());
    services_.access.replace({{made.token}}, clock_.now());
    admin_ = "Bearer " + made.text;
  }
  int make_token(const std::string& name) {
    return call("POST", "/api/v1/tokens", {{"Authorization", admin_}},
                R"({"name": ")" + name + R"(", "role": "approver"})")
        .status;
  }
  std::string admin_{};
};

TEST_F(TokenOfAnExpiredNameTest, FindsNothingOfWhoeverHadIt) {
  const auto fay = core::Actor::token("fay");
  transact([&](ports::Tx& tx) {
    identity::Grant grant{"fay", identity::Role::approver};
    grant.expires_at = clock_.now() + hours(1);
    auto token = identity::new_token(grant, {}, clock_.now()).token;
    token.id = tx.new_token_id();
    tx.put_token(token);
    ASSERT_TRUE(runtime::keep_view(tx, fay, {"Mine", "key:fay"}));
    identity::Delegation given;
    given.person = "lea";
    given.to = "fay";
    given.from = clock_.now();
    given.until = clock_.now() + hours(100);
    ASSERT_TRUE(runtime::add_delegation(tx, given, clock_.now()));
  });
  EXPECT_EQ(make_token("fay"), 409) << "she can still sign in";
  clock_.advance(hours(2));
  EXPECT_EQ(make_token("fay"), 201);
  transact([&](ports::Tx& tx) {
    EXPECT_TRUE(runtime::saved_views(tx, fay).empty());
    EXPECT_TRUE(runtime::delegations(tx).empty());
  });
}

}  // namespace
}  // namespace baton::http
