#include "baton/core/transition.hpp"

#include <gtest/gtest.h>

namespace baton::core {
namespace {

std::string stored(const Transition& transition) {
  std::string text;
  append(text, transition);
  return text;
}

TEST(Transition, NamesTheItemOnlyWhereThereIsOne) {
  EXPECT_EQ(stored(StepSkipped{"ship", "no"}),
            R"({"is":"StepSkipped","step":"ship","reason":"no"})");
  EXPECT_EQ(stored(StepSkipped{{"ship", 3}, "no"}),
            R"({"is":"StepSkipped","step":"ship","item":3,"reason":"no"})");
  EXPECT_EQ(stored(StepReset{{"ship", 0}}), R"({"is":"StepReset","step":"ship","item":0})");
  EXPECT_EQ(told(StepReset{"ship"}), (Json{{"step", "ship"}}));
  EXPECT_EQ(told(StepReset{{"ship", 0}}), (Json{{"step", "ship"}, {"item", 0}}));
}

TEST(Transition, ReadsBackOfWhichItemItIs) {
  for (const StepRef& ref : {StepRef("ship"), StepRef("ship", 0), StepRef("ship", 7)}) {
    const auto back = transition_from_json(to_json(StepBlocked{ref, "pack"}));
    ASSERT_TRUE(back);
    EXPECT_EQ(step_of(*back), ref) << ref.text();
  }
}

TEST(Transition, OneAboutTheRunIsAboutNoStep) {
  EXPECT_TRUE(step_of(RunSucceeded{}).empty());
  EXPECT_TRUE(step_of(RunFailed{"ship", "no"}).empty());
}

TEST(Transitions, AreTheSameAsTextAndAsJson) {
  const Time at(Duration(1'778'061'600'000'000));
  const std::vector<Transition> all{
      RunStarted{"order",
                 3,
                 "k\"1",
                 "Title",
                 {},
                 {"a", "b"},
                 Json{{"n", {1, 2}}},
                 Json::object(),
                 "ben",
                 2},
      StepStarted{"a", 2, "key", Json{{"x", "y"}}},
      StepRetrying{"a", 3, at, "503"},
      StepFailed{"a", "http_422", "no", false, Json{{"status", 422}}},
      StepGated{"b", "closed", true, at, {}},
      ApprovalRequested{"c", "ok?", "legal", {"token:x"}, 2, true, Json::array({1}), "h", at},
      ApprovalDecided{"c", "ben", true, "fine", "h"},
      StepSucceeded{"a", Json("text")},
      StepSucceeded{"a", Json("text"), {}, 5'184'000'000},
      StepFailed{"a", "gave_up", "held", false, {}, 7'200'000, true},
      StepReset{"a"},
      RunSucceeded{},
  };
  for (const auto& transition : all) {
    std::string text;
    append(text, transition);
    EXPECT_EQ(Json::parse(text), to_json(transition)) << text;
    const auto back = transition_from_json(Json::parse(text));
    ASSERT_TRUE(back) << text;
    EXPECT_EQ(to_json(*back), to_json(transition));
  }
}

TEST(Transitions, TakeWholeNumbersOnly) {
  EXPECT_TRUE(
      transition_from_json(Json::parse(R"({"is": "StepWaiting", "due": 1777888800000000})")));
  for (const auto* wrong : {"1e28", "1.5", "18446744073709551616", "\"1\"", "null"}) {
    const auto text = R"({"is": "StepWaiting", "due": )" + std::string(wrong) + "}";
    EXPECT_FALSE(transition_from_json(Json::parse(text))) << text;
  }
}

}  // namespace
}  // namespace baton::core
