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

TEST(LookBack, ForALengthOfTimeLeavesOutNothingThatIsStillToBeStepped) {
  Life life(with_steps("  w: {wait: {since: 1s, any: {a: {event: x.y}, b: {event: x.z}}}}\n"));
  auto trigger = event("go");
  trigger.id = EventId(core::first_id_of(noon()));
  life.position = trigger.id;
  life.now =
      noon() + std::chrono::minutes(10);  // as after a crash, when much is still to be stepped
  life.begin(trigger);
  auto answer = event("x.y");
  answer.id = EventId(trigger.id.value() + 5);
  EXPECT_THAT(life.hear(answer), ElementsAre("StepSucceeded w", "RunSucceeded"));
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

TEST(LookBack, TheEventThatHasBegunTheRunIsNoAnswerToIt) {
  Life life(
      with_steps("  s: {sleep: {for: 1h}}\n"
                 "  w: {wait: {event: go, since: 7d}, needs: s}\n"));
  auto trigger = event("go");
  trigger.id = EventId(core::first_id_of(noon()));
  life.begin(trigger);
  life.come_due("s");
  EXPECT_THAT(life.hear(trigger), IsEmpty());
  auto another = event("go");
  another.id = EventId(trigger.id.value() + 1);
  EXPECT_THAT(life.hear(another), ElementsAre("StepSucceeded w", "RunSucceeded"));
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

constexpr const char* kAny = R"(
  w:
    wait:
      any:
        done: {event: ticket.done, when: event.data.key == trigger.data.key}
        lost: {event: deal.lost}
    timeout: 2d
)";
constexpr const char* kAll = R"(
  w:
    wait:
      all:
        paid: {event: order.paid, when: event.data.key == trigger.data.key}
        sent: {event: order.sent}
    timeout: 2d
)";

std::string why_it_waits(const Life& life, std::string_view step) {
  return engine::why_step(life.the_plan(), life.run(), *life.the_plan().step(step), life.now)
      .at("because")
      .get<std::string>();
}

TEST(WaitForAny, EndsWithTheFirstThatComesAndNamesIt) {
  Life life(with_steps(kAny));
  life.begin(event("go", {{"key", "7"}}));
  const auto& wait = life.run().step("w").wait.value();
  EXPECT_EQ(wait.type, "ticket.done");
  EXPECT_EQ(wait.value, "7");
  ASSERT_EQ(wait.others.size(), 1U);
  EXPECT_EQ(wait.others[0].type, "deal.lost");
  const auto looks = life.effects_of<core::LookBack>();
  ASSERT_EQ(looks.size(), 2U);
  EXPECT_EQ(looks[1].branch, 1);
  EXPECT_THAT(why_it_waits(life, "w"), HasSubstr("it waits for the first of done: an event"));
  EXPECT_THAT(why_it_waits(life, "w"), HasSubstr("; lost: an event \"deal.lost\""));
  const auto lost = event("deal.lost", {{"n", 1}});
  EXPECT_THAT(life.hear(lost), ElementsAre("StepSucceeded w", "RunSucceeded"));
  const auto& output = life.run().view().at("steps").at("w").at("output");
  EXPECT_EQ(output.at("name"), "lost");
  EXPECT_EQ(output.at("event").at("data").at("n"), 1);
}

TEST(WaitForAny, FailsWhenNoneCame) {
  Life life(with_steps(kAny));
  life.begin(event("go", {{"key", "7"}}));
  EXPECT_THAT(life.come_due("w"), ElementsAre("StepFailed w", "RunFailed"));
  EXPECT_THAT(life.run().reason(), HasSubstr("none of the events came"));
}

TEST(WaitForAll, TakesEachAndEndsWithTheLast) {
  Life life(with_steps(kAll));
  life.begin(event("go", {{"key", "7"}}));
  EXPECT_THAT(life.hear(event("order.sent")), ElementsAre("EventTaken w"));
  EXPECT_EQ(life.status("w"), "waiting");
  EXPECT_THAT(why_it_waits(life, "w"), HasSubstr("sent came already"));
  EXPECT_THAT(life.hear(event("order.sent")), IsEmpty());
  EXPECT_THAT(life.hear(event("order.paid", {{"key", "7"}})),
              ElementsAre("StepSucceeded w", "RunSucceeded"));
  const auto& output = life.run().view().at("steps").at("w").at("output");
  EXPECT_EQ(output.at("paid").at("type"), "order.paid");
  EXPECT_EQ(output.at("sent").at("type"), "order.sent");
}

TEST(WaitForAll, SaysWhatDidNotCome) {
  Life life(with_steps(kAll));
  life.begin(event("go", {{"key", "7"}}));
  life.hear(event("order.sent"));
  life.come_due("w");
  EXPECT_THAT(life.run().reason(), HasSubstr("paid did not come"));
  EXPECT_TRUE(life.run().step("w").taken.empty());
}

TEST(WaitForAll, TakesAnotherEventForEach) {
  Life life(with_steps(
      "  w: {wait: {all: {first: {event: reply.sent}, second: {event: reply.sent}}}}\n"));
  life.begin(event("go"));
  const auto reply = event("reply.sent");
  EXPECT_THAT(life.hear(reply), ElementsAre("EventTaken w"));
  EXPECT_THAT(life.find("w", reply), IsEmpty());
  EXPECT_THAT(life.hear(event("reply.sent")), ElementsAre("StepSucceeded w", "RunSucceeded"));
}

TEST(WaitForAll, CountsWhatItHasTakenToTheSizeOfTheRun) {
  Life life(with_steps(kAll));
  life.begin(event("go", {{"key", "7"}}));
  const auto before = life.run().size();
  life.hear(event("order.sent"));
  EXPECT_GT(life.run().size().bytes, before.bytes);
  life.come_due("w");
  EXPECT_EQ(life.run().size().bytes, before.bytes);
}

TEST(WaitForAll, EachLooksBackAsFarAsItSays) {
  Life life(with_steps(R"(
  w: {wait: {since: trigger, any: {a: {event: x.y, since: 7d}, b: {event: x.y, when: event.data.n == 2}}}}
)"));
  auto trigger = event("go");
  life.begin(trigger);
  const auto& wait = life.run().step("w").wait.value();
  EXPECT_GT(wait.after, trigger.id) << "the ids of the test are those of long ago";
  EXPECT_EQ(wait.others.at(0).after, trigger.id);
}

}  // namespace
}  // namespace baton::tests
