#include "baton/runtime/departed.hpp"

#include "baton/runtime/delegations.hpp"
#include "baton/runtime/saved_views.hpp"
#include "baton/runtime/template_drafts.hpp"
#include "baton/simulate/chance.hpp"
#include "baton/simulate/clock.hpp"
#include "baton/store/memory.hpp"
#include "unit/at_once.hpp"

#include <chrono>
#include <functional>
#include <gtest/gtest.h>
#include <memory>
#include <optional>
#include <string>

namespace baton::runtime {
namespace {

using core::Actor;

// A store in which the user "ada" and the token "ada", who are one person, keep a draft, a view and
// a delegation to ben. Ben keeps a draft and a view, too.
class DepartedTest : public testing::Test {
 protected:
  DepartedTest() {
    transact([this](ports::Tx& tx) {
      user_ = put_user(tx, "ada");
      put_user(tx, "ben");
      token_.id = tx.new_token_id();
      token_.name = "ada";
      token_.role = identity::Role::editor;
      tx.put_token(token_);
      for (const Actor& person : {ada_, ben_}) {
        ASSERT_TRUE(keep_template_draft(tx, person, {"order", 1, now(), {}, "a: 1"}, std::nullopt));
        ASSERT_TRUE(keep_view(tx, person, {"Mine", "status:failed"}));
      }
      const auto until = now() + std::chrono::hours(5);
      ASSERT_TRUE(add_delegation(tx, {{}, "ada", "ben", now(), until, ada_}, now()));
    });
  }

  static identity::User put_user(ports::Tx& tx, const std::string& name) {
    identity::User user;
    user.id = tx.new_user_id();
    user.name = name;
    user.role = identity::Role::editor;
    user.password = "a hash";
    tx.put_user(user);
    return user;
  }
  void transact(std::function<void(ports::Tx&)> part) { tests::at_once(*store_, std::move(part)); }
  core::Time now() const { return clock_.now(); }

  // Stores the user and the token as they are now, and forgets what is theirs if it is time to.
  void forget(const Actor& person) {
    transact([&](ports::Tx& tx) {
      tx.put_user(user_);
      tx.put_token(token_);
      forget_departed(tx, person, root_, now());
    });
  }
  // What is kept for the person, such as "1 drafts, 1 views, 1 delegations".
  std::string kept(const Actor& person) {
    std::string kept;
    transact([&](ports::Tx& tx) {
      std::size_t given = 0;
      for (const auto& each : delegations(tx))
        if (each.person == person.name()) ++given;
      kept = std::to_string(template_drafts(tx, person).size()) + " drafts, " +
             std::to_string(saved_views(tx, person).size()) + " views, " + std::to_string(given) +
             " delegations";
    });
    return kept;
  }

  simulate::VirtualClock clock_;
  simulate::CountingRandom random_;
  std::unique_ptr<ports::Store> store_ = store::open_memory({clock_, random_, false});
  const Actor ada_ = Actor::user("ada"), ben_ = Actor::user("ben"), root_ = Actor::user("root");
  identity::User user_{};
  identity::Token token_{};
};

constexpr const char* kKeptAll = "1 drafts, 1 views, 1 delegations";
constexpr const char* kKeptNothing = "0 drafts, 0 views, 0 delegations";

TEST_F(DepartedTest, IsNobodyWhoseTokenIsValid) {
  user_.disabled_at = now();
  forget(ada_);
  EXPECT_EQ(kept(ada_), kKeptAll);
  token_.revoked_at = now();
  forget(Actor::token("ada"));
  EXPECT_EQ(kept(ada_), kKeptNothing);
  EXPECT_EQ(kept(ben_), "1 drafts, 1 views, 0 delegations") << "what others keep stays";
}

TEST_F(DepartedTest, IsNobodyWhoseUserIsNotDisabled) {
  user_.password.clear();
  token_.revoked_at = now();
  forget(Actor::token("ada"));
  EXPECT_EQ(kept(ada_), kKeptAll) << "a user who is invited counts too";
  user_.disabled_at = now();
  forget(ada_);
  EXPECT_EQ(kept(ada_), kKeptNothing);
}

TEST_F(DepartedTest, IsWhoeverHadATokenThatHasExpired) {
  user_.disabled_at = now();
  token_.expires_at = now() + std::chrono::hours(1);
  forget(ada_);
  EXPECT_EQ(kept(ada_), kKeptAll);
  clock_.advance(std::chrono::hours(1));
  forget(ada_);
  EXPECT_EQ(kept(ada_), kKeptNothing);
  transact([this](ports::Tx& tx) {
    const auto rows = tx.audit({.after = 0});
    ASSERT_EQ(rows.size(), 2U);
    EXPECT_EQ(rows[1].act, "delegations.end");
    EXPECT_EQ(rows[1].actor, root_);
  });
}

}  // namespace
}  // namespace baton::runtime
