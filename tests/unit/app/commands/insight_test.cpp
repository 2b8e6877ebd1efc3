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
  EXPECT_THAT(outcome.err, HasSubstr("next: baton insight flow campaign"));
}

TEST(SentencesOfInsight, AreAskedForInALanguage) {
  const core::Json nothing{
      {"items", core::Json::array()}, {"next", nullptr}, {"compared", 0}, {"too_few", 0}};
  Bench bench;
  bench.server.answer("GET /api/v1/insight/bottlenecks?days=30&before=90&lang=fr", nothing);
  bench.server.answer("GET /api/v1/insight/teams?lang=fr", nothing);
  bench.server.answer("GET /api/v1/detectors?lang=fr", nothing);
  bench.server.answer("GET /api/v1/detectors/cpc?limit=20&lang=fr", core::Json::object());
  bench.server.answer("GET /api/v1/runs/run_1/forecast?lang=fr", {{"sentence", "en retard"}});
  bench.server.answer("GET /api/v1/runs/run_1/drafts?lang=fr", {{"drafts", core::Json::array()}});
  bench.server.answer("GET /api/v1/me/attention?days=7&lang=fr", core::Json::object());
  for (const auto& command : {std::vector<std::string>{"insight", "bottlenecks"},
                              {"insight", "teams"},
                              {"detectors", "ls"},
                              {"detectors", "get", "cpc"},
                              {"runs", "forecast", "run_1"},
                              {"runs", "drafts", "run_1"},
                              {"attention", "ls", "--me"}}) {
    auto words = command;
    words.insert(words.end(), {"--lang", "fr"});
    const auto outcome = bench.run(words);
    EXPECT_EQ(outcome.exit, kOk) << command.back() << ": " << outcome.err;
    words.back() = "de";
    EXPECT_EQ(bench.run(words).exit, kUsage) << command.back();
  }
}

TEST(RunForecast, SaysHowSoundTheRunsAreThatItWasLearnedFrom) {
  Bench bench;
  bench.server.answer("GET /api/v1/runs/run_1/forecast",
                      {{"sentence", "about 2 h more, going by 30 runs like it"},
                       {"steps", {{{"step", "legal"}, {"sentence", "late in 40 % of cases"}}}},
                       {"clock_set_back", 2},
                       {"unreadable", {{"count", 1}, {"runs", core::Json::array({"run_9"})}}}});
  const auto outcome = bench.run({"runs", "forecast", "run_1"});
  EXPECT_EQ(outcome.exit, kOk) << outcome.err;
  EXPECT_THAT(outcome.out, HasSubstr("going by 30 runs"));
  EXPECT_THAT(outcome.out, HasSubstr("\nlegal: late in 40 % of cases\n"));
  EXPECT_THAT(outcome.err, HasSubstr("the clock was set back 2 times in the runs that"));
  EXPECT_THAT(outcome.err, HasSubstr("1 run cannot be read and is left out: run_9"));
}

core::Json lengths_of(std::int64_t count, std::int64_t p50_ms, std::int64_t p95_ms) {
  return {{"count", count}, {"p50_ms", p50_ms}, {"p95_ms", p95_ms}};
}

TEST(FlowOfWorkflows, HasHeadingsThatSayWhatIsInTheirColumns) {
  constexpr std::int64_t kHour = 3'600'000;
  Bench bench;
  const core::Json runs{{"succeeded", 64},
                        {"failed", 3},
                        {"returned", 7},
                        {"clock_set_back", 2},
                        {"took", lengths_of(64, 30 * kHour, 96 * kHour)},
                        {"first_action", lengths_of(0, 0, 0)}};
  bench.server.answer("GET /api/v1/insight/flow?from=2026-04-05T10%3A00%3A00Z",
                      {{"items", {{{"workflow", "campaign"}, {"runs", runs}}}}, {"next", nullptr}});
  const auto outcome = bench.run({"insight", "flow"});
  EXPECT_EQ(outcome.exit, kOk) << outcome.err;
  EXPECT_THAT(outcome.out, testing::ContainsRegex(
                               "SENT BACK +HALF TOOK UP TO +95 % UP TO +FIRST ACTION, HALF AFTER"));
  EXPECT_THAT(outcome.out, testing::ContainsRegex("campaign +64 +3 +7 +1\\.2d +4d"));
  EXPECT_THAT(outcome.err, HasSubstr("what ended in the last 30 days, with today (UTC)"));
  EXPECT_THAT(outcome.err, HasSubstr("the clock was set back 2 times in these runs"));
  EXPECT_THAT(outcome.err, HasSubstr("next: baton insight flow campaign"));
}

