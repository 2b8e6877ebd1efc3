#include "baton/runtime/delegations.hpp"

#include "baton/core/json.hpp"
#include "baton/ports/failures.hpp"
#include "baton/simulate/chance.hpp"
#include "baton/simulate/clock.hpp"
#include "baton/store/memory.hpp"
#include "unit/at_once.hpp"

#include <chrono>
#include <functional>
#include <gmock/gmock.h>
#include <memory>
#include <string>
#include <vector>

namespace baton::runtime {
namespace {

using identity::Role;
using ports::Tx;
using testing::ElementsAre;

class DelegationsTest : public testing::Test {
 protected:
  void transact(std::function<void(Tx&)> part) { tests::at_once(*store_, std::move(part)); }
  core::Time now() const { return clock_.now(); }

  // From now on for some hours, set up by the person.
  identity::Delegation given(const std::string& person, const std::string& to, int lasts = 5) {
    const auto by = core::Actor::user(person);
    return {{}, person, to, now(), now() + std::chrono::hours(lasts), by};
  }
  // A user who can sign in.
  static void add_user(Tx& tx, const std::string& name, std::vector<std::string> groups) {
    identity::User user;
    user.id = tx.new_user_id();
    user.name = name;
    user.role = Role::approver;
    user.groups = std::move(groups);
    user.password = "a hash";
    tx.put_user(user);
  }
  static std::vector<std::string> acts(Tx& tx) {
    std::vector<std::string> acts;
    for (const auto& row : tx.audit({.after = 0}))
      acts.push_back(row.act + " of " + row.object + " by " + row.actor.text());
    return acts;
  }

