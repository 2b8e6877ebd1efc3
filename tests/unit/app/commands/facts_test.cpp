#include "unit/app/fake_api.hpp"

#include <gtest/gtest.h>

// baton facts, against a server that is made up.
namespace baton::app {
namespace {

using core::Json;

// What `baton facts set` sends for these arguments.
Json set_of(std::vector<std::string> arguments) {
  Bench bench;
  bench.server.answer("POST /api/v1/facts/" + arguments.front(), {{"event", "evt_1"}}, 202);
  arguments.insert(arguments.begin(), {"facts", "set"});
  const auto outcome = bench.run(arguments);
  EXPECT_EQ(outcome.exit, kOk) << outcome.err;
  return Json::parse(bench.body());
}

TEST(FactsSet, TakesAKeyAndAValue) {
  EXPECT_EQ(set_of({"budget", "EMEA", "12000"}), Json({{"key", "EMEA"}, {"value", 12000}}));
  EXPECT_EQ(set_of({"owner", "EMEA", "ana"}), Json({{"key", "EMEA"}, {"value", "ana"}}));
}

TEST(FactsSet, OfAFactWithOneValueTakesTheValueAlone) {
  EXPECT_EQ(set_of({"freeze", "true"}), Json({{"value", true}}));
}

TEST(FactsSet, AnEmptyTextIsAValue) {
  EXPECT_EQ(set_of({"owner", "EMEA", ""}), Json({{"key", "EMEA"}, {"value", ""}}));
  EXPECT_EQ(set_of({"motto", ""}), Json({{"value", ""}}));
}

TEST(FactsGet, AsksForTheKeyOfAFactThatHasKeys) {
  Bench bench;
  const Json value{{"key", "EMEA"}, {"value", 5}};
  bench.server.answer("GET /api/v1/facts/budget",
                      {{"items", Json::array({value})}, {"next", nullptr}});
  const auto outcome = bench.run({"facts", "get", "budget"});
  EXPECT_EQ(outcome.exit, kUsage);
  EXPECT_NE(outcome.err.find("expected a key"), std::string::npos) << outcome.err;
  EXPECT_NE(outcome.err.find("baton facts ls budget"), std::string::npos) << outcome.err;
}

}  // namespace
}  // namespace baton::app
