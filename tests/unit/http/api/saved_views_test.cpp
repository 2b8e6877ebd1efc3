#include "baton/core/time.hpp"
#include "baton/identity/token.hpp"
#include "unit/http/api/server_at_rest.hpp"

#include <chrono>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <string>
#include <string_view>

namespace baton::http {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

// What people keep in settings: views, drafts and delegations.
class KeptInSettingsTest : public ServerAtRest {
 protected:
  KeptInSettingsTest() {
    const auto made = identity::new_token({"ada", identity::Role::admin}, {}, clock_.now());
    transact([token = made.token](ports::Tx& tx) mutable {
      token.id = tx.new_token_id();
      tx.put_token(token);
    });
    services_.access.replace({{made.token}}, clock_.now());
    proof_ = "Bearer " + made.text;
  }
  Response ask(std::string_view method, const std::string& path, const std::string& body = {}) {
    return call(method, "/api/v1/" + path, {{"Authorization", proof_}}, body);
  }
  void damage(const std::string& setting) {
    transact([&setting](ports::Tx& tx) { tx.set_setting(setting, "torn"); });
  }
  std::string kept(const std::string& setting) {
    std::string text;
    transact([&](ports::Tx& tx) { text = tx.setting(setting); });
    return text;
  }

  std::string proof_;
};

TEST_F(KeptInSettingsTest, WhatCannotBeReadIsNotOverwritten) {
  struct Case {
    std::string setting;
    std::string list;
    std::string_view method;
    std::string change;
    std::string body;
  };
  const Case cases[] = {
      {"views:ada", "me/views", "PUT", "me/views/Mine", R"({"q": "status:failed"})"},
      {"views:ada", "me/views", "DELETE", "me/views/Mine", ""},
      {"drafts:ada", "me/drafts", "PUT", "me/drafts/order", R"({"version": 0, "text": "a: 1"})"},
      {"drafts:ada", "me/drafts", "DELETE", "me/drafts/order", ""},
      {"delegations", "delegations", "POST", "delegations",
       R"({"person": "lea", "to": "ada", "until": ")" +
           core::to_rfc3339(clock_.now() + std::chrono::hours(1)) + R"("})"},
      {"delegations", "delegations", "DELETE", "delegations/1", ""},
  };
  for (const Case& each : cases) {
    SCOPED_TRACE(std::string(each.method) + " " + each.change);
    damage(each.setting);
    EXPECT_EQ(ask("GET", each.list).status, 200);
    const auto refused = ask(each.method, each.change, each.body);
    EXPECT_EQ(refused.status, 409);
    EXPECT_THAT(refused.body, AllOf(HasSubstr("the setting " + each.setting), HasSubstr("backup")));
    EXPECT_EQ(kept(each.setting), "torn");
  }
}

}  // namespace
}  // namespace baton::http