TEST(FlowOfAWorkflow, SaysWhichShareOfTheTimeWentWhere) {
  constexpr std::int64_t kHour = 3'600'000;
  const auto figures = [](std::int64_t people, std::int64_t work,
                          std::int64_t queue) -> core::Json {
    return {{"succeeded", 2},
            {"took", lengths_of(2, kHour, 2 * kHour)},
            {"phases",
             {{"people", {{"total_ms", people}}},
              {"work", {{"total_ms", work}}},
              {"queue", {{"total_ms", queue}}}}}};
  };
  auto step = figures(3 * kHour, kHour, 0);
  step["step"] = "legal";
  step["team"] = "law";
  const core::Json hand_off{
      {"from_team", "web"}, {"to_team", "law"}, {"took", lengths_of(2, 5 * kHour, 6 * kHour)}};
  auto whole = figures(199 * kHour, 100 * kHour, kHour);
  whole["clock_set_back"] = 1;
  Bench bench;
  bench.server.answer("GET /api/v1/insight/flow/campaign?from=2026-04-05T10%3A00%3A00Z",
                      {{"runs", whole},
                       {"steps", core::Json::array({step})},
                       {"hand_offs", core::Json::array({hand_off})}});
  const auto outcome = bench.run({"insight", "flow", "campaign"});
  EXPECT_EQ(outcome.exit, kOk) << outcome.err;
  EXPECT_THAT(outcome.out,
              testing::ContainsRegex("whole runs +2 +0 +0 +1h +2h +< 1 % +33 % +66 % +- +- +-"));
  EXPECT_THAT(outcome.out,
              testing::ContainsRegex("step legal +law +2 +0 +0 +1h +2h +- +25 % +75 %"));
  EXPECT_THAT(outcome.out, testing::ContainsRegex("web → law +2 +5h +6h"));
  EXPECT_THAT(outcome.err, HasSubstr("the clock was set back 1 time in these runs"));
  EXPECT_THAT(outcome.err, HasSubstr("next: baton insight bottlenecks campaign"));
}

TEST(Teams, AreListedWithTheirLoad) {
  Bench bench;
  bench.server.answer("GET /api/v1/insight/teams",
                      {{"items",
                        {{{"team", "legal"},
                          {"open", 8},
                          {"people", 4},
                          {"median_work_ms", 36'000'000},
                          {"available_ms", 144'000'000},
                          {"load", 2.0},
                          {"usual_p90", 0.8},
                          {"measured", 40},
                          {"overloaded", true},
                          {"sentence", "legal: 8 open, load 2.00: more than usual"}},
                         {{"team", "web"},
                          {"open", 3},
                          {"people", 0},
                          {"median_work_ms", 0},
                          {"available_ms", 0},
                          {"load", nullptr},
                          {"usual_p90", nullptr},
                          {"measured", 2},
                          {"overloaded", false},
                          {"sentence", "web: 3 open"}}}},
                       {"next", nullptr}});
  const auto outcome = bench.run({"insight", "teams"});
  EXPECT_EQ(outcome.exit, kOk) << outcome.err;
  EXPECT_THAT(outcome.out,
              testing::ContainsRegex("legal +8 +10h +4 +40h +! 200 %, more than usual +80 %"));
  EXPECT_THAT(outcome.out, testing::ContainsRegex("web +3 +- +0 +0h +- +not known yet"));
  EXPECT_THAT(outcome.out, HasSubstr("not known yet (2 of 10 days)"));
  EXPECT_THAT(outcome.err, HasSubstr("LOAD: their number × what half of such work took at most"));
  EXPECT_THAT(outcome.err, HasSubstr("next: baton insight bottlenecks"));
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
  EXPECT_THAT(listed.err, HasSubstr("next: baton detectors get cpc"));
  item["keys"] = {"brand", "video"};
  item["values"] = {{{"at", "2026-05-04T09:00:00Z"}, {"value", 1.5}, {"expected", nullptr}}};
  item["alarms"] = {alarm};
  item["key"] = "brand";
  bench.server.answer("GET /api/v1/detectors/cpc?key=brand&limit=20", item);
  const auto shown = bench.run({"detectors", "get", "cpc", "--key", "brand"});
  EXPECT_EQ(shown.exit, kOk) << shown.err;
  EXPECT_THAT(shown.out, HasSubstr("2026-05-04T09:00:00Z  1.5    -"));
  EXPECT_THAT(shown.out, HasSubstr("! Cost per click of brand"));
  EXPECT_THAT(shown.out, HasSubstr("Cost per click of brand  ads.report\n"));
  EXPECT_THAT(shown.err, HasSubstr("one of 2 series; --key names another: brand, video"));
  EXPECT_THAT(shown.err, HasSubstr("next: baton events ls 'type:ads.report'"));
  EXPECT_THAT(shown.err, testing::Not(HasSubstr("gave way")));
}

TEST(Detectors, SayWhyTheyShowNoValues) {
  Bench bench;
  core::Json item{{"name", "cpc"},       {"title", "Cost per click"},
                  {"key", "brnad"},      {"keys", {"brand", "video"}},
                  {"series_evicted", 0}, {"values", core::Json::array()}};
  bench.server.answer("GET /api/v1/detectors/cpc?key=brnad&limit=20", item);
  EXPECT_THAT(bench.run({"detectors", "get", "cpc", "--key", "brnad"}).err,
              HasSubstr("there is no series \"brnad\"; there are brand, video"));
  item["key"] = "";
  item["keys"] = core::Json::array();
  bench.server.answer("GET /api/v1/detectors/cpc?limit=20", item);
  EXPECT_THAT(bench.run({"detectors", "get", "cpc"}).err, HasSubstr("it has no values yet"));
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
  const auto shown = bench.run({"detectors", "get", "won"}).err;
  EXPECT_THAT(shown, HasSubstr("12 series gave way"));
  EXPECT_THAT(shown, HasSubstr("next: baton kpis get won"));
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
