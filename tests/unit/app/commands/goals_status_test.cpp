#include "app/exit_code.hpp"
#include "unit/app/fake_api.hpp"

#include <gmock/gmock.h>

// baton goals status, against a server that is made up.
namespace baton::app {
namespace {

using core::Json;
using testing::HasSubstr;

constexpr const char* kDraft = "GET /api/v1/goals/sales/status";
constexpr const char* kPublish = "POST /api/v1/goals/sales/status";

Json draft_of_sales() {
  const Json run{{"kind", "run"}, {"run", "run_1"}, {"title", "Order"}, {"line", 17}};
  const Json kpi{{"kind", "kpi"}, {"kpi", "nps"}, {"from", "2026-04-05"}, {"to", "2026-05-04"}};
  return {{"goal", "sales"},
          {"week", "2026-W19"},
          {"sentences",
           {{{"about", "finished"}, {"text", "1 run succeeded."}, {"stands_on", {run}}},
            {{"about", "kpi"}, {"text", "“NPS” is 42."}, {"stands_on", {kpi}}}}},
          {"published", nullptr}};
}

TEST(GoalsStatus, ShowsEachSentenceWithWhatItStandsOn) {
  Bench bench;
  auto draft = draft_of_sales();
  draft["published"] = {{"text", "As planned."}, {"by", "ada"}, {"at", "2026-05-04T09:00:00Z"}};
  bench.server.answer(std::string(kDraft) + "?week=2026-W19", draft);
  const auto outcome = bench.run({"goals", "status", "sales", "--week", "2026-W19"});
  EXPECT_EQ(outcome.exit, kOk) << outcome.err;
  EXPECT_THAT(outcome.out, HasSubstr("1 run succeeded. [run_1:17]"));
  EXPECT_THAT(outcome.out, HasSubstr("“NPS” is 42. [nps 2026-04-05…2026-05-04]"));
  EXPECT_THAT(outcome.out, HasSubstr("As planned."));
  EXPECT_THAT(outcome.err, HasSubstr("published by ada"));
}

TEST(GoalsStatus, PublishesTheDraftOrTheText) {
  Bench bench;
  bench.server.answer(kDraft, draft_of_sales());
  bench.server.answer(kPublish, {{"event", "evt_1"}, {"repeated", false}}, 202);
  EXPECT_THAT(bench.run({"goals", "status", "sales", "--publish"}).out, HasSubstr("is published"));
  EXPECT_EQ(Json::parse(bench.body()),
            (Json{{"week", "2026-W19"}, {"text", "1 run succeeded.\n“NPS” is 42."}}));
  bench.input = "All is well.";
  EXPECT_EQ(bench.run({"goals", "status", "sales", "--publish", "--text", "-"}).exit, kOk);
  EXPECT_EQ(Json::parse(bench.body()).at("text"), "All is well.");
}

TEST(GoalsStatus, IsInALanguageThatTheServerHas) {
  Bench bench;
  bench.server.answer(std::string(kDraft) + "?lang=fr", draft_of_sales());
  EXPECT_EQ(bench.run({"goals", "status", "sales", "--lang", "fr"}).exit, kOk);
  const auto requests = bench.server.requests.size();
  EXPECT_EQ(bench.run({"goals", "status", "sales", "--lang", "de"}).exit, kUsage);
  EXPECT_EQ(bench.run({"runs", "summary", "run_1", "--lang", "de"}).exit, kUsage);
  EXPECT_EQ(bench.server.requests.size(), requests) << "the server is not asked";
}

TEST(GoalsStatus, ATextIsOnlyForPublishing) {
  Bench bench;
  EXPECT_EQ(bench.run({"goals", "status", "sales", "--text", "-"}).exit, kUsage);
  EXPECT_TRUE(bench.server.requests.empty());
}

}  // namespace
}  // namespace baton::app