  simulate::VirtualClock clock_;
  simulate::CountingRandom random_;
  std::unique_ptr<ports::Store> store_ = store::open_memory({clock_, random_, false});
};

TEST_F(DelegationsTest, AreKeptAndEndedTogetherWithTheirAudit) {
  transact([&](Tx& tx) {
    add_user(tx, "ben", {});
    const auto first = add_delegation(tx, given("ada", "ben"), now());
    const auto second = add_delegation(tx, given("cyd", "ben"), now());
    ASSERT_TRUE(first && second);
    EXPECT_EQ(first->id, "1");
    EXPECT_EQ(second->id, "2");
    EXPECT_EQ(delegations(tx).size(), 2U);
    const identity::Principal ada{Role::approver, core::Actor::token("ada")};
    EXPECT_EQ(end_delegation(tx, "2", ada).error().code, core::Errc::not_found) << "it is cyd's";
    EXPECT_TRUE(end_delegation(tx, "1", ada));
    EXPECT_TRUE(end_delegation(tx, "2", {Role::admin, core::Actor::user("root")}));
    EXPECT_TRUE(delegations(tx).empty());
    EXPECT_THAT(
        acts(tx),
        ElementsAre("delegations.add of ada by ada", "delegations.add of cyd by cyd",
                    "delegations.end of ada by token:ada", "delegations.end of cyd by root"));
  });
}

TEST_F(DelegationsTest, ThatMakeNoSenseAreNeitherKeptNorNoted) {
  transact([&](Tx& tx) {
    EXPECT_EQ(add_delegation(tx, given("ada", "ada"), now()).error().code, core::Errc::invalid);
    EXPECT_TRUE(delegations(tx).empty());
    EXPECT_TRUE(acts(tx).empty());
  });
}

TEST_F(DelegationsTest, GoToWhoMayDecideOnly) {
  transact([&](Tx& tx) {
    add_user(tx, "ben", {});
    identity::User ben = tx.users().at(0);
    ben.role = Role::viewer;
    tx.put_user(ben);
    const auto refused = add_delegation(tx, given("ada", "ben"), now());
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, core::Errc::invalid);
    EXPECT_EQ(refused.error().message, "ben may not decide anything");
    auto token = identity::new_token({"ben", Role::approver}, {}, now()).token;
    token.id = tx.new_token_id();
    tx.put_token(token);
    EXPECT_TRUE(add_delegation(tx, given("ada", "ben"), now())) << "with the token he may";
  });
}

TEST_F(DelegationsTest, ThatAreOverAreForgottenWhenAnotherIsKept) {
  transact([&](Tx& tx) {
    for (const char* name : {"ben", "cyd"}) add_user(tx, name, {});
    EXPECT_TRUE(add_delegation(tx, given("ada", "ben", 1), now()));
  });
  clock_.advance(std::chrono::hours(2));
  transact([&](Tx& tx) {
    EXPECT_TRUE(add_delegation(tx, given("ada", "cyd"), now()));
    EXPECT_EQ(delegations(tx).size(), 1U);
    EXPECT_EQ(delegations(tx)[0].to, "cyd");
  });
}

TEST_F(DelegationsTest, AreOfUsersAsWellAsOfWhoeverHasAToken) {
  transact([&](Tx& tx) {
    add_user(tx, "ada", {"legal"});
    add_user(tx, "ben", {});
    EXPECT_TRUE(add_delegation(tx, given("ada", "ben"), now()));
    const auto for_ben = delegators(tx, core::Actor::user("ben"), now());
    ASSERT_EQ(for_ben.size(), 1U);
    EXPECT_TRUE(for_ben[0].in_group("legal"));
    auto ada = tx.users().at(0);
    ada.disabled_at = now();
    tx.put_user(ada);
    EXPECT_TRUE(delegators(tx, core::Actor::user("ben"), now()).empty());
  });
}

TEST_F(DelegationsTest, OfOnePersonEndTogether) {
  transact([&](Tx& tx) {
    for (const char* name : {"ada", "ben", "cyd"}) add_user(tx, name, {});
    EXPECT_TRUE(add_delegation(tx, given("ada", "ben"), now()));
    EXPECT_TRUE(add_delegation(tx, given("ben", "cyd"), now()));
    EXPECT_TRUE(add_delegation(tx, given("ben", "ada", 1), now()));
    EXPECT_TRUE(add_delegation(tx, given("cyd", "ada"), now()));
  });
  clock_.advance(std::chrono::hours(2));
  transact([&](Tx& tx) {
    end_delegations(tx, core::Actor::token("ben"), core::Actor::user("root"), now());
    ASSERT_EQ(delegations(tx).size(), 1U);
    EXPECT_EQ(delegations(tx)[0].person, "cyd");
    const auto noted = acts(tx);
    ASSERT_EQ(noted.size(), 6U) << "the end of one that was over is no act";
    EXPECT_EQ(noted[4], "delegations.end of ada by root");
    EXPECT_EQ(noted[5], "delegations.end of ben by root");
  });
}

TEST_F(DelegationsTest, AreGivenToPeopleWhoExist) {
  transact([&](Tx& tx) {
    const auto unknown = add_delegation(tx, given("ada", "bne"), now());
    ASSERT_FALSE(unknown);
    EXPECT_EQ(unknown.error().code, core::Errc::invalid);
    EXPECT_EQ(unknown.error().where, "/to");
    add_user(tx, "ben", {});
    auto ben = tx.users().at(0);
    EXPECT_TRUE(add_delegation(tx, given("ada", "ben"), now()));
    ben.disabled_at = now();
    tx.put_user(ben);
    EXPECT_FALSE(add_delegation(tx, given("ada", "ben"), now()));
  });
}

TEST_F(DelegationsTest, OfOnePersonLeaveRoomForThoseOfOthers) {
  transact([&](Tx& tx) {
    add_user(tx, "ben", {});
    for (std::size_t count = 0; count < identity::kDelegationsOfOneMax; ++count)
      ASSERT_TRUE(add_delegation(tx, given("ada", "ben"), now()));
    EXPECT_EQ(add_delegation(tx, given("ada", "ben"), now()).error().code, core::Errc::limited);
    EXPECT_TRUE(add_delegation(tx, given("cyd", "ben"), now()));
  });
}

TEST_F(DelegationsTest, ThatCannotBeReadAreNotOverwritten) {
  const identity::Principal root{Role::admin, core::Actor::user("root")};
  transact([&](Tx& tx) {
    for (const char* name : {"ada", "ben"}) add_user(tx, name, {"legal"});
    ASSERT_TRUE(add_delegation(tx, given("ada", "ben"), now()));
    const auto whole = tx.setting("delegations");
    for (const std::string& text : {std::string("not JSON"), whole.substr(0, whole.size() - 3),
                                    "[{\"id\": \"2\"}," + whole.substr(1)}) {
      tx.set_setting("delegations", text);
      EXPECT_THROW(add_delegation(tx, given("ada", "ben"), now()), ports::RowDamaged) << text;
      EXPECT_THROW(end_delegation(tx, "1", root), ports::RowDamaged) << text;
      EXPECT_EQ(tx.setting("delegations"), text);
    }
    EXPECT_EQ(delegations(tx).size(), 1U) << "what can be read is shown";
    EXPECT_EQ(delegators(tx, core::Actor::user("ben"), now()).size(), 1U) << "and counts";
  });
}

TEST_F(DelegationsTest, ThatCannotBeReadStayWhenSomebodyLeaves) {
  const auto root = core::Actor::user("root");
  transact([&](Tx& tx) {
    add_user(tx, "ben", {});
    ASSERT_TRUE(add_delegation(tx, given("ada", "ben"), now()));
    ASSERT_TRUE(add_delegation(tx, given("cyd", "ben"), now()));
    auto kept = core::parse_json(tx.setting("delegations")).value();
    kept.at(1)["until"] = "torn";
    tx.set_setting("delegations", core::dump(kept));
    end_delegations(tx, core::Actor::user("ben"), root, now());
    kept.erase(0);
    EXPECT_EQ(tx.setting("delegations"), core::dump(kept));
    tx.set_setting("delegations", "not JSON");
    end_delegations(tx, core::Actor::user("ben"), root, now());
    EXPECT_EQ(tx.setting("delegations"), "not JSON");
  });
}

}  // namespace
}  // namespace baton::runtime
