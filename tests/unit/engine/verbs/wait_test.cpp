#include "baton/engine/why.hpp"
#include "unit/engine/with_steps.hpp"
#include "unit/make.hpp"

#include <gmock/gmock.h>

namespace baton::tests {
namespace {

using core::EventId;
using core::Json;
using std::chrono::hours;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

TEST(Wait, TakesOnlyTheEventItIsFor) {
  Life life(with_steps(R"(
  t: {do: jira.create_issue}
  w: {needs: t, wait: {event: ticket.updated, when: 'event.data.key == steps.t.output.key && event.data.status == "Done"'}}
)"));
  life.begin(event("go"));
  EXPECT_THAT(life.succeed("t", {{"key", "WEB-1"}}),
              ElementsAre("StepSucceeded t", "StepWaiting w"));
  const auto& wait = life.run().step("w").wait.value();
  EXPECT_EQ(wait.path, "data.key");
  EXPECT_EQ(wait.value, "WEB-1");
  EXPECT_EQ(life.effects_of<core::LookBack>().size(), 1U);
  EXPECT_THAT(life.hear(event("ticket.updated", {{"key", "WEB-1"}, {"status", "Open"}})),
              IsEmpty());
  EXPECT_THAT(life.hear(event("ticket.updated", {{"key", "WEB-2"}, {"status", "Done"}})),
              IsEmpty());
  EXPECT_THAT(life.hear(event("ticket.updated", {{"key", "WEB-1"}, {"status", "Done"}})),
              ElementsAre("StepSucceeded w", "RunSucceeded"));
}

TEST(Wait, FailsWhenItsTimeIsUp) {
  Life life(with_steps("  w: {wait: {event: ticket.updated}, timeout: 2d}\n"));
  life.begin(event("go"));
  EXPECT_THAT(life.come_due("w"), ElementsAre("StepFailed w", "RunFailed"));
  EXPECT_EQ(life.now, noon() + hours(48));
}

TEST(LookBack, GoesToWhereTheEarliestOfItsNeedsBegan) {
  Life life(
      with_steps("  a: {do: sink.post}\n  b: {set: {n: 1}}\n  c: {needs: b, do: sink.post}\n"
                 "  w: {needs: [a, c], wait: {event: x.y}}\n"));
  auto trigger = event("go");
  life.position = trigger.id;
  life.begin(trigger);
  life.position = EventId(trigger.id.value() + 10);
  life.succeed("a");
  EXPECT_THAT(life.succeed("c"), ElementsAre("StepSucceeded c", "StepWaiting w"));
  EXPECT_EQ(life.run().step("w").wait->after, trigger.id);
}

TEST(LookBack, ToAStepThatBeganLaterEndsThere) {
  Life life(
      with_steps("  first: {wait: {event: x.y}}\n  reopen: {needs: first, do: sink.post}\n  again: "
                 "{needs: reopen, wait: {event: x.y}}\n"));
  const auto trigger = event("go");
  life.begin(trigger);
  const auto done = event("x.y");
  life.position = done.id;
  life.hear(done);
  life.position = EventId(done.id.value() + 5);
  life.succeed("reopen");
  EXPECT_EQ(life.run().step("again").wait->after, done.id);
}

TEST(LookBack, ToAStepThatIsTriedAgainIsToItsFirstBeginning) {
  Life life(with_steps("  a: {do: sink.post}\n  w: {needs: a, wait: {event: x.y}}\n"));
  const auto trigger = event("go");
  life.position = EventId(trigger.id.value() + 3);
  life.begin(trigger);
  life.end("a", core::ActionResult::Kind::permanent);
  life.position = EventId(1'000'000);
  life.hear(core::run_retry(life.run().id(), "a", "ana", life.now));
  life.succeed("a");
  EXPECT_EQ(life.run().step("w").wait->after, EventId(trigger.id.value() + 3));
}

TEST(LookBack, WithoutNeedsIsToTheTrigger) {
  Life life(with_steps("  w: {wait: {event: x.y}}\n"));
  const auto trigger = event("go");
  life.position = trigger.id;
  life.begin(trigger);
  EXPECT_EQ(life.run().step("w").wait->after, trigger.id);
  EXPECT_THAT(engine::why_step(life.the_plan(), life.run(), *life.the_plan().step("w"), life.now)
                  .at("because")
                  .get<std::string>(),
              HasSubstr("it looked back to "));
}

TEST(Why, TellsTheWholeConditionOfAWait) {
  Life life(
      with_steps("  w: {wait: {event: x.y, when: 'event.data.id == trigger.data.id && "
                 "event.data.amount > 5'}}\n"));
  life.begin(event("go", {{"id", "q"}}));
  const auto why =
      engine::why_step(life.the_plan(), life.run(), *life.the_plan().step("w"), life.now);
  EXPECT_THAT(why.at("because").get<std::string>(),
              HasSubstr("when event.data.id == trigger.data.id && event.data.amount > 5"));
}

TEST(LookBack, IsForItsOwnWaitAlone) {
  Life life(with_steps("  a: {wait: {event: x.y}}\n  b: {wait: {event: x.y}}\n"));
  life.begin(event("go"));
  EXPECT_THAT(life.find("b", event("x.y")), ElementsAre("StepSucceeded b"));
}

TEST(LookBack, OneEventEndsWaitsSideBySideButNotTwoThatFollowOneAnother) {
  Life life(
      with_steps("  early: {wait: {event: x.y}}\n  nap: {sleep: {for: 1s}}\n"
                 "  a: {needs: nap, wait: {event: x.y}}\n  b: {needs: nap, wait: {event: x.y}}\n"
                 "  after: {needs: early, wait: {event: x.y}}\n"));
  life.begin(event("go"));
  const auto came = event("x.y");
  EXPECT_THAT(life.hear(came), ElementsAre("StepSucceeded early", "StepWaiting after"));
  EXPECT_THAT(life.find("after", came), IsEmpty());
  EXPECT_THAT(life.come_due("nap"),
              ElementsAre("StepSucceeded nap", "StepWaiting a", "StepWaiting b"));
  EXPECT_THAT(life.find("a", came), ElementsAre("StepSucceeded a"));
  EXPECT_THAT(life.find("b", came), ElementsAre("StepSucceeded b"));
}

TEST(Wait, FromAConnectionTakesNothingThatATokenHandsIn) {
  Life life(with_steps("  w: {wait: {event: x.y, from: crm}}\n"));
  life.begin(event("go"));
  auto forged = event("x.y", Json::object(), "crm");
  forged.actor = "token:crm";
  EXPECT_THAT(life.hear(forged), IsEmpty());
  EXPECT_THAT(life.find("w", forged), IsEmpty());
  EXPECT_THAT(life.hear(event("x.y", Json::object(), "crm")),
              ElementsAre("StepSucceeded w", "RunSucceeded"));
}

TEST(WaitIndexed, ByAStepThatIsTriedAgainFollowsIt) {
  Life life(
      with_steps("  a: {do: sink.post, on_error: continue}\n"
                 "  w: {needs: a, wait: {event: x.y, when: event.data.key == steps.a.status}}\n"));
  life.begin(event("go"));
  life.end("a", core::ActionResult::Kind::permanent);
  EXPECT_EQ(life.run().step("w").wait->value, "failed");
  life.hear(core::run_retry(life.run().id(), "a", "ana", life.now));
  life.succeed("a");
  EXPECT_EQ(life.run().step("w").wait->value, "succeeded");
  EXPECT_THAT(life.hear(event("x.y", {{"key", "succeeded"}})),
              ElementsAre("StepSucceeded w", "RunSucceeded"));
}

}  // namespace
}  // namespace baton::tests
