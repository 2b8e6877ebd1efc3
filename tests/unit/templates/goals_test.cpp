#include "baton/goals/tree.hpp"
#include "baton/templates/load.hpp"

#include <gmock/gmock.h>
#include <string>

namespace baton::templates {
namespace {

using ::testing::HasSubstr;
using ::testing::SizeIs;

core::Findings findings_with_goal(const std::string& goal, const goals::Tree* tree) {
  const std::string yaml =
      "workflow: kit\n" + goal + "on: [{ event: go }]\nsteps:\n  a: { set: { n: 1 } }\n";
  return load(yaml, "kit.yaml", nullptr, std::nullopt, {nullptr, nullptr, nullptr, tree}).findings;
}

goals::Tree tree_of_one() {
  core::Findings findings;
  return goals::Tree::read({{"g.yaml", "goal: retention-2026\n"}}, findings);
}

TEST(GoalOfATemplate, NamesOneThatThereIs) {
  const auto tree = tree_of_one();
  EXPECT_THAT(findings_with_goal("goal: retention-2026\n", &tree), SizeIs(0));
  const auto findings = findings_with_goal("goal: retention-2062\n", &tree);
  ASSERT_THAT(findings, SizeIs(1));
  EXPECT_EQ(findings[0].rule, "ref/unknown-goal");
  EXPECT_EQ(findings[0].severity, core::Finding::Severity::warning);
  EXPECT_EQ(findings[0].at.line, 2);
  EXPECT_THAT(findings[0].hint, HasSubstr("retention-2026"));
}

TEST(GoalOfATemplate, IsATextWhereThereAreNoGoals) {
  const goals::Tree none;
  EXPECT_THAT(findings_with_goal("goal: more sales\n", &none), SizeIs(0));
  EXPECT_THAT(findings_with_goal("goal: more sales\n", nullptr), SizeIs(0));
  const auto tree = tree_of_one();
  EXPECT_THAT(findings_with_goal("", &tree), SizeIs(0)) << "it may have none";
}

// Of a template where the policy asks for a goal: whether it can be published, and the finding.
core::Findings findings_where_required(const std::string& goal, const goals::Tree& tree) {
  const std::string yaml =
      "workflow: kit\n" + goal + "on: [{ event: go }]\nsteps:\n  a: { set: { n: 1 } }\n";
  Outside outside(nullptr, nullptr, nullptr, &tree);
  outside.goal_required = true;
  auto loaded = load(yaml, "kit.yaml", nullptr, std::nullopt, outside);
  EXPECT_NE(loaded.workflow.has_value(), core::has_errors(loaded.findings));
  return loaded.findings;
}

TEST(GoalOfATemplate, CanBeRequired) {
  const auto tree = tree_of_one();
  EXPECT_THAT(findings_where_required("goal: retention-2026\n", tree), SizeIs(0));
  const auto none = findings_where_required("", tree);
  ASSERT_THAT(none, SizeIs(1));
  EXPECT_EQ(none[0].rule, "policy/no-goal");
  EXPECT_EQ(none[0].severity, core::Finding::Severity::error);
  EXPECT_EQ(none[0].at.line, 1);
  EXPECT_THAT(none[0].hint, HasSubstr("name one with goal:"));
  const auto unknown = findings_where_required("goal: retention-2062\n", tree);
  ASSERT_THAT(unknown, SizeIs(2));
  EXPECT_EQ(unknown[0].at.line, 2);
  EXPECT_EQ(unknown[1].at.line, 2);
}

TEST(GoalOfATemplate, MayBeThatOfAnInitiativeWhichListsIt) {
  core::Findings findings;
  const auto tree = goals::Tree::read(
      {{"g.yaml", "goal: g\ninitiatives:\n  i: { title: I, workflows: [kit] }\n"}}, findings);
  ASSERT_THAT(findings, SizeIs(0));
  EXPECT_THAT(findings_where_required("", tree), SizeIs(0));
}

TEST(GoalOfATemplate, IsEnoughAsATextWhereNoneIsDescribed) {
  const goals::Tree none;
  EXPECT_THAT(findings_where_required("goal: more sales\n", none), SizeIs(0));
  EXPECT_THAT(findings_where_required("", none), SizeIs(1));
}

}  // namespace
}  // namespace baton::templates
