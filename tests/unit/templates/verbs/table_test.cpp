#include "templates/verbs/verb.hpp"

#include <gmock/gmock.h>

namespace baton::templates {
namespace {

TEST(VerbSyntaxes, HaveARowForEachVerbUnderItsName) {
  ASSERT_EQ(verb_syntaxes().size(), core::kVerbNames.size());
  for (std::size_t at = 0; at < core::kVerbNames.size(); ++at) {
    const auto& syntax = *verb_syntaxes()[at];
    EXPECT_EQ(syntax.name, core::kVerbNames[at]);
    EXPECT_NE(syntax.read, nullptr) << syntax.name;
    EXPECT_NE(syntax.output_members, nullptr) << syntax.name;
  }
}

TEST(VerbSyntaxes, WhatStandsBesideAVerbIsAKeyOfAStep) {
  for (const auto* syntax : verb_syntaxes()) {
    EXPECT_THAT(words::kStep, testing::Contains(syntax->name));
    for (const auto key : syntax->beside)
      EXPECT_THAT(words::kStep, testing::Contains(key)) << syntax->name;
  }
}

TEST(StepWords, BeginWithTheVerbsAndWhatStandsBesideDo) {
  EXPECT_THAT(words::kStep,
              testing::ElementsAre("do", "with", "approve", "wait", "sleep", "emit", "set", "run",
                                   "task", "each", "parallel", "fail_fast", "detach", "needs",
                                   "when", "gate", "retry", "timeout", "on_error", "title", "team",
                                   "labels", "calendar", "join", "undo", "sla", "mandatory"));
}

}  // namespace
}  // namespace baton::templates
