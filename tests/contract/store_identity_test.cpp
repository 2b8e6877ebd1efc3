#include "baton/core/own_events.hpp"
#include "contract/store_fixture.hpp"

#include <algorithm>
#include <gmock/gmock.h>

// Users, sessions, codes and the audit, for every store.
namespace baton::store {
namespace {

using namespace std::chrono_literals;
using ports::Queries;
using ports::Tx;
using testing::ElementsAre;
using testing::IsEmpty;

identity::User user_of(Tx& tx, std::string name) {
  identity::User user;
  user.id = tx.new_user_id();
  user.name = std::move(name);
  user.title = "Ada Lovelace";
  user.role = identity::Role::approver;
  user.groups = {"legal", "finance"};
  user.password = "$argon2id$…";
  user.created_at = core::Time(core::Duration(5));
  user.created_by = core::Actor::server();
  return user;
}

std::vector<std::string> hashes(std::vector<identity::Session> sessions) {
  std::vector<std::string> all;
  for (const auto& each : sessions) all.push_back(each.hash);
  return all;
}

TEST_P(StoreContract, KeepsAllOfAToken) {
  const core::Time expires = clock_.now() + 24h;
  core::TokenId id;
  transact([&](Tx& tx) {
    identity::Token token;
    token.id = id = tx.new_token_id();
    token.name = "ops";
    token.role = identity::Role::editor;
    token.scopes = {"read", "edit"};
    token.expires_at = expires;
    tx.put_token(token);
  });
  transact([&](Tx& tx) { tx.see_token(id, expires); });
  const auto kept = read([](Queries& queries) { return queries.tokens(); }).at(0);
  EXPECT_EQ(kept.role, identity::Role::editor);
  EXPECT_THAT(kept.scopes, ElementsAre("read", "edit"));
  EXPECT_EQ(kept.expires_at, expires);
  EXPECT_EQ(kept.used_at, expires);
}

TEST_P(StoreContract, KeepsUsersByTheirId) {
  identity::User ada;
  transact([&](Tx& tx) {
    tx.put_user(user_of(tx, "zoe"));
    ada = user_of(tx, "ada");
    tx.put_user(ada);
  });
  auto users = read([](Queries& queries) { return queries.users(); });
  ASSERT_EQ(users.size(), 2U);
  EXPECT_EQ(users[0].name, "ada") << "they come by name";
  EXPECT_EQ(users[0].id, ada.id);
  EXPECT_EQ(users[0].title, "Ada Lovelace");
  EXPECT_EQ(users[0].role, identity::Role::approver);
  EXPECT_THAT(users[0].groups, ElementsAre("legal", "finance"));
  EXPECT_EQ(users[0].password, "$argon2id$…");
  EXPECT_EQ(users[0].created_by, "server");
  EXPECT_FALSE(users[0].disabled_at);
  ada.role = identity::Role::admin;
  ada.disabled_at = clock_.now();
  transact([&](Tx& tx) {
    tx.put_user(ada);
    tx.see_user(ada.id, clock_.now());
  });
  users = read([](Queries& queries) { return queries.users(); });
  ASSERT_EQ(users.size(), 2U);
  EXPECT_EQ(users[0].role, identity::Role::admin);
  EXPECT_EQ(users[0].disabled_at, clock_.now());
  EXPECT_EQ(users[0].seen_at, clock_.now());
}

TEST_P(StoreContract, TakesNoSecondUserOfAName) {
  transact([&](Tx& tx) { tx.put_user(user_of(tx, "ada")); });
  EXPECT_ANY_THROW(transact([&](Tx& tx) { tx.put_user(user_of(tx, "ada")); }));
  EXPECT_EQ(read([](Queries& queries) { return queries.users(); }).size(), 1U);
}

TEST_P(StoreContract, KeepsSessionsUntilTheyEnd) {
  const core::Time now = clock_.now();
  const core::UserId ada(1);
  transact([&](Tx& tx) {
    tx.put_session({"a", ada, {}, now, now, now + 7h});
    tx.put_session({"b", ada, {}, now + 1s, now + 1s, now + 7h});
    tx.put_session({"c", {}, core::TokenId(1), now + 2s, now + 2s, now + 7h});
    tx.see_session("a", now + 3s);
  });
  const auto kept = read([](Queries& queries) { return queries.sessions(); });
  EXPECT_THAT(hashes(kept), ElementsAre("a", "b", "c"));
  EXPECT_EQ(kept[0].seen_at, now + 3s);
  EXPECT_EQ(kept[0].user, ada);
  EXPECT_EQ(kept[2].token, core::TokenId(1));
  EXPECT_EQ(kept[2].expires_at, now + 7h);
  transact([&](Tx& tx) { tx.end_sessions(ada, "b"); });
  EXPECT_THAT(hashes(read([](Queries& queries) { return queries.sessions(); })),
              ElementsAre("b", "c"))
      << "the user's own session stays, and so does the token's";
  transact([&](Tx& tx) {
    tx.end_session("c");
    tx.end_session("nobody's");
  });
  EXPECT_THAT(hashes(read([](Queries& queries) { return queries.sessions(); })), ElementsAre("b"));
}

TEST_P(StoreContract, KeepsABoundedNumberOfSessions) {
  const core::Time now = clock_.now();
  transact([&](Tx& tx) {
    tx.put_session({"over", core::UserId(2), {}, now, now, now + 1s});
    tx.put_session({"other", core::UserId(2), {}, now, now, now + 7h});
    for (std::size_t at = 0; at < ports::kSessionsMax + 5; ++at) {
      const core::Time began = now + std::chrono::seconds(at + 10);
      tx.put_session({"s" + std::to_string(at), core::UserId(1), {}, began, began, began + 7h});
    }
  });
  const auto kept = hashes(read([](Queries& queries) { return queries.sessions(); }));
  EXPECT_EQ(kept.size(), ports::kSessionsMax + 1);
  EXPECT_EQ(kept[0], "other");
  EXPECT_EQ(kept[1], "s5") << "the oldest went";
}

TEST_P(StoreContract, KeepsACodeUntilItIsUsed) {
  const core::Time now = clock_.now();
  identity::Code code{"h1", identity::Code::Purpose::password, core::UserId(1),
                      {},   core::Actor::user("root"),         now + 10min};
  transact([&](Tx& tx) { tx.put_code(code, now); });
  const auto kept = read([](Queries& queries) { return queries.code("h1"); });
  ASSERT_TRUE(kept);
  EXPECT_EQ(kept->purpose, identity::Code::Purpose::password);
  EXPECT_EQ(kept->user, core::UserId(1));
  EXPECT_EQ(kept->created_by, "root");
  EXPECT_EQ(kept->expires_at, now + 10min);
  code.hash = "h2";
  identity::Code other = code;
  other.hash = "h3";
  other.user = core::UserId(2);
  transact([&](Tx& tx) {
    tx.put_code(other, now);
    tx.put_code(code, now);
  });
  EXPECT_FALSE(read([](Queries& queries) { return queries.code("h1"); })) << "it was replaced";
  EXPECT_TRUE(read([](Queries& queries) { return queries.code("h3"); })) << "it is another user's";
  transact([](Tx& tx) { tx.delete_code("h2"); });
  EXPECT_FALSE(read([](Queries& queries) { return queries.code("h2"); }));
  transact([&](Tx& tx) {
    tx.put_code(code, now);
    tx.end_sessions(core::UserId(1), "a session");
  });
  EXPECT_FALSE(read([](Queries& queries) { return queries.code("h2"); })) << "it would open one";
  EXPECT_TRUE(read([](Queries& queries) { return queries.code("h3"); }));
  code.hash = "h4";
  transact([&](Tx& tx) { tx.put_code(code, now + 10min); });
  EXPECT_FALSE(read([](Queries& queries) { return queries.code("h3"); })) << "its time was over";
}

identity::AuditRow act_by(std::string actor, std::string act) {
  identity::AuditRow row;
  row.actor = core::Actor::parse(actor);
  row.act = std::move(act);
  row.object = "ops";
  row.detail["role"] = "viewer";
  return row;
}

std::vector<std::int64_t> numbers(const std::vector<identity::AuditRow>& rows) {
  std::vector<std::int64_t> all;
  for (const auto& each : rows) all.push_back(each.sequence);
  return all;
}

TEST_P(StoreContract, ChainsTheRowsOfTheAudit) {
  transact([](Tx& tx) { tx.note(act_by("ada", "users.add")); });
  clock_.advance(1s);
  transact([](Tx& tx) {
    tx.note(act_by("token:ben", "users.disable"));
    tx.note(act_by("ada", "tokens.create"));
  });
  ports::AuditFilter all;
  all.after = 0;
  const auto rows = read([&](Queries& queries) { return queries.audit(all); });
  EXPECT_THAT(numbers(rows), ElementsAre(1, 2, 3));
  identity::AuditChain chain;
  for (const auto& row : rows) EXPECT_TRUE(chain.take(row)) << chain.because();
  EXPECT_EQ(rows[1].at, clock_.now());
  EXPECT_EQ(rows[1].detail, (core::Json{{"role", "viewer"}}));
}

TEST_P(StoreContract, ListsTheAuditByFilterAndPage) {
  transact([](Tx& tx) {
    tx.note(act_by("ada", "users.add"));
    tx.note(act_by("token:ben", "users.disable"));
    tx.note(act_by("ada", "usersets.add"));
    tx.note(act_by("ada", "users.disable"));
  });
  const auto listed = [this](ports::AuditFilter filter) {
    return numbers(read([&](Queries& queries) { return queries.audit(filter); }));
  };
  EXPECT_THAT(listed({}), ElementsAre(4, 3, 2, 1));
  EXPECT_THAT(listed({.actor = "ada"}), ElementsAre(4, 3, 1));
  EXPECT_THAT(listed({.act = "users"}), ElementsAre(4, 2, 1));
  EXPECT_THAT(listed({.act = "users.disable"}), ElementsAre(4, 2));
  EXPECT_THAT(listed({.act = "users", .after = 1}), ElementsAre(2, 4));
  EXPECT_THAT(listed({.actor = "ada", .act = "users"}), ElementsAre(4, 1));
  EXPECT_THAT(listed({.act = "user"}), IsEmpty());
  EXPECT_THAT(listed({.act = "users", .object = "ops"}), ElementsAre(4, 2, 1));
  EXPECT_THAT(listed({.object = "dev"}), IsEmpty());
  EXPECT_THAT(listed({.before = 4, .limit = 2}), ElementsAre(3, 2));
  EXPECT_THAT(listed({.after = 1, .limit = 2}), ElementsAre(2, 3));
}

// An act is kept together with what it did, or not at all.
TEST_P(StoreContract, UndoesAnActWithItsTransaction) {
  EXPECT_ANY_THROW(transact([](Tx& tx) {
    tx.note(act_by("ada", "users.add"));
    throw std::runtime_error("no");
  }));
  transact([](Tx& tx) { tx.note(act_by("ada", "users.add")); });
  EXPECT_THAT(numbers(read([](Queries& queries) { return queries.audit({}); })), ElementsAre(1));
}

TEST_P(StoreContract, ADecisionIsAnActOfWhoeverTookIt) {
  transact([this](Tx& tx) {
    const core::RunId run = tx.new_run_id();
    auto decided = core::approval_decide(run, "legal", false, "no", "h", core::Actor::user("ada"),
                                         clock_.now());
    tx.append(decided);
    auto due = core::step_due(run, "wait", clock_.now(), clock_.now());
    tx.append(due);
  });
  append(make_event("order.placed", "o-1"));
  const auto rows = read([](Queries& queries) { return queries.audit({}); });
  ASSERT_EQ(rows.size(), 1U);
  EXPECT_EQ(rows[0].act, "approvals.reject");
  EXPECT_EQ(rows[0].actor, "ada");
}

}  // namespace
}  // namespace baton::store
