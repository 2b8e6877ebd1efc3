#include "baton/engine/try_expression.hpp"

#include <gtest/gtest.h>

namespace baton::engine {
namespace {

using core::Json;

const Json kView{{"inputs", {{"limit", 5}}}};
const Json kEvent{{"data", {{"amount", 7}}}};

Json tried(std::string_view text, const Json* event = &kEvent) {
  return try_expression(text, kView, event, core::Time());
}

TEST(TryExpression, GivesTheValueAndTheTreeThatExplainsIt) {
  const Json answer = tried("event.data.amount > inputs.limit");
  EXPECT_EQ(answer.at("ok"), true);
  EXPECT_EQ(answer.at("value"), true);
  EXPECT_GT(answer.at("cost").get<int>(), 0);
  EXPECT_EQ(answer.at("tree").at("text"), "event.data.amount > inputs.limit");
  EXPECT_EQ(tried(" ${event.data.amount + 1} ").at("value"), 8) << "as it stands in a template";
}

TEST(TryExpression, SaysWhyItDoesNotCompile) {
  const Json answer = tried("event.data.amount >");
  EXPECT_EQ(answer.at("ok"), false);
  EXPECT_FALSE(answer.at("findings").empty());
}

TEST(TryExpression, SaysWhyItsEvaluationFails) {
  const Json answer = tried("event.data.missing > 1");
  EXPECT_EQ(answer.at("ok"), false);
  EXPECT_NE(answer.at("problem").get<std::string>().find("missing"), std::string::npos);
  EXPECT_EQ(tried("event.data.amount > 1", nullptr).at("ok"), false) << "there is no event";
}

}  // namespace
}  // namespace baton::engine
