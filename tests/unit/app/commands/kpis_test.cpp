#include "app/exit_code.hpp"
#include "unit/app/fake_api.hpp"

#include <gmock/gmock.h>

namespace baton::app {
namespace {

using core::Json;
using testing::HasSubstr;

Json kpi_item(const std::string& name, Json value, const std::string& state) {
  return {{"name", name},
          {"title", "What it is"},
          {"unit", "hours"},
          {"owner", "ops"},
          {"value", std::move(value)},
          {"count", 64},
          {"window_days", 30},
          {"state", state},
          {"too_few", false},
          {"target", {{"at_most", 5}}}};
}

TEST(KpisLs, SaysWhetherEachHasReachedItsTarget) {
  Bench bench;
  bench.server.answer("GET /api/v1/kpis",
                      {{"items",
                        {kpi_item("first", 4.2567, "reached"), kpi_item("second", 7, "missed"),
                         kpi_item("third", nullptr, "no_data")}},
                       {"next", nullptr}});
  const auto outcome = bench.run({"kpis", "ls"});
  EXPECT_EQ(outcome.exit, kOk);
  EXPECT_THAT(outcome.out, HasSubstr("4.26 hours"));
  EXPECT_THAT(outcome.out, HasSubstr("✓ reached"));
  EXPECT_THAT(outcome.out, HasSubstr("✗ missed"));
  EXPECT_THAT(outcome.out, HasSubstr("no data"));
  EXPECT_THAT(outcome.out, HasSubstr("at most 5"));
  EXPECT_THAT(outcome.err, HasSubstr("next: baton kpis get second")) << "it is missed";
  EXPECT_EQ(bench.run({"kpis", "ls", "-o", "name"}).out, "first\nsecond\nthird\n");
}

TEST(KpisGet, ShowsDays) {
  Bench bench;
  auto kpi = kpi_item("first", 4.5, "missed");
  kpi["too_few"] = true;
  kpi["problem"] = "";
  kpi["days"] = {{{"day", "2026-05-03"}, {"value", 4.5}, {"count", 3}}};
  bench.server.answer("GET /api/v1/kpis/first?from=2026-05-01", kpi);
  const auto outcome = bench.run({"kpis", "get", "first", "--from", "2026-05-01"});
  EXPECT_EQ(outcome.exit, kOk) << outcome.err;
  EXPECT_THAT(outcome.out, HasSubstr("first  4.5 hours  ✗ missed (at most 5)"));
  EXPECT_THAT(outcome.out, HasSubstr("2026-05-03  4.5 hours  3"));
  EXPECT_THAT(outcome.err, HasSubstr("fewer than 20"));
  EXPECT_THAT(outcome.err, HasSubstr("next: baton kpis ls"));
}

TEST(GoalsShow, ShowsByWhatAGoalIsMeasured) {
  Bench bench;
  bench.server.answer(
      "GET /api/v1/goals/sales",
      {{"name", "sales"},
       {"state", "on_track"},
       {"sentence", "2 runs of Sales under way"},
       {"measured_by",
        {kpi_item("first", 4.5, "reached"), {{"name", "gone"}, {"state", "unknown"}}}}});
  const auto outcome = bench.run({"goals", "show", "sales"});
  EXPECT_EQ(outcome.exit, kOk) << outcome.err;
  EXPECT_THAT(outcome.out, HasSubstr("KPI first  4.5 hours  ✓ reached"));
  EXPECT_THAT(outcome.out, HasSubstr("KPI gone  –  not described"));
}

TEST(GoalsLs, LeadsToTheFirstThatIsNotOnTrackAndAsksForALanguage) {
  Bench bench;
  bench.server.answer(
      "GET /api/v1/goals?link=jira%3AS-1&lang=fr",
      {{"items",
        {{{"name", "sales"}, {"state", "on_track"}, {"sentence", "1 exécution en cours"}},
         {{"name", "orders"},
          {"state", "at_risk"},
          {"sentence", "1 exécution en échec"},
          {"unreadable", {{"count", 21}, {"runs", {"run_7", "run_8"}}}}}}},
       {"next", nullptr}});
  const auto outcome = bench.run({"goals", "ls", "--link", "jira:S-1", "--lang", "fr"});
  EXPECT_EQ(outcome.exit, kOk) << outcome.err;
  EXPECT_THAT(outcome.out, HasSubstr("1 exécution en échec"));
  EXPECT_THAT(outcome.err, HasSubstr("next: baton goals show orders"));
  EXPECT_THAT(outcome.err,
              HasSubstr("more than 2 runs cannot be read and are left out: run_7, run_8, …"));
  EXPECT_EQ(bench.run({"goals", "ls", "--lang", "de"}).exit, kUsage);
}

TEST(GoalsShow, NamesTheRunsInItsWayByTheirTitlesAndLeadsToTheFirst) {
  Bench bench;
  const core::Json run{{"run", "run_1"},
                       {"title", "Order · ACME"},
                       {"workflow", "order"},
                       {"kind", "failed"},
                       {"since", "2026-05-04T09:00:00Z"}};
  bench.server.answer("GET /api/v1/goals/sales?lang=fr",
                      {{"name", "sales"},
                       {"state", "at_risk"},
                       {"sentence", "1 exécution de « Sales » en échec"},
                       {"blocked_by", core::Json::array({run})}});
  const auto outcome = bench.run({"goals", "show", "sales", "--lang", "fr"});
  EXPECT_EQ(outcome.exit, kOk) << outcome.err;
  EXPECT_THAT(outcome.out, HasSubstr("1 exécution de « Sales » en échec"));
  EXPECT_THAT(outcome.out, HasSubstr("run_1  Order · ACME  order"));
  EXPECT_THAT(outcome.err, HasSubstr("next: baton runs why run_1"));
}

TEST(GoalsLs, SaysOfWhichGoalMoreRunsAreOpenThanWereLookedAt) {
  Bench bench;
  bench.server.answer(
      "GET /api/v1/goals",
      {{"items",
        {{{"name", "sales"}, {"state", "on_track"}, {"open", 5'000}, {"more_open", true}},
         {{"name", "orders"},
          {"state", "on_track"},
          {"open", 12},
          {"at_least", true},
          {"more_open", false}}}},
       {"next", nullptr}});
  const auto outcome = bench.run({"goals", "ls"});
  EXPECT_THAT(outcome.out, testing::ContainsRegex("sales .* ≥ 5000"));
  EXPECT_THAT(outcome.out, testing::ContainsRegex("orders .* 12"));
  EXPECT_THAT(outcome.out, testing::Not(HasSubstr("≥ 12")));
}

TEST(GoalsBacklog, SaysThatMoreIsLeftOutThanIsKnown) {
  Bench bench;
  const Json run{{"id", "run_1"}, {"title", "Order"}, {"updated_at", "2026-05-04T07:00:00Z"}};
  bench.server.answer(
      "GET /api/v1/goals/backlog?limit=1",
      {{"items", Json::array({{{"goal", "orders"}, {"state", "at_risk"}, {"run", run}}})},
       {"next", nullptr},
       {"left_out", 4'999},
       {"at_least", true}});
  const auto outcome = bench.run({"goals", "backlog", "--limit", "1"});
  EXPECT_THAT(outcome.err, HasSubstr("at least 4999 more; --limit shows them"));
  EXPECT_THAT(outcome.err, HasSubstr("a goal has more open runs than are looked at"));
}

TEST(GoalsBacklog, ListsRunsInTheOrderOfTheirGoals) {
  Bench bench;
  const Json run{{"id", "run_1"},
                 {"title", "Order · ACME"},
                 {"now_at", "legal"},
                 {"updated_at", "2026-05-04T07:00:00Z"}};
  bench.server.answer("GET /api/v1/goals/backlog?limit=1",
                      {{"items", Json::array({{{"goal", "orders"},
                                               {"state", "at_risk"},
                                               {"due", "2026-06-01T00:00:00Z"},
                                               {"run", run}}})},
                       {"next", nullptr},
                       {"left_out", 4},
                       {"unreadable", {{"count", 1}, {"runs", Json::array({"run_9"})}}}});
  const auto outcome = bench.run({"goals", "backlog", "--limit", "1"});
  EXPECT_EQ(outcome.exit, kOk) << outcome.err;
  EXPECT_THAT(
      outcome.out,
      testing::ContainsRegex("orders +! at risk +2026-05-31 +run_1 +Order · ACME +legal +3h ago"));
  EXPECT_THAT(outcome.err, HasSubstr("4 more; --limit shows them"));
  EXPECT_THAT(outcome.err, HasSubstr("1 run cannot be read and is left out: run_9"));
  EXPECT_THAT(outcome.err, testing::Not(HasSubstr("at least")));
  EXPECT_THAT(outcome.err, HasSubstr("next: baton runs why run_1"));
}

TEST(GoalsTrace, LeadsToTheGoalNearestToTheRun) {
  Bench bench;
  bench.server.answer("GET /api/v1/runs/run_1/goal",
                      {{"run", "run_1"},
                       {"orphan", false},
                       {"chain",
                        {{{"kind", "run"}, {"name", "run_1"}},
                         {{"kind", "initiative"}, {"name", "orders"}},
                         {{"kind", "goal"}, {"name", "sales"}}}}});
  EXPECT_THAT(bench.run({"goals", "trace", "run_1"}).err,
              HasSubstr("next: baton goals show orders"));
  bench.server.answer("GET /api/v1/runs/run_2/goal",
                      {{"run", "run_2"}, {"orphan", true}, {"chain", Json::array()}});
  EXPECT_THAT(bench.run({"goals", "trace", "run_2"}).err, HasSubstr("next: baton goals orphans"));
}

TEST(GoalsTrace, SaysAtWhichRunTheWayEnds) {
  Bench bench;
  bench.server.answer("GET /api/v1/runs/run_1/goal",
                      {{"run", "run_1"},
                       {"orphan", false},
                       {"chain", Json::array({{{"kind", "run"}, {"name", "run_1"}}})},
                       {"unreadable", {{"count", 1}, {"runs", Json::array({"run_9"})}}}});
  const auto outcome = bench.run({"goals", "trace", "run_1"});
  EXPECT_EQ(outcome.exit, kOk) << outcome.err;
  EXPECT_THAT(outcome.err, HasSubstr("the way up ends here: run_9 cannot be read"));
  EXPECT_THAT(outcome.err, testing::Not(HasSubstr("belongs to no goal")));
}

}  // namespace
}  // namespace baton::app
