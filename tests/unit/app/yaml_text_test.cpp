#include "app/yaml_text.hpp"

#include "baton/formats/yaml.hpp"
#include "unit/app/fake_api.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace baton::app {
namespace {

using core::Json;

TEST(YamlText, IsBlocksOfLines) {
  EXPECT_EQ(
      yaml_text(
          {{"id", "run_1"}, {"steps", {1, "two"}}, {"none", Json()}, {"empty", Json::array()}}),
      "empty: []\nid: run_1\nnone: null\nsteps:\n  - 1\n  - two\n");
  EXPECT_EQ(yaml_text("x"), "x\n");
}

TEST(YamlText, ReadsBackAsWhatItWas) {
  const Json value = {{"texts", {"true", "No", "1",  "1.5e3", "2026-05-04", "a: b",        "- a",
                                 "",     " a", "a ", "#",     "é",          "line\nbreak", "null",
                                 "~",    "{",  "'",  "\"",    "a#b",        "=",           "0x1"}},
                      {"a b", {{"yes", false}, {"deep", {{{"x", {{"y", 1.5}}}}}}}},
                      {"empty", Json::object()}};
  const std::string text = yaml_text(value);
  const auto read = formats::yaml::read(formats::Source(text));
  ASSERT_TRUE(read.root) << text;
  EXPECT_EQ(formats::yaml::to_json(*read.root), value) << text;
}

TEST(Output, FieldsChooseMembersInEachForm) {
  Bench bench;
  const Json page = {{"items", {{{"id", "run_1"}, {"title", "a|b"}, {"more", {{"x", 1}}}}}},
                     {"next", nullptr}};
  bench.server.answer("GET /api/v1/runs?limit=100", page);
  EXPECT_EQ(bench.run({"runs", "ls", "--fields", "more.x,id", "-o", "ndjson"}).out,
            "{\"id\":\"run_1\",\"more.x\":1}\n");
  EXPECT_EQ(bench.run({"runs", "ls", "--fields", "id,title,none", "-o", "md"}).out,
            "| id | title | none |\n| --- | --- | --- |\n| run_1 | a\\|b |  |\n");
  EXPECT_EQ(bench.run({"runs", "ls", "--fields", "title", "-o", "yaml"}).out,
            "items:\n  -\n    title: \"a|b\"\nnext: null\n");
}

TEST(Output, SinceTakesADayWhichBeginsAtMidnight) {
  Bench bench;
  const core::Json later{{"id", "run_2"}, {"started_at", "2026-05-04T00:00:00Z"}};
  const core::Json before{{"id", "run_1"}, {"started_at", "2026-05-03T23:59:59Z"}};
  bench.server.answer("GET /api/v1/runs?limit=100",
                      {{"items", core::Json::array({later, before})}, {"next", nullptr}});
  EXPECT_EQ(bench.run({"runs", "ls", "--since", "2026-05-04", "-o", "name"}).out, "run_2\n");
}

TEST(Output, SinceEndsAListAtItsMoment) {
  Bench bench;  // it is 10:00 there
  bench.server.answer("GET /api/v1/runs?limit=100",
                      {{"items",
                        {{{"id", "run_2"}, {"started_at", "2026-05-04T09:50:00Z"}},
                         {{"id", "run_1"}, {"started_at", "2026-05-04T09:30:00Z"}}}},
                       {"next", "more"}});
  const auto outcome = bench.run({"runs", "ls", "--since", "15m", "-o", "name"});
  EXPECT_EQ(outcome.out, "run_2\n");
  EXPECT_EQ(outcome.err, "");
  EXPECT_EQ(bench.run({"runs", "ls", "--since", "soon"}).exit, kUsage);
}

}  // namespace
}  // namespace baton::app
