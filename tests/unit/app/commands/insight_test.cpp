#include "app/commands/insight.hpp"

#include "unit/app/fake_api.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace baton::app::commands {
namespace {

using testing::HasSubstr;

TEST(Bottlenecks, AreTableRowsWithTheirBounds) {
  Bench bench;
  constexpr std::int64_t kDay = 86'400'000;
  core::Json found{{"compared", 12}, {"too_few", 3}, {"next", nullptr}};
  found["items"] = {{{"workflow", "campaign"},
                     {"kind", "step"},
                     {"step", "review"},
                     {"team", "legal"},
                     {"to_team", nullptr},
                     {"effect_ms", 4 * kDay},
                     {"effect_low_ms", 3 * kDay},
                     {"effect_high_ms", 5 * kDay},
                     {"runs_now", 64},
                     {"runs_before", 210}},
                    {{"workflow", "campaign"},
                     {"kind", "hand_off"},
                     {"step", nullptr},
                     {"team", "design"},
                     {"to_team", "legal"},
                     {"effect_ms", kDay},
                     {"effect_low_ms", -kDay / 24},
                     {"effect_high_ms", 2 * kDay},
                     {"runs_now", 30},
                     {"runs_before", 40}}};
  bench.server.answer("GET /api/v1/insight/bottlenecks?workflow=campaign&days=14&before=90", found);
  const auto outcome = bench.run({"insight", "bottlenecks", "campaign", "--days", "14"});
  EXPECT_EQ(outcome.exit, kOk) << outcome.err;
  EXPECT_THAT(outcome.out, HasSubstr("review at legal"));
  EXPECT_THAT(outcome.out, HasSubstr("4d longer (3d to 5d)"));
  EXPECT_THAT(outcome.out, HasSubstr("design → legal"));
  EXPECT_THAT(outcome.out, HasSubstr("1d longer (-1h to 2d)"));
  EXPECT_THAT(outcome.err, HasSubstr("12 places were compared, 3 have too few runs"));
}

TEST(Teams, AreListedWithTheirLoad) {
  Bench bench;
  bench.server.answer("GET /api/v1/insight/teams",
                      {{"items",
                        {{{"team", "legal"},
                          {"open", 8},
                          {"median_work_ms", 36'000'000},
                          {"load", 2.0},
                          {"overloaded", true},
                          {"sentence", "legal: 8 open, load 2.00: more than usual"}},
                         {{"team", "web"},
                          {"open", 3},
                          {"median_work_ms", 0},
                          {"load", nullptr},
                          {"overloaded", false},
                          {"sentence", "web: 3 open"}}}},
                       {"next", nullptr}});
  const auto outcome = bench.run({"insight", "teams"});
  EXPECT_EQ(outcome.exit, kOk) << outcome.err;
  EXPECT_THAT(outcome.out, HasSubstr("more than usual"));
  EXPECT_THAT(outcome.out, testing::ContainsRegex("web +3 +- +-"));
}

TEST(Detectors, AreListedAndShownWithTheirAlarms) {
  Bench bench;
  const core::Json alarm{{"sentence", "Cost per click of brand: 41 % above the usual"}};
  core::Json item{
      {"name", "cpc"}, {"title", "Cost per click"}, {"event", "ads.report"}, {"workflow", nullptr},
      {"series", 2},   {"series_evicted", 0},       {"last_alarm", alarm}};
  bench.server.answer("GET /api/v1/detectors", {{"items", {item}}, {"next", nullptr}});
  const auto listed = bench.run({"detectors", "ls"});
  EXPECT_EQ(listed.exit, kOk) << listed.err;
  EXPECT_THAT(listed.out, HasSubstr("41 % above the usual"));
  item["keys"] = {"brand", "video"};
  item["values"] = {{{"at", "2026-05-04T09:00:00Z"}, {"value", 1.5}, {"expected", nullptr}}};
  item["alarms"] = {alarm};
  bench.server.answer("GET /api/v1/detectors/cpc?key=brand&limit=20", item);
  const auto shown = bench.run({"detectors", "get", "cpc", "--key", "brand"});
  EXPECT_EQ(shown.exit, kOk) << shown.err;
  EXPECT_THAT(shown.out, HasSubstr("2026-05-04T09:00:00Z  1.5    -"));
  EXPECT_THAT(shown.out, HasSubstr("! Cost per click of brand"));
  EXPECT_THAT(shown.err, HasSubstr("one of 2 series"));
  EXPECT_THAT(shown.err, testing::Not(HasSubstr("gave way")));
}

TEST(Detectors, TellWhatTheyWatchAndThatSeriesGaveWay) {
  Bench bench;
  core::Json item{{"name", "won"},
                  {"title", "Won"},
                  {"event", nullptr},
                  {"kpi", "won"},
                  {"series", 1},
                  {"series_evicted", 12},
                  {"values", core::Json::array()},
                  {"alarms", core::Json::array()}};
  bench.server.answer("GET /api/v1/detectors", {{"items", {item}}, {"next", nullptr}});
  EXPECT_THAT(bench.run({"detectors", "ls"}).out, HasSubstr("KPI won"));
  bench.server.answer("GET /api/v1/detectors/won?limit=20", item);
  EXPECT_THAT(bench.run({"detectors", "get", "won"}).err, HasSubstr("12 series gave way"));
}

TEST(LengthText, IsInTheLargestUnitThatItFills) {
  EXPECT_EQ(length_text(0), "-");
  EXPECT_EQ(length_text(800), "800ms");
  EXPECT_EQ(length_text(1'000), "1s");
  EXPECT_EQ(length_text(90'000), "1.5m");
  EXPECT_EQ(length_text(59 * 60'000), "59m");
  EXPECT_EQ(length_text(100 * 3'600'000), "4.1d");
  EXPECT_EQ(length_text(40LL * 24 * 3'600'000), "40d");
}

}  // namespace
}  // namespace baton::app::commands
