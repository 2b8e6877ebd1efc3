#include "store/sqlite/audit_sql.hpp"

#include "store/sqlite/migrations.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <string>
#include <vector>

// By which indexes the audit is searched: its rows are never deleted, so no list may look at all.
namespace baton::store {
namespace {

using ports::AuditFilter;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

class AuditSearchSql : public testing::Test {
 protected:
  AuditSearchSql() {
    for (const auto& migration : migrations()) database_.run(std::string(migration.sql));
  }

  // How SQLite says it will go about a search.
  std::string plan(const AuditFilter& filter, const std::vector<std::string>& acts = {}) {
    const AuditSql sql = audit_sql(filter, acts);
    Statement statement(database_, "EXPLAIN QUERY PLAN " + sql.text);
    std::string text;
    for (auto use = statement.with_values(sql.values); use.next();)
      text.append(use.text(3)).append("\n");
    return text;
  }

  Database database_{":memory:", Database::Mode::read_write, ""};
};

const auto kNeitherScansNorSorts = AllOf(Not(HasSubstr("SCAN")), Not(HasSubstr("TEMP B-TREE")));

TEST_F(AuditSearchSql, GoesByTheKeyOfTheTableInBothDirections) {
  EXPECT_THAT(plan({}), AllOf(HasSubstr("INTEGER PRIMARY KEY (rowid<?"), kNeitherScansNorSorts));
  EXPECT_THAT(plan({.after = 3}),
              AllOf(HasSubstr("INTEGER PRIMARY KEY (rowid>?"), kNeitherScansNorSorts));
}

TEST_F(AuditSearchSql, FindsRowsByObjectBeforeActorBeforeAct) {
  const AuditFilter all{.actor = "ada", .act = "users", .object = "usr_1"};
  EXPECT_THAT(plan(all), AllOf(HasSubstr("audit_object (object=? AND rowid<?"),
                               Not(HasSubstr("audit_actor")), kNeitherScansNorSorts));
  EXPECT_THAT(plan({.actor = "ada", .act = "users"}),
              AllOf(HasSubstr("audit_actor (actor=? AND rowid<?"), kNeitherScansNorSorts));
  EXPECT_FALSE(by_act(all));
  EXPECT_TRUE(by_act({.act = "users"}));
}

TEST_F(AuditSearchSql, MergesTheActsOfOneKind) {
  EXPECT_THAT(plan({.act = "users"}, {"users.add", "users.disable"}),
              AllOf(HasSubstr("MERGE (UNION ALL)"), HasSubstr("audit_act (act=? AND rowid<?"),
                    kNeitherScansNorSorts));
}

TEST_F(AuditSearchSql, FindsNothingForAnActThatWasNeverDone) {
  const AuditSql sql = audit_sql({.act = "users"}, {});
  Statement statement(database_, sql.text);
  EXPECT_FALSE(statement.with_values(sql.values).next());
}

}  // namespace
}  // namespace baton::store
