#include "unit/engine/with_steps.hpp"
#include "unit/make.hpp"

#include <gtest/gtest.h>

namespace baton::tests {
namespace {

using core::ActionResult;
using core::StartAction;

TEST(Resume, ReadsBackWhatMayHaveBeenSentAndKeepsWhatIsStillToCome) {
  Life life(with_steps("  a: {do: sink.post}\n  b: {needs: a, do: sink.post}\n"));
  life.begin(event("go"));
  EXPECT_EQ(engine::resume(life.the_plan(), life.run(), "a", life.now)->mode,
            StartAction::Mode::read_back);
  life.end("a", ActionResult::Kind::transient, nullptr, std::chrono::minutes(5));
  const auto resumed = engine::resume(life.the_plan(), life.run(), "a", life.now);
  EXPECT_EQ(resumed->mode, StartAction::Mode::perform);
  EXPECT_GE(resumed->not_before, life.now + std::chrono::minutes(5));
  EXPECT_FALSE(engine::resume(life.the_plan(), life.run(), "b", life.now).has_value());
}

}  // namespace
}  // namespace baton::tests
