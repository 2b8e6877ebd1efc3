#include "unit/engine/with_steps.hpp"
#include "unit/make.hpp"

#include <gtest/gtest.h>

namespace baton::tests {
namespace {

TEST(Compiler, NamesTheFirstExpressionThatDoesNotCompile) {
  const auto yaml = with_steps("  a: {when: trigger.data.n > 1, do: sink.post}\n");
  auto workflow = templates::load(yaml, "test.yaml").workflow.value();
  workflow.steps.front().when->text = "trigger.data.n >";
  const auto compiled = engine::compile(std::move(workflow), 1);
  ASSERT_FALSE(compiled);
  EXPECT_EQ(compiled.error().code, core::Errc::invalid);
  EXPECT_EQ(compiled.error().where, "w: a.when");
}

}  // namespace
}  // namespace baton::tests
