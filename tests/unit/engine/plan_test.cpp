#include "unit/engine/with_steps.hpp"
#include "unit/make.hpp"

#include <gmock/gmock.h>

namespace baton::tests {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(Plan, HasItsStepsBehindThoseThatTheyNeed) {
  const auto compiled = plan(with_steps(R"(
  last: {needs: [left, right], do: sink.post}
  left: {needs: first, do: sink.post}
  right: {needs: first, do: sink.post}
  first: {do: sink.post}
)"));
  const auto& steps = compiled->steps();
  std::vector<std::string> names;
  for (const auto& step : steps) names.push_back(step.spec->name);
  EXPECT_THAT(names, ElementsAre("first", "left", "right", "last"));
  EXPECT_THAT(steps[0].before, IsEmpty());
  EXPECT_THAT(steps[0].dependents, ElementsAre(1U, 2U));
  EXPECT_THAT(steps[3].needs, ElementsAre(1U, 2U));
  EXPECT_THAT(steps[3].before, ElementsAre(0U, 1U, 2U));
  EXPECT_EQ(compiled->step("left"), &steps[1]);
  EXPECT_EQ(compiled->step("none"), nullptr);
}

TEST(Plan, KnowsWhetherItPublishes) {
  EXPECT_FALSE(plan(with_steps("  a: {do: sink.post}\n"))->publishes());
  EXPECT_TRUE(plan(with_steps("  a: {emit: {event: x.y}}\n"))->publishes());
}

TEST(Plan, NeedsWithoutAnOrderAreAnError) {
  auto workflow =
      templates::load(with_steps("  a: {do: sink.post}\n"), "test.yaml").workflow.value();
  workflow.steps.front().needs = {"b"};
  const auto compiled = engine::compile(std::move(workflow), 1);
  ASSERT_FALSE(compiled);
  EXPECT_EQ(compiled.error().code, core::Errc::invalid);
  EXPECT_EQ(compiled.error().where, "w");
}

}  // namespace
}  // namespace baton::tests
