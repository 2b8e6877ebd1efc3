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

}  // namespace
}  // namespace baton::app
