#include "baton/core/template.hpp"

#include <gtest/gtest.h>

namespace baton::core {
namespace {

TEST(Template, OutlinesAStepForLists) {
  Step step{"ticket", DoAction{"jira", "create_issue"}};
  step.title = "Open a ticket";
  step.needs = {"brief"};
  step.gate = Gate{{"inputs.ok"}};
  step.team = "it";
  step.retry.attempts = 3;
  const StepOutline outline = outline_of(step);
  EXPECT_EQ(outline.name, "ticket");
  EXPECT_EQ(outline.verb, "do");
  EXPECT_EQ(outline.title, "Open a ticket");
  EXPECT_EQ(outline.needs, std::vector<std::string>{"brief"});
  EXPECT_EQ(outline.gate, "inputs.ok");
  EXPECT_EQ(outline.team, "it");
  EXPECT_EQ(outline.connection, "jira");
  EXPECT_EQ(outline.operation, "create_issue");
  EXPECT_EQ(outline.attempts_max, 3);
}

TEST(Template, OfAStepWithoutAnActionOutlinesNone) {
  const StepOutline outline = outline_of({"pause", Sleep{}});
  EXPECT_EQ(outline.verb, "sleep");
  EXPECT_EQ(outline.connection, "");
  EXPECT_EQ(outline.attempts_max, 0);
}

TEST(Operations, FindWhatAnActionNames) {
  Operations operations;
  operations["jira"]["create_issue"].description = "Creates an issue";
  const auto* known = operations.operation_of({"jira", "create_issue"});
  ASSERT_NE(known, nullptr);
  EXPECT_EQ(known->description, "Creates an issue");
  EXPECT_EQ(operations.operation_of({"jira", "delete_issue"}), nullptr);
  EXPECT_EQ(operations.operation_of({"asana", "create_issue"}), nullptr);
}

}  // namespace
}  // namespace baton::core
