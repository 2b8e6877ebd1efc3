#include "unit/app/fake_api.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace baton::app {
namespace {

using core::Json;
using testing::HasSubstr;
using testing::Not;

constexpr const char* kCall = "POST /api/v1/templates/simulate?last=5";

Json simulation(int errors) {
  auto json = Json::parse(R"({
    "workflow": "order", "version": 3, "defaults": "An action succeeds.", "left_out": 0,
    "looked_to": null,
    "counts": {"same_path": 1, "new_path": 1, "would_not_start": 0, "error": 0},
    "events": [
      {"event": "evt_2", "type": "order.placed", "received": "2026-05-04T10:00:00Z", "run": "run_1",
       "result": "new_path", "published": {"starts": true}, "draft": {"starts": true},
       "changes": [{"step": "agree", "published": "skipped", "draft": "succeeded"},
                   {"step": "tell", "published": null, "draft": "succeeded"}]},
      {"event": "evt_1", "type": "order.placed", "received": "2026-05-04T09:00:00Z", "run": null,
       "result": "same_path", "published": {"starts": true}, "draft": {"starts": true},
       "changes": []}],
    "findings": []})");
  json["counts"]["error"] = errors;
  return json;
}

TEST(TemplateSimulate, ShowsWhichStepsDiffer) {
  Bench bench;
  bench.input = "workflow: order\n";
  bench.server.answer(kCall, simulation(0));
  const auto outcome = bench.run({"template", "simulate", "-", "--last", "5"});
  EXPECT_EQ(outcome.exit, kOk) << outcome.err;
  EXPECT_EQ(bench.body(), "workflow: order\n");
  EXPECT_THAT(outcome.out, HasSubstr("agree: skipped → succeeded, tell: - → succeeded"));
  EXPECT_THAT(outcome.out, HasSubstr("same path"));
  EXPECT_THAT(outcome.err, HasSubstr("1 same path, 1 new path, 0 would not start, 0 error"));
  EXPECT_THAT(outcome.err, HasSubstr("An action succeeds."));
}

TEST(TemplateSimulate, SaysNoWhenTheDraftHasErrors) {
  Bench bench;
  bench.input = "workflow: order\n";
  bench.server.answer(kCall, simulation(2));
  EXPECT_EQ(bench.run({"template", "simulate", "-", "--last", "5", "-o", "json"}).exit, kNo);
}

TEST(TemplateSimulate, ShowsAResultThatItDoesNotKnowAsItCame) {
  Bench bench;
  bench.input = "workflow: order\n";
  auto json = simulation(0);
  json["events"][1]["result"] = "later_path";
  bench.server.answer(kCall, json);
  const auto outcome = bench.run({"template", "simulate", "-", "--last", "5"});
  EXPECT_THAT(outcome.out, HasSubstr("later_path"));
  EXPECT_THAT(outcome.out, Not(HasSubstr("same path")));
}

TEST(TemplateSimulate, SaysHowFarItLooked) {
  Bench bench;
  bench.input = "workflow: order\n";
  auto json = simulation(0);
  json["looked_to"] = "evt_0";
  bench.server.answer(kCall, json);
  const auto outcome = bench.run({"template", "simulate", "-", "--last", "5"});
  EXPECT_THAT(outcome.err, HasSubstr("events before evt_0 were not looked at"));
}

TEST(TemplateSimulate, TakesOnlySoManyEvents) {
  Bench bench;
  EXPECT_EQ(bench.run({"template", "simulate", "-", "--last", "101"}).exit, kUsage);
}

}  // namespace
}  // namespace baton::app
