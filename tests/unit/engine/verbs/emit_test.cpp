#include "unit/engine/with_steps.hpp"
#include "unit/make.hpp"

#include <gmock/gmock.h>

namespace baton::tests {
namespace {

using core::Json;
using ::testing::ElementsAre;

TEST(Emit, PublishesOnceUnderAnIdOfItsOwn) {
  Life life(
      with_steps("  tell: {emit: {event: deal.ready, data: {id: \"${trigger.data.id}\"}, subject: "
                 "\"${trigger.data.id}\"}}\n"));
  EXPECT_THAT(life.begin(event("go", {{"id", "D-1"}})),
              ElementsAre("RunStarted", "StepSucceeded tell", "RunSucceeded"));
  const auto published = life.effects_of<core::Publish>();
  ASSERT_EQ(published.size(), 1U);
  EXPECT_EQ(published[0].event.source, "workflow/w");
  EXPECT_EQ(published[0].event.origin, life.run().id().text() + ".tell.0");
  EXPECT_EQ(published[0].event.type, "deal.ready");
  EXPECT_EQ(published[0].event.subject, "D-1");
  EXPECT_EQ(published[0].event.data, (Json{{"id", "D-1"}}));
  EXPECT_EQ(published[0].event.depth, 1);
}

TEST(Emit, ASubjectThatIsANumberIsItsText) {
  Life life(
      with_steps("  a: {emit: {event: x.y, subject: \"${trigger.data.id}\"}}\n"
                 "  b: {needs: a, emit: {event: x.y, subject: \"${trigger.data.share}\"}}\n"
                 "  c: {needs: b, emit: {event: x.y, subject: \"${trigger.data.?none}\"}}\n"));
  EXPECT_THAT(life.begin(event("go", {{"id", 42}, {"share", 2.0}})),
              ElementsAre("RunStarted", "StepSucceeded a", "StepSucceeded b", "StepSucceeded c",
                          "RunSucceeded"));
  const auto published = life.effects_of<core::Publish>();
  ASSERT_EQ(published.size(), 3U);
  EXPECT_EQ(published[0].event.subject, "42");
  EXPECT_EQ(published[1].event.subject, "2");
  EXPECT_EQ(published[2].event.subject, "");
}

TEST(Emit, StopsAChainThatHasGrownTooLong) {
  Life life(with_steps("  tell: {emit: {event: go}}\n"));
  auto deep = event("go");
  deep.depth = core::kCausationDepthMax;
  EXPECT_THAT(life.begin(deep), ElementsAre("RunStarted", "StepFailed tell", "RunFailed"));
}

TEST(Emit, StopsAtTheNumberOfEventsThatOneMayCause) {
  Life life(
      with_steps("  a: {emit: {event: x.y}}\n  b: {needs: a, emit: {event: x.y}}\n  c: {needs: b, "
                 "emit: {event: x.y}}\n"));
  life.descendants_left = 2;
  EXPECT_THAT(life.begin(event("go")), ElementsAre("RunStarted", "StepSucceeded a",
                                                   "StepSucceeded b", "StepFailed c", "RunFailed"));
  EXPECT_EQ(life.run().view().at("steps").at("c").at("error").at("code"), "causation_width");
  EXPECT_THAT(life.run().reason(), ::testing::HasSubstr("descendants_max"));
}

}  // namespace
}  // namespace baton::tests
