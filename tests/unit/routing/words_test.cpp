#include "baton/routing/words.hpp"

#include "make.hpp"

#include <gmock/gmock.h>

namespace baton::routing {
namespace {

using core::Json;

constexpr auto kTable = R"(
route: t
description: Who looks at it
inputs: { n: { type: number, min: 0 }, s: string }
first:
  - { name: big, when: { n: { at_least: 10 } }, then: { group: a } }
  - { name: odd, when: { n: { above: 5 }, s: { not: [x, y] } }, then: { group: b } }
  - { name: rest, then: { group: c } }
)";

TEST(RouteWords, SayWhyARowAppliesOrDoesNot) {
  const auto table = table_of(kTable);
  const auto explained = explain(*table, {{"n", 6}, {"s", "x"}}).value();
  EXPECT_EQ(
      explained.at("chosen"),
      Json::array(
          {{{"row", "rest"}, {"then", {{"group", "c"}}}, {"because", "it takes everything"}}}));
  EXPECT_EQ(
      explained.at("passed_over"),
      Json::array({{{"row", "big"}, {"because", "n is 6, and the row asks that it is at least 10"}},
                   {{"row", "odd"},
                    {"because", "s is \"x\", and the row asks that it is not \"x\" or \"y\""}}}));
}

TEST(RouteWords, RowsBehindTheFirstThatFitsAreNotLookedAt) {
  const auto explained = explain(*table_of(kTable), {{"n", 12.5}, {"s", "z"}}).value();
  EXPECT_EQ(explained.at("chosen").at(0).at("because"),
            "n is 12.5, and the row asks that it is at least 10");
  EXPECT_EQ(explained.at("passed_over"), Json::array());
}

TEST(RouteWords, AWholeNumberIsSaidWithoutAFraction) {
  const auto explained = explain(*table_of(kTable), {{"n", 6.0}, {"s", "z"}}).value();
  EXPECT_EQ(explained.at("passed_over").at(0).at("because"),
            "n is 6, and the row asks that it is at least 10");
  EXPECT_EQ(explain(*table_of(kTable), {{"n", -3.0}, {"s", "z"}}).error().message,
            "\"n\": expected at least 0, got -3");
  EXPECT_EQ(core::dump(to_json(*table_of(kTable)).at("inputs").at("n").at("min")), "0");
}

TEST(RouteWords, WhatCannotBeAskedIsAnError) {
  EXPECT_EQ(explain(*table_of(kTable), {{"n", 1}}).error().code, core::Errc::invalid);
}

TEST(RouteWords, ATableIsJsonAsItIsWritten) {
  const auto json = to_json(*table_of(kTable));
  EXPECT_EQ(json.at("name"), "t");
  EXPECT_EQ(json.at("take"), "first");
  EXPECT_EQ(json.at("inputs").at("n"), Json({{"type", "number"}, {"min", 0.0}}));
  EXPECT_EQ(json.at("rows").at(0).at("when"), Json({{"n", {{"at_least", 10}}}}));
}

TEST(RouteWords, ATestIsSaidInWords) {
  EXPECT_EQ(words_of(routing::Test{}), "may be anything");
  routing::Test test;
  test.at_least = 50000;
  test.below = 1e5;
  EXPECT_EQ(words_of(test), "is at least 50000 and below 100000");
}

}  // namespace
}  // namespace baton::routing
