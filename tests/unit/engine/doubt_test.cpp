#include "engine/doubt.hpp"

#include "baton/engine/why.hpp"
#include "unit/engine/two_actions.hpp"

#include <gmock/gmock.h>

namespace baton::tests {
namespace {

using Kind = core::ActionResult::Kind;
using testing::StartsWith;

TEST(Doubt, IsReadFromItsText) {
  const engine::Doubt lost{"closed", {}};
  EXPECT_EQ(lost.text(), "closed");
  const auto looked = engine::Doubt::of("closed; looking for it: http_401");
  EXPECT_EQ(looked.cause, "closed");
  EXPECT_EQ(looked.look, "http_401");
  EXPECT_EQ(looked.text(), "closed; looking for it: http_401");
}

TEST(Doubt, TellsTheAnswerFromTheLook) {
  auto life = begun("attempts: 2");
  const auto end = [&life](Kind kind, const char* code, const char* message) {
    const auto& state = life.run().step("a");
    const core::Tried tried{state.look, state.status == core::StepStatus::unknown, life.now};
    life.hear(core::action_finished(life.run().id(), "a", state.attempt, {kind, {}, code, message},
                                    life.now, tried));
    return core::text_at(
        engine::why_step(life.the_plan(), life.run(), *life.the_plan().step("a"), life.now),
        "because");
  };
  EXPECT_THAT(end(Kind::unknown, "closed", "no answer"),
              StartsWith("its answer was lost (closed: no answer); its effect"));
  EXPECT_THAT(end(Kind::unknown, "", ""),
              StartsWith("its answer was lost (closed: no answer); its effect"));
  EXPECT_THAT(end(Kind::permanent, "http_401", "HTTP 401"),
              StartsWith("its answer was lost (closed: no answer); looking for it: "
                         "http_401: HTTP 401; its effect"));
  EXPECT_THAT(end(Kind::unknown, "http_403", "HTTP 403"),
              StartsWith("its answer was lost (closed: no answer); looking for it: "
                         "http_403: HTTP 403; its effect"));
  auto other = begun("attempts: 2");
  std::swap(life, other);
  EXPECT_THAT(end(Kind::unknown, "answer_not_understood", "no key"),
              StartsWith("its answer does not tell whether it happened "
                         "(answer_not_understood: no key); its effect"));
}

}  // namespace
}  // namespace baton::tests
