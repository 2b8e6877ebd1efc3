#include "baton/engine/why.hpp"
#include "unit/engine/with_steps.hpp"
#include "unit/make.hpp"

#include <gmock/gmock.h>

namespace baton::tests {
namespace {

using core::ActionResult;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

std::string because(const Life& life, std::string_view step) {
  return engine::why_step(life.the_plan(), life.run(), *life.the_plan().step(step), life.now)
      .at("because")
      .get<std::string>();
}

TEST(JoinAny, BeginsAfterTheFirstSuccess) {
  Life life(with_steps(R"(
  a: {do: sink.post}
  b: {do: sink.post}
  c: {needs: [a, b], join: any, do: sink.post}
)"));
  life.begin(event("go"));
  EXPECT_EQ(because(life, "c"), "it needs one of a (running), b (running)");
  EXPECT_THAT(life.succeed("b"), ElementsAre("StepSucceeded b", "StepStarted c"));
  EXPECT_THAT(life.succeed("a"), ElementsAre("StepSucceeded a"));
  EXPECT_THAT(life.succeed("c"), ElementsAre("StepSucceeded c", "RunSucceeded"));
}

TEST(JoinAny, WaitsForASuccessWhileOneMayCome) {
  Life life(with_steps(R"(
  a: {do: sink.post, on_error: continue}
  b: {do: sink.post, on_error: continue}
  c: {needs: [a, b], join: any, do: sink.post}
)"));
  life.begin(event("go"));
  EXPECT_THAT(life.end("a", ActionResult::Kind::permanent), ElementsAre("StepFailed a"));
  EXPECT_THAT(life.end("b", ActionResult::Kind::permanent),
              ElementsAre("StepFailed b", "StepStarted c"));
}

TEST(JoinAny, IsBlockedWhenNoneSucceedsAndGoesOnWhenAnyIsRetried) {
  Life life(with_steps(R"(
  a: {do: sink.post}
  b: {do: sink.post}
  c: {needs: [a, b], join: any, do: sink.post}
)"));
  life.begin(event("go"));
  life.end("a", ActionResult::Kind::permanent);
  EXPECT_THAT(life.end("b", ActionResult::Kind::permanent),
              ElementsAre("StepFailed b", "StepBlocked c", "RunFailed"));
  EXPECT_THAT(because(life, "c"), HasSubstr("none of the steps that it needs succeeded"));
  life.hear(core::run_retry(life.run().id(), "b", "ana", life.now));
  EXPECT_EQ(life.status("c"), "pending");
  EXPECT_THAT(life.succeed("b"), ElementsAre("StepSucceeded b", "StepStarted c"));
}

TEST(JoinAny, IsSkippedWhenAllWereSkipped) {
  Life life(with_steps(R"(
  a: {when: "false", set: {x: 1}}
  b: {when: "false", set: {x: 1}}
  c: {needs: [a, b], join: any, do: sink.post}
)"));
  EXPECT_THAT(life.begin(event("go")), ElementsAre("RunStarted", "StepSkipped a", "StepSkipped b",
                                                   "StepSkipped c", "RunSucceeded"));
}

TEST(JoinAny, LetsStepsBehindItBeginWhileTheOtherWayIsOpen) {
  Life life(with_steps(R"(
  a: {do: sink.post}
  b: {do: sink.post}
  c: {needs: [a, b], join: any, do: sink.post}
  d: {needs: c, do: sink.post}
)"));
  life.begin(event("go"));
  life.succeed("a");
  EXPECT_THAT(life.succeed("c"), ElementsAre("StepSucceeded c", "StepStarted d"));
}

TEST(JoinAny, ARefusalBarsOneWayAndNotTheOther) {
  Life life(with_steps(R"(
  legal: {approve: {by: {users: [ana]}, ask: ok?}}
  board: {approve: {by: {users: [bo]}, ask: ok?}}
  go: {needs: [legal, board], join: any, do: sink.post}
)"));
  life.begin(event("go"));
  EXPECT_THAT(
      life.hear(core::approval_decide(life.run().id(), "legal", false, "", "", "ana", life.now)),
      ElementsAre("ApprovalDecided legal", "StepFailed legal"));
  EXPECT_THAT(
      life.hear(core::approval_decide(life.run().id(), "board", true, "", "", "bo", life.now)),
      ElementsAre("ApprovalDecided board", "StepSucceeded board", "StepStarted go"));
}

TEST(JoinAlways, BeginsHoweverItsNeedsEnded) {
  Life life(with_steps(R"(
  a: {do: sink.post}
  b: {needs: a, do: sink.post}
  tidy: {needs: [a, b], join: always, do: sink.post}
)"));
  life.begin(event("go"));
  EXPECT_THAT(life.end("a", ActionResult::Kind::permanent),
              ElementsAre("StepFailed a", "StepBlocked b", "StepStarted tidy"));
  EXPECT_THAT(life.succeed("tidy"), ElementsAre("StepSucceeded tidy", "RunFailed"));
}

TEST(JoinAlways, BeginsWhenAllWereSkipped) {
  Life life(with_steps(R"(
  a: {when: "false", do: sink.post}
  tidy: {needs: [a], join: always, set: {x: 1}}
)"));
  EXPECT_THAT(life.begin(event("go")),
              ElementsAre("RunStarted", "StepSkipped a", "StepSucceeded tidy", "RunSucceeded"));
}

TEST(JoinAlways, WaitsForAllOfThem) {
  Life life(with_steps(R"(
  a: {do: sink.post}
  b: {do: sink.post}
  tidy: {needs: [a, b], join: always, set: {x: 1}}
)"));
  life.begin(event("go"));
  EXPECT_THAT(life.end("a", ActionResult::Kind::permanent), ElementsAre("StepFailed a"));
  EXPECT_THAT(life.succeed("b"), ElementsAre("StepSucceeded b", "StepSucceeded tidy", "RunFailed"));
}

TEST(JoinAlways, DoesNotLeadOnPastARefusal) {
  Life life(with_steps(R"(
  legal: {approve: {by: {users: [ana]}, ask: ok?}}
  tell: {needs: legal, join: always, when: 'steps.legal.status != "succeeded"', set: {x: 1}}
  launch: {needs: [tell, legal], do: sink.post}
)"));
  life.begin(event("go"));
  EXPECT_THAT(
      life.hear(core::approval_decide(life.run().id(), "legal", false, "", "", "ana", life.now)),
      ElementsAre("ApprovalDecided legal", "StepFailed legal", "StepSucceeded tell",
                  "StepBlocked launch", "RunFailed"));
}

TEST(JoinAlways, WhatSucceededIsNotDoneAgain) {
  Life life(with_steps(R"(
  a: {do: sink.post}
  tidy: {needs: a, join: always, do: sink.post}
)"));
  life.begin(event("go"));
  life.end("a", ActionResult::Kind::permanent);
  life.succeed("tidy");
  life.hear(core::run_retry(life.run().id(), "", "ana", life.now));
  EXPECT_THAT(life.succeed("a"), ElementsAre("StepSucceeded a", "RunSucceeded"));
  EXPECT_THAT(life.effects_of<core::StartAction>(), IsEmpty());
}

}  // namespace
}  // namespace baton::tests
