#include "store/sqlite/statements.hpp"

#include "store/sqlite/migrations.hpp"
#include "store/sqlite/tx.hpp"

#include <algorithm>
#include <gtest/gtest.h>
#include <string>
#include <vector>

// How SQLite goes about each statement of the store: with millions of rows none may go over a whole
// table, or sort what it finds, unless a reason stands here why that stays small.
namespace baton::store {
namespace {

class Noon final : public ports::Clock {
 public:
  core::Time now() const override { return core::Time(std::chrono::hours(12)); }
};

class NoChance final : public ports::Random {
 public:
  std::uint64_t next() override { return 0; }
};

// Lines of the plan of a statement that are all right.
struct Allowed {
  std::string_view sql;
  std::vector<std::string> lines;
  const char* why;
};

const std::string kSorts = "USE TEMP B-TREE FOR ORDER BY";
constexpr const char* kFewPeople = "there are as many rows as people are signed in or invited";

const std::vector<Allowed>& allowed() {
  static const std::vector<Allowed> all{
      {sql::kHead, {"SCAN head"}, "the table has one row"},
      {sql::kRunCounts, {"SCAN run_counts"}, "there are a few rows for each workflow"},
      {sql::kRunsUnknown,
       {"SCAN steps USING INDEX steps_unknown"},
       "the index holds only these steps, in the order that is asked for, up to a limit"},
      {sql::kNextTerm,
       {"SCAN run_terms VIRTUAL TABLE INDEX 2:"},
       "it begins at the term that is asked for, and ends with it"},
      {sql::kCountWords,
       {"SCAN run_words VIRTUAL TABLE INDEX 0:M1"},
       "the index of words is asked, up to a limit"},
      {sql::kScheduled,
       {"SCAN alarms USING COVERING INDEX alarms_schedules"},
       "the index holds one row for each workflow with schedules"},
      {sql::kTemplates,
       {"SCAN templates USING INDEX templates_active"},
       "the index holds one row for each active workflow"},
      {sql::kRetiredTemplates,
       {"SCAN names", kSorts},
       "it goes from name to name, and sorts the workflows that are retired"},
      {sql::kForgetFlow, {"SCAN days"}, "it goes from day to day, over at most 400 of them"},
      {sql::kForgetKpiDays, {"SCAN days"}, "it goes from day to day, over at most 400 of them"},
      {sql::kParked, {"SCAN parked"}, "it goes by the key, up to a limit"},
      {sql::kLastAudit, {"SCAN audit"}, "it takes the last row by the key"},
      {sql::kUsers, {"SCAN users USING INDEX users_name"}, "all are asked for"},
      {sql::kTokens, {"SCAN tokens"}, "all are asked for"},
      {sql::kSessions, {"SCAN sessions", kSorts}, "all are asked for, and the people are few"},
      {sql::kDeleteSessionsOf, {"SCAN sessions"}, kFewPeople},
      {sql::kDeleteEndedSessions, {"SCAN sessions"}, kFewPeople},
      {sql::kDeleteOldSessions, {"SCAN sessions", kSorts}, kFewPeople},
      {sql::kDeleteCodesOf, {"SCAN codes"}, kFewPeople},
      {sql::kDeleteOtherCodes, {"SCAN codes"}, kFewPeople},
  };
  return all;
}

// The allowed lines of a statement; empty when it stands in no row.
const Allowed* allowed_for(std::string_view sql) {
  const auto found = std::find_if(allowed().begin(), allowed().end(),
                                  [sql](const Allowed& row) { return row.sql == sql; });
  return found == allowed().end() ? nullptr : &*found;
}

// True for a line of a plan that stands for work that grows with a table.
bool grows(std::string_view line) {
  if (line.find("TEMP B-TREE") != std::string_view::npos) return true;
  return line.starts_with("SCAN ") && line != "SCAN CONSTANT ROW" &&
         !line.starts_with("SCAN (subquery");
}

class Statements : public testing::Test {
 protected:
  Statements() {
    for (const auto& migration : migrations()) database_.run(std::string(migration.sql));
  }

  // The text of every statement that a transaction has at hand, those that read among them.
  std::vector<std::string> prepared() {
    Noon clock;
    NoChance random;
    Head head;
    DiskReserve reserve(".", 0, clock);
    const SqliteTx tx(database_, head, reserve, clock, random);
    std::vector<std::string> texts;
    for (auto* each = sqlite3_next_stmt(database_.handle(), nullptr); each != nullptr;
         each = sqlite3_next_stmt(database_.handle(), each))
      texts.emplace_back(sqlite3_sql(each));
    return texts;
  }

  // The lines of a statement's plan that stand for work that grows with a table.
  std::vector<std::string> growing(const std::string& sql) {
    std::vector<std::string> lines;
    Statement plan(database_, "EXPLAIN QUERY PLAN " + sql);
    for (auto use = plan.with(); use.next();)
      if (grows(use.text(3))) lines.emplace_back(use.text(3));
    return lines;
  }

  Database database_{":memory:", Database::Mode::read_write, ""};
};

TEST_F(Statements, GoOverNoWholeTableAndSortNothingThatGrows) {
  const auto texts = prepared();
  ASSERT_GT(texts.size(), 100U);
  for (const std::string& sql : texts) {
    const Allowed* row = allowed_for(sql);
    for (const std::string& line : growing(sql)) {
      const bool fine = row != nullptr &&
                        std::find(row->lines.begin(), row->lines.end(), line) != row->lines.end();
      EXPECT_TRUE(fine) << line << "\n  in: " << sql;
    }
  }
}

// The index of days holds each row's key, but not what was counted: by it, a look-up would follow
// for every row.
TEST_F(Statements, ReadFiguresByTheKeyOfTheirTable) {
  for (const auto& sql : {sql::kFlow, sql::kFlowLengths, sql::kFlowOfRuns}) {
    Statement plan(database_, "EXPLAIN QUERY PLAN " + std::string(sql));
    auto use = plan.with();
    ASSERT_TRUE(use.next());
    EXPECT_TRUE(use.text(3).starts_with("SEARCH flow USING PRIMARY KEY")) << use.text(3);
    EXPECT_FALSE(use.next());
  }
}

// What stands in the list for no reason any more is taken out of it.
TEST_F(Statements, AreExcusedOnlyWhereTheyNeedIt) {
  const auto texts = prepared();
  for (const Allowed& row : allowed()) {
    EXPECT_NE(std::find(texts.begin(), texts.end(), row.sql), texts.end()) << row.sql;
    const auto lines = growing(std::string(row.sql));
    for (const std::string& line : row.lines)
      EXPECT_NE(std::find(lines.begin(), lines.end(), line), lines.end())
          << line << " is not in the plan of: " << row.sql;
  }
}

}  // namespace
}  // namespace baton::store
