#include "engine/definition.hpp"

#include "unit/engine/with_steps.hpp"
#include "unit/make.hpp"

#include <gmock/gmock.h>

namespace baton::tests {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

// In what two ways of writing the step "a" differ; `b` and `c` stand before it.
std::vector<std::string> between(const std::string& one, const std::string& other) {
  const auto before = "  b: {do: sink.post}\n  c: {do: sink.post}\n  a: ";
  const auto left = plan(with_steps(before + one + "\n"));
  const auto right = plan(with_steps(before + other + "\n"));
  return engine::differences(*left->step("a")->spec, *right->step("a")->spec);
}

TEST(Definition, IsTheSameInOtherWords) {
  EXPECT_THAT(between("{do: sink.post, title: Post it, team: web, labels: [x]}",
                      "{do: sink.post, title: Send it}"),
              IsEmpty());
  EXPECT_THAT(between("{needs: [b, c], do: sink.post}", "{do: sink.post, needs: [c, b]}"),
              IsEmpty());
  EXPECT_THAT(between("{do: sink.post, retry: {attempts: 5}}", "{do: sink.post}"), IsEmpty())
      << "the default, written out";
}

TEST(Definition, NamesTheKeysThatSaySomethingElse) {
  EXPECT_THAT(
      between("{do: sink.post, with: {x: 1}}", "{do: sink.post, with: {x: 2}, timeout: 5s}"),
      ElementsAre("timeout", "with"));
  EXPECT_THAT(between("{do: sink.post}",
                      "{needs: b, when: trigger.data.n == 1, do: sink.put, mandatory: true}"),
              ElementsAre("do", "mandatory", "needs", "when"));
  EXPECT_THAT(between("{do: sink.post}", "{do: sink.post, undo: {do: sink.delete}}"),
              ElementsAre("undo"));
  EXPECT_THAT(between("{sleep: {for: 1h}, sla: {due: 2h}}", "{sleep: {for: 2h}, sla: {due: 3h}}"),
              ElementsAre("sla", "sleep"));
  EXPECT_THAT(between("{wait: {event: x.y}}", "{wait: {event: x.y, when: event.data.z == 1}}"),
              ElementsAre("wait"));
  EXPECT_THAT(between("{approve: {by: {group: legal}, of: {x: 1}, ask: \"Yes?\"}}",
                      "{approve: {by: {group: legal, count: 2}, of: {x: 1}, ask: \"Yes?\"}}"),
              ElementsAre("approve"));
}

TEST(Definition, NamesTheVerbOfWhichTheTextDiffers) {
  EXPECT_THAT(between("{emit: {event: x.y, data: {x: 1}}}", "{emit: {event: x.y, data: {x: 2}}}"),
              ElementsAre("emit"));
  EXPECT_THAT(between("{set: {x: 1}}", "{set: {x: 2}}"), ElementsAre("set"));
  EXPECT_THAT(between("{run: other, with: {x: 1}}", "{run: other, with: {x: 2}}"),
              ElementsAre("run"));
  EXPECT_THAT(
      between("{task: {by: {group: legal}, title: A}}", "{task: {by: {group: legal}, title: B}}"),
      ElementsAre("task"));
  EXPECT_THAT(between("{each: [1, 2], do: sink.post}", "{each: [1, 3], do: sink.post}"),
              ElementsAre("each"));
}

TEST(Definition, OfAnotherVerbDiffersInTheKeysOfBoth) {
  EXPECT_THAT(between("{do: sink.post, with: {x: 1}}", "{set: {x: 1}}"),
              ElementsAre("do", "set", "with"));
}

TEST(Definition, TellsWhatIsDoneFromWhenAndWhatFollows) {
  for (const auto* key : {"do", "with", "each", "set", "task"})
    EXPECT_TRUE(engine::says_what_is_done(key)) << key;
  for (const auto* key : {"needs", "when", "gate", "retry", "undo", "mandatory", "sla"})
    EXPECT_FALSE(engine::says_what_is_done(key)) << key;
}

}  // namespace
}  // namespace baton::tests
