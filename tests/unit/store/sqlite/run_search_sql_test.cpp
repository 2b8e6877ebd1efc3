#include "store/sqlite/run_search_sql.hpp"

#include "store/sqlite/migrations.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

// By which indexes runs are found: with a million of them no list may look at all.
namespace baton::store {
namespace {

using core::RunStatus;
using ports::RunFilter;
using ports::RunTerm;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;
using Of = RunTerm::Of;

class RunSearchSql : public testing::Test {
 protected:
  RunSearchSql() {
    for (const auto& migration : migrations()) database_.run(std::string(migration.sql));
  }

  // How SQLite says it will go about a search.
  std::string plan(const RunFilter& filter, RunWay way) {
    const RunSql sql = run_search_sql(filter, way, "\"acme\"");
    Statement statement(database_, "EXPLAIN QUERY PLAN " + sql.text);
    std::string text;
    for (auto use = statement.with_values(sql.values); use.next();)
      text.append(use.text(3)).append("\n");
    return text;
  }
  static RunFilter filter(std::vector<RunTerm> terms) {
    RunFilter filter;
    filter.terms = std::move(terms);
    return filter;
  }

  Database database_{":memory:", Database::Mode::read_write, ""};
};

const auto kNeitherScansNorSortsRuns =
    AllOf(Not(HasSubstr("SCAN runs")), Not(HasSubstr("TEMP B-TREE")));

TEST_F(RunSearchSql, GoesBackFromTheNewestByTheKeyOfTheTable) {
  EXPECT_THAT(plan({}, RunWay::newest),
              AllOf(HasSubstr("runs USING INTEGER PRIMARY KEY (rowid>? AND rowid<?)"),
                    kNeitherScansNorSortsRuns));
}

TEST_F(RunSearchSql, FindsEachKindOfConditionByItsIndex) {
  const struct {
    RunTerm term;
    RunWay way;
    const char* index;
  } kCases[] = {{{Of::workflow, "x"}, RunWay::workflow, "runs_workflow (workflow=? AND id>?"},
                {{Of::key, "x"}, RunWay::key, "runs_key (key=? AND rowid>?"},
                {{Of::calls_for, "2"}, RunWay::calls_for, "runs_calls (calls_for=? AND rowid>?"},
                {{Of::goal, "x"}, RunWay::goal, "runs_goal (goal=? AND rowid>?"},
                {{Of::status, "waiting"}, RunWay::status, "runs_status (status=? AND id>?"},
                {{Of::id, "run_0000000000001"}, RunWay::id, "INTEGER PRIMARY KEY (rowid=?"}};
  for (const auto& each : kCases)
    EXPECT_THAT(plan(filter({each.term}), each.way),
                AllOf(HasSubstr(each.index), kNeitherScansNorSortsRuns))
        << each.index;
}

TEST_F(RunSearchSql, MergesTheIndexesOfSeveralStatuses) {
  const auto failed = plan(filter({{Of::status, "failed"}}), RunWay::status);
  EXPECT_THAT(failed, AllOf(HasSubstr("MERGE (UNION ALL)"), HasSubstr("runs_status (status=?"),
                            HasSubstr("runs_failing (failing=?"), kNeitherScansNorSortsRuns));
  const auto open = plan(filter({{Of::status, "succeeded", true},
                                 {Of::status, "failed", true},
                                 {Of::status, "cancelled", true}}),
                         RunWay::status);
  EXPECT_THAT(open, AllOf(HasSubstr("MERGE (UNION ALL)"), kNeitherScansNorSortsRuns));
  EXPECT_THAT(plan(filter({{Of::status, "open"}, {Of::version, "3"}}), RunWay::status),
              AllOf(HasSubstr("MERGE (UNION ALL)"), HasSubstr("runs_status (status=?"),
                    kNeitherScansNorSortsRuns));
}

TEST_F(RunSearchSql, FindsTheRunsOfAConnectionByTheirStepsAndByWhatStoppedThem) {
  const auto jira = plan(filter({{Of::connection, "jira"}}), RunWay::connection);
  EXPECT_THAT(jira,
              AllOf(HasSubstr("runs_connection (connection=?"),
                    HasSubstr("steps_outbox (lane>? AND lane<?)"), Not(HasSubstr("SCAN runs"))));
}

TEST_F(RunSearchSql, TakesRunsInTheOrderOfTheIndexOfWords) {
  const auto words = plan(filter({{Of::workflow, "x"}}), RunWay::words);
  EXPECT_THAT(words, AllOf(HasSubstr("run_words VIRTUAL TABLE"),
                           HasSubstr("runs USING INTEGER PRIMARY KEY (rowid=?)"),
                           kNeitherScansNorSortsRuns));
}

TEST_F(RunSearchSql, GoesOverTheForecastsForThoseThatWillBeLate) {
  for (const auto of : {Of::late_above, Of::late_below})
    EXPECT_THAT(
        plan(filter({{of, "5000"}, {Of::workflow, "x"}}), RunWay::late),
        AllOf(HasSubstr("forecasts USING INTEGER PRIMARY KEY (rowid>? AND rowid<?)"),
              HasSubstr("runs USING INTEGER PRIMARY KEY (rowid=?)"), kNeitherScansNorSortsRuns));
  EXPECT_THAT(plan(filter({{Of::workflow, "x"}, {Of::late_above, "5000", true}}), RunWay::workflow),
              AllOf(HasSubstr("runs_workflow (workflow=?"), kNeitherScansNorSortsRuns));
}

TEST_F(RunSearchSql, HoldsTheOtherConditionsAgainstEachRow) {
  const auto both = plan(filter({{Of::workflow, "x"},
                                 {Of::workflow, "y", true},
                                 {Of::status, "failed"},
                                 {Of::connection, "jira"},
                                 {Of::goal, "g", true}}),
                         RunWay::workflow);
  EXPECT_THAT(both, AllOf(HasSubstr("runs_workflow (workflow=?"), kNeitherScansNorSortsRuns,
                          Not(HasSubstr("runs_status")), Not(HasSubstr("runs_connection"))));
}

TEST_F(RunSearchSql, TakesTheWayThatProbablyLooksAtFewest) {
  const std::vector<ports::RunCount> counts{{"big", RunStatus::succeeded, false, 900'000},
                                            {"big", RunStatus::failed, false, 300},
                                            {"small", RunStatus::succeeded, false, 10}};
  const auto way = [&counts](std::vector<RunTerm> terms, const RunsCounted& counted = {}) {
    return way_of(filter(std::move(terms)), counts, counted);
  };
  EXPECT_EQ(way({}), RunWay::newest);
  EXPECT_EQ(way({{Of::calls_for, "1"}, {Of::workflow, "small"}}), RunWay::calls_for);
  EXPECT_EQ(way({{Of::status, "failed"}, {Of::workflow, "big"}}), RunWay::status);
  EXPECT_EQ(way({{Of::status, "succeeded"}, {Of::workflow, "small"}}), RunWay::workflow);
  EXPECT_EQ(way({{Of::status, "succeeded"}, {Of::workflow, "big"}}, {.words = 5'000}),
            RunWay::words);
  EXPECT_EQ(way({{Of::status, "failed"}}, {.words = 5'000}), RunWay::status);
  EXPECT_EQ(way({{Of::status, "failed"}}, {.words = 3}), RunWay::words);
  EXPECT_EQ(way({{Of::status, "succeeded"}, {Of::connection, "jira"}}, {.connection = 2'000}),
            RunWay::connection);
  EXPECT_EQ(way({{Of::key, "k"}, {Of::status, "failed"}}), RunWay::key);
  EXPECT_EQ(way({{Of::key, "k", true}}), RunWay::newest);
  EXPECT_EQ(way({{Of::late_above, "5000"}, {Of::status, "failed"}}), RunWay::late);
  EXPECT_EQ(way({{Of::late_above, "5000"}, {Of::key, "k"}}), RunWay::key);
  EXPECT_EQ(way({{Of::late_above, "5000", true}}), RunWay::newest);
}

// Where counting has stopped there may be as many as there are runs.
TEST_F(RunSearchSql, TakesWhatItDidNotCountToTheEndForAll) {
  const std::vector<ports::RunCount> counts{{"big", RunStatus::succeeded, false, 900'000},
                                            {"big", RunStatus::failed, false, 30'000}};
  const auto way = [&counts](std::vector<RunTerm> terms, const RunsCounted& counted) {
    return way_of(filter(std::move(terms)), counts, counted);
  };
  EXPECT_EQ(way({{Of::status, "failed"}}, {.words = kCountedMax}), RunWay::status);
  EXPECT_EQ(way({{Of::status, "failed"}, {Of::goal, "q4"}}, {.goal = kCountedMax}), RunWay::status);
  EXPECT_EQ(way({}, {.words = kCountedMax}), RunWay::words);
}

}  // namespace
}  // namespace baton::store
