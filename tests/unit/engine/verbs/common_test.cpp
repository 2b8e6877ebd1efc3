#include "unit/engine/with_steps.hpp"
#include "unit/make.hpp"

#include <gmock/gmock.h>

namespace baton::tests {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

TEST(Context, TravelsWithEveryHandOff) {
  Life life(with_steps("  a: {do: sink.post}\n",
                       "context: {why: \"Won against ${trigger.data.rival}\", constraints: [no "
                       "claims, no logo], require: [why]}\n"));
  life.begin(event("go", {{"rival", "ACME"}}));
  const auto context = life.effects_of<core::StartAction>().at(0).context;
  EXPECT_EQ(context.at("why"), "Won against ACME");
  EXPECT_EQ(context.at("summary"), "constraints: no claims; no logo\nwhy: Won against ACME");
}

TEST(Context, AHandOffThatWouldDropARequiredPartFailsNamingFieldAndHop) {
  Life life(with_steps("  first: {set: {x: 1}}\n  a: {needs: first, do: sink.post}\n",
                       "context: {why: \"${trigger.data.reason}\", require: [why]}\n"));
  EXPECT_THAT(life.begin(event("go", {{"reason", ""}})),
              ElementsAre("RunStarted", "StepSucceeded first", "StepFailed a", "RunFailed"));
  EXPECT_THAT(life.run().reason(), HasSubstr("context.why"));
  EXPECT_THAT(life.run().reason(), HasSubstr("\"first\" to \"a\""));
}

}  // namespace
}  // namespace baton::tests
