#include "unit/engine/with_steps.hpp"
#include "unit/make.hpp"

#include <gmock/gmock.h>

namespace baton::tests {
namespace {

using core::ActionResult;
using core::Json;
using core::StepRef;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

// A step that sends something to each of `trigger.data.people`, with these lines beside it.
std::string to_each(const std::string& beside = "") {
  return with_steps(
      "  mails:\n    each: \"${trigger.data.people}\"\n    do: mail.send\n"
      "    with: { to: \"${item}\", at: \"${index}\" }\n" +
      beside);
}

Json people(int count) {
  Json list = Json::array();
  for (int at = 0; at < count; ++at) list.push_back("p" + std::to_string(at));
  return {{"people", list}};
}

// An attempt at an item ends.
Life::Names end_item(Life& life, int item, ActionResult::Kind kind, Json output = nullptr,
                     const std::string& message = {}) {
  const StepRef ref("mails", item);
  const auto& state = life.run().step(ref);
  const core::Tried tried{state.look, state.status == core::StepStatus::unknown, life.now};
  return life.hear(core::action_finished(life.run().id(), ref, state.attempt,
                                         {kind, std::move(output), {}, message, {}}, life.now,
                                         tried));
}
Life::Names item_succeeds(Life& life, int item) {
  return end_item(life, item, ActionResult::Kind::succeeded, {{"id", item}});
}
Life::Names item_fails(Life& life, int item) {
  return end_item(life, item, ActionResult::Kind::permanent, nullptr, "no");
}

Life::Names retried(Life& life, const StepRef& step = {}) {
  return life.hear(core::run_retry(life.run().id(), step, "ana", life.now));
}

Json output(const Life& life) { return life.run().view().at("steps").at("mails").at("output"); }
Json failed(const Life& life) { return life.run().view().at("steps").at("mails").at("failed"); }

TEST(EachItem, BeginsAsPlacesFreeUpInOrder) {
  Life life(to_each("    parallel: 2\n"));
  EXPECT_THAT(life.begin(event("go", people(4))),
              ElementsAre("RunStarted", "ItemsBegun mails", "StepStarted mails[0]",
                          "StepStarted mails[1]"));
  const auto actions = life.effects_of<core::StartAction>();
  ASSERT_EQ(actions.size(), 2U);
  EXPECT_EQ(actions[1].input, (Json{{"to", "p1"}, {"at", 1}}));
  EXPECT_EQ(actions[1].key, life.run().id().text() + ".mails.1");
  EXPECT_EQ(life.status("mails"), "waiting");
  EXPECT_EQ(life.status(), "running");
  EXPECT_THAT(item_succeeds(life, 1),
              ElementsAre("StepSucceeded mails[1]", "StepStarted mails[2]"));
  EXPECT_THAT(item_succeeds(life, 0),
              ElementsAre("StepSucceeded mails[0]", "StepStarted mails[3]"));
  item_succeeds(life, 3);
  EXPECT_THAT(item_succeeds(life, 2),
              ElementsAre("StepSucceeded mails[2]", "StepSucceeded mails", "RunSucceeded"));
  EXPECT_EQ(output(life), Json::array({{{"id", 0}}, {{"id", 1}}, {{"id", 2}}, {{"id", 3}}}));
  EXPECT_EQ(failed(life), Json::array());
}

TEST(EachItem, NoneHasFailedWhereItIsNotKnownWhatTheStepIsDoneFor) {
  for (const std::string beside :
       {"", "    when: trigger.data.missing\n",
        "    gate: { open: trigger.data.ok, within: 1h, otherwise: fail }\n"}) {
    Life life(to_each("    on_error: continue\n" + beside));
    life.begin(event("go", {{"people", "nobody"}, {"ok", false}}));
    if (life.status("mails") == "gated") life.come_due("mails");
    EXPECT_EQ(life.status("mails"), "failed") << beside;
    EXPECT_EQ(failed(life), Json::array()) << beside;
  }
}

TEST(EachItem, AStepThatIsTriedAgainTellsOfTheItemsThatFailThen) {
  Life life(
      with_steps("  list: { do: crm.list, on_error: continue }\n"
                 "  mails: { needs: list, each: \"${steps.list.output.people}\", do: mail.send,"
                 " with: { to: \"${item}\" }, on_error: continue }\n"
                 "  hold: { sleep: { for: 1h } }\n"));
  life.begin(event("go"));
  life.end("list", ActionResult::Kind::permanent);
  EXPECT_EQ(failed(life), Json::array());
  retried(life, "list");
  life.succeed("list", people(1));
  retried(life, "mails");
  EXPECT_EQ(life.status("mails"), "waiting");
  item_fails(life, 0);
  EXPECT_EQ(failed(life).size(), 1U);
}

TEST(EachItem, LeavesNothingButItsOutputOnceItHasSucceeded) {
  Life life(to_each("    parallel: 2\n"));
  life.begin(event("go", people(3)));
  const auto before = life.run().size().values;
  item_succeeds(life, 0);
  EXPECT_FALSE(life.run().steps().contains(StepRef("mails", 0)));
  EXPECT_EQ(life.run().steps().size(), 3U) << "the step and two items under way";
  EXPECT_LE(life.run().size().values, before + 4);
}

TEST(EachItem, OfAMapHasItsName) {
  Life life(to_each());
  life.begin(event("go", {{"people", {{"ana", "a@x"}, {"bob", "b@x"}}}}));
  EXPECT_EQ(life.effects_of<core::StartAction>().at(1).input, (Json{{"to", "b@x"}, {"at", "bob"}}));
  item_fails(life, 0);
  item_succeeds(life, 1);
  EXPECT_EQ(output(life), (Json{{"bob", {{"id", 1}}}}));
  EXPECT_EQ(failed(life), Json::array({Json{{"index", "ana"}, {"message", "no"}}}));
}

TEST(EachItem, OfNothingSucceedsAtOnce) {
  Life life(to_each());
  EXPECT_THAT(life.begin(event("go", people(0))),
              ElementsAre("RunStarted", "ItemsBegun mails", "StepSucceeded mails", "RunSucceeded"));
  EXPECT_EQ(output(life), Json::array());
}

TEST(EachItem, IsRetriedByItself) {
  Life life(to_each("    retry: { attempts: 2 }\n"));
  life.begin(event("go", people(2)));
  EXPECT_THAT(end_item(life, 0, ActionResult::Kind::transient),
              ElementsAre("StepRetrying mails[0]"));
  const auto again = life.effects_of<core::StartAction>().at(0);
  EXPECT_EQ(again.step, StepRef("mails", 0));
  EXPECT_EQ(again.attempt, 2);
  item_succeeds(life, 1);
  EXPECT_THAT(end_item(life, 0, ActionResult::Kind::transient, nullptr, "busy"),
              ElementsAre("StepFailed mails[0]", "StepFailed mails", "RunFailed"));
  EXPECT_THAT(life.run().reason(), HasSubstr("1 of 2 items failed: 0: busy"));
}

TEST(EachItem, ThatFailedLetsTheOthersGoOnUnlessItIsToFailFast) {
  Life patient(to_each("    parallel: 1\n"));
  patient.begin(event("go", people(3)));
  EXPECT_THAT(item_fails(patient, 0), ElementsAre("StepFailed mails[0]", "StepStarted mails[1]"));
  item_succeeds(patient, 1);
  item_succeeds(patient, 2);
  EXPECT_EQ(patient.status("mails"), "failed");
  EXPECT_EQ(output(patient), Json::array({nullptr, {{"id", 1}}, {{"id", 2}}}));

  Life hasty(to_each("    parallel: 2\n    fail_fast: true\n"));
  hasty.begin(event("go", people(4)));
  EXPECT_THAT(item_fails(hasty, 0), ElementsAre("StepFailed mails[0]"));
  EXPECT_THAT(item_succeeds(hasty, 1),
              ElementsAre("StepSucceeded mails[1]", "StepFailed mails", "RunFailed"));
  EXPECT_THAT(hasty.run().reason(), HasSubstr("2 were not begun"));
}

TEST(EachItem, ThatSucceededIsNeverDoneAgain) {
  Life life(to_each("    parallel: 1\n    fail_fast: true\n"));
  life.begin(event("go", people(3)));
  item_succeeds(life, 0);
  item_fails(life, 1);
  ASSERT_EQ(life.status(), "failed");
  EXPECT_THAT(retried(life), ElementsAre("RunResumed", "StepReset mails", "StepReset mails[1]",
                                         "ItemsBegun mails", "StepStarted mails[1]"));
  EXPECT_EQ(life.effects_of<core::StartAction>().at(0).key, life.run().id().text() + ".mails.1");
  item_succeeds(life, 1);
  item_succeeds(life, 2);
  EXPECT_EQ(life.status(), "succeeded");
  EXPECT_EQ(output(life), Json::array({{{"id", 0}}, {{"id", 1}}, {{"id", 2}}}));
}

TEST(EachItem, CanBeRetriedAlone) {
  Life life(to_each());
  life.begin(event("go", people(2)));
  item_fails(life, 0);
  item_fails(life, 1);
  EXPECT_THAT(retried(life, StepRef("mails", 1)),
              ElementsAre("RunResumed", "StepReset mails", "StepReset mails[1]", "ItemsBegun mails",
                          "StepStarted mails[1]"));
  EXPECT_THAT(item_succeeds(life, 1),
              ElementsAre("StepSucceeded mails[1]", "StepFailed mails", "RunFailed"));
  EXPECT_THAT(life.run().reason(), HasSubstr("1 of 2 items failed"));
}

TEST(EachItem, IsCancelledWithItsRun) {
  Life life(to_each());
  life.begin(event("go", people(2)));
  EXPECT_THAT(life.hear(core::run_cancel(life.run().id(), "", "ana", life.now)),
              ElementsAre("StepCancelled mails[0]", "StepCancelled mails[1]", "StepCancelled mails",
                          "RunCancelled"));
  EXPECT_THAT(item_succeeds(life, 0), ElementsAre("LateOutcome mails[0]"));
}

TEST(EachItem, DoesNotBeginWhileTheRunIsPaused) {
  Life life(to_each("    parallel: 1\n"));
  life.begin(event("go", people(2)));
  life.hear(core::run_pause(life.run().id(), "", "ana", life.now));
  EXPECT_THAT(item_succeeds(life, 0), ElementsAre("StepSucceeded mails[0]"));
  EXPECT_THAT(life.hear(core::run_resume(life.run().id(), "ana", life.now)),
              ElementsAre("RunResumed", "StepStarted mails[1]"));
}

TEST(EachItem, OfWhichNobodyKnowsIsForAPersonToResolve) {
  Life life(to_each());
  life.begin(event("go", people(2)));
  item_succeeds(life, 1);
  end_item(life, 0, ActionResult::Kind::undecidable, nullptr, "who knows");
  EXPECT_EQ(to_text(life.run().step(StepRef("mails", 0)).status), "unknown");
  EXPECT_THAT(life.hear(core::step_resolve(life.run().id(), StepRef("mails", 0), "succeeded",
                                           {{"id", "S"}}, "", "ana", life.now)),
              ElementsAre("StepResolved mails[0]", "StepSucceeded mails[0]", "StepSucceeded mails",
                          "RunSucceeded"));
  EXPECT_EQ(output(life), Json::array({{{"id", "S"}}, {{"id", 1}}}));
}

TEST(EachItem, ThatFailedUnknownCanBeResolvedWhenItsStepHasFailed) {
  Life life(to_each());
  life.begin(event("go", people(1)));
  for (int look = 0; look < 30 && life.status() != "failed"; ++look) {
    life.now += std::chrono::hours(1);
    end_item(life, 0, ActionResult::Kind::unknown, nullptr, "lost");
  }
  ASSERT_EQ(life.status("mails"), "failed");
  EXPECT_THAT(life.hear(core::step_resolve(life.run().id(), StepRef("mails", 0), "succeeded",
                                           {{"id", 7}}, "", "ana", life.now)),
              ElementsAre("RunResumed", "StepResolved mails[0]", "StepReset mails[0]",
                          "StepReset mails", "StepSucceeded mails[0]", "ItemsBegun mails",
                          "StepSucceeded mails", "RunSucceeded"));
  EXPECT_EQ(output(life), Json::array({Json{{"id", 7}}}));
}

TEST(EachItem, IsTakenUpAfterARestart) {
  Life life(to_each());
  life.begin(event("go", people(2)));
  const auto action =
      engine::resume(life.the_plan(), life.run(), StepRef("mails", 1), life.now).value();
  EXPECT_EQ(action.step, StepRef("mails", 1));
  EXPECT_EQ(action.mode, core::StartAction::Mode::read_back);
  EXPECT_EQ(action.input, (Json{{"to", "p1"}, {"at", 1}}));
}

TEST(EachItem, ThatFailsAtOnceLeavesTheRestToTheNextDecision) {
  Life life(
      with_steps("  mails:\n    each: \"${trigger.data.people}\"\n    do: mail.send\n"
                 "    with: { to: \"${item.address}\" }\n"));
  life.begin(event("go", people(150)));
  const auto due = life.run().step("mails").due;
  ASSERT_TRUE(due.has_value()) << life.status("mails") << ": " << life.run().reason();
  EXPECT_EQ(life.run().step("mails").items->failed, 100);
  life.come_due("mails");
  EXPECT_EQ(life.status("mails"), "failed");
  EXPECT_THAT(life.run().reason(), HasSubstr("150 of 150 items failed"));
}

TEST(EachItem, IsOneOfSoManyAtMost) {
  Life life(to_each());
  life.begin(event("go", people(static_cast<int>(core::kItemsMax) + 1)));
  EXPECT_THAT(life.run().reason(), HasSubstr("items_max"));
  Life none(to_each());
  none.begin(event("go", {{"people", 3}}));
  EXPECT_THAT(none.run().reason(), HasSubstr("expected a list or a map"));
}

// A run of very many items holds only those that are under way, and its journal replays to it.
TEST(EachItem, OfTenThousandTakesNoMoreThanThoseUnderWay) {
  Life life(to_each("    parallel: 100\n"), false);
  life.begin(event("go", people(static_cast<int>(core::kItemsMax))));
  std::size_t most = 0;
  for (int item = 0; item < static_cast<int>(core::kItemsMax); ++item) {
    item_succeeds(life, item);
    most = std::max(most, life.run().steps().size());
  }
  EXPECT_LE(most, 101U);
  EXPECT_EQ(life.status(), "succeeded");
  life.check_replay();
}

}  // namespace
}  // namespace baton::tests
