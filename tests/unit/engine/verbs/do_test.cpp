#include "unit/engine/with_steps.hpp"
#include "unit/make.hpp"

#include <gmock/gmock.h>

namespace baton::tests {
namespace {

using core::Json;
using ::testing::ElementsAre;

TEST(Do, SendsItsInputUnderAKeyThatStaysTheSame) {
  Life life(with_steps("  a: {do: sink.post, with: {path: /a, id: \"${trigger.data.id}\"}}\n"));
  EXPECT_THAT(life.begin(event("go", {{"id", "D-1"}})), ElementsAre("RunStarted", "StepStarted a"));
  const auto actions = life.effects_of<core::StartAction>();
  ASSERT_EQ(actions.size(), 1U);
  EXPECT_EQ(actions[0].input, (Json{{"path", "/a"}, {"id", "D-1"}}));
  EXPECT_EQ(actions[0].key, life.run().id().text() + ".a");
  EXPECT_EQ(actions[0].connection, "sink");
  EXPECT_EQ(actions[0].operation, "post");
  life.end("a", core::ActionResult::Kind::transient);
  const auto again = life.effects_of<core::StartAction>().at(0);
  EXPECT_EQ(again.attempt, 2);
  EXPECT_EQ(again.key, actions[0].key);
  EXPECT_EQ(again.input, actions[0].input);
}

TEST(Do, WithoutInputSendsAnEmptyOne) {
  Life life(with_steps("  a: {do: sink.post}\n"));
  life.begin(event("go"));
  EXPECT_EQ(life.effects_of<core::StartAction>().at(0).input, Json::object());
}

}  // namespace
}  // namespace baton::tests
