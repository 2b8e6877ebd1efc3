#include "baton/goals/tree.hpp"
#include "baton/templates/load.hpp"

#include <gmock/gmock.h>
#include <string>

namespace baton::templates {
namespace {

using ::testing::HasSubstr;
using ::testing::SizeIs;

core::Findings findings_of(const std::string& goal, const goals::Tree* tree) {
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
  EXPECT_THAT(findings_of("goal: retention-2026\n", &tree), SizeIs(0));
  const auto findings = findings_of("goal: retention-2062\n", &tree);
  ASSERT_THAT(findings, SizeIs(1));
  EXPECT_EQ(findings[0].rule, "ref/unknown-goal");
  EXPECT_EQ(findings[0].severity, core::Finding::Severity::warning);
  EXPECT_EQ(findings[0].at.line, 2);
  EXPECT_THAT(findings[0].hint, HasSubstr("retention-2026"));
}

TEST(GoalOfATemplate, IsATextWhereThereAreNoGoals) {
  const goals::Tree none;
  EXPECT_THAT(findings_of("goal: more sales\n", &none), SizeIs(0));
  EXPECT_THAT(findings_of("goal: more sales\n", nullptr), SizeIs(0));
  const auto tree = tree_of_one();
  EXPECT_THAT(findings_of("", &tree), SizeIs(0)) << "it may have none";
}

}  // namespace
}  // namespace baton::templates
