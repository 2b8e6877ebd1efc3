#include "baton/engine/why.hpp"
#include "unit/engine/two_actions.hpp"

#include <gmock/gmock.h>

namespace baton::tests {
namespace {

using core::ActionResult;
using core::Json;
using core::StartAction;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using Kind = ActionResult::Kind;
using Mode = StartAction::Mode;

// As the dispatcher does after a restart, when it is not known whether the attempt was sent.
Life::Names end_look_after_restart(Life& life, Kind kind, core::Duration retry_after = {}) {
  ActionResult result{kind, {}, {}, {}, retry_after};
  return life.hear(core::action_finished(life.run().id(), "a", life.run().step("a").attempt,
                                         std::move(result), life.now,
                                         {life.run().step("a").look, true, life.now}));
}

// The answer was lost, and its operation may be repeated.
Life::Names end_in_doubt(Life& life) {
  ActionResult result{Kind::transient, {}, "closed", "the connection was closed"};
  result.in_doubt = true;
  const auto& state = life.run().step("a");
  return life.hear(core::action_finished(life.run().id(), "a", state.attempt, std::move(result),
                                         life.now, {state.look, false, life.now}));
}

// Ends the attempt of "a" with an exchange, and returns what the journal keeps of that.
core::Json kept_of(Life& life, Kind kind) {
  ActionResult result{kind, {}, "http_503", "busy"};
  result.exchange = {{"method", "POST"}, {"status", 503}, {"body", "busy"}};
  const auto& state = life.run().step("a");
  const bool looked = state.status == core::StepStatus::unknown;
  const auto event = core::action_finished(life.run().id(), "a", state.attempt, std::move(result),
                                           life.now, {state.look, looked, life.now});
  life.hear(event);
  return core::to_json(life.last().front()).value("exchange", core::Json());
}

// Ends the attempt of "a", which had waited before it was sent, and returns what the journal has.
core::Json journalled(Life& life, Kind kind, core::Duration waited, bool unsent = false) {
  ActionResult result{kind, {}, kind == Kind::succeeded ? "" : "code", "words"};
  result.waited = waited;
  result.unsent = unsent;
  if (unsent) result.code = core::kGaveUpCode;
  const auto& state = life.run().step("a");
  life.hear(core::action_finished(life.run().id(), "a", state.attempt, std::move(result), life.now,
                                  {state.look, false, life.now}));
  return core::to_json(life.last().front());
}

TEST(Waits, BeforeAnAttemptWasSentStandInTheJournalWithItsOutcome) {
  for (const auto kind :
       {Kind::succeeded, Kind::transient, Kind::permanent, Kind::unknown, Kind::undecidable}) {
    auto life = begun("attempts: 3");
    const auto told = journalled(life, kind, seconds(90));
    EXPECT_EQ(told.value("waited_ms", 0), 90'000) << told.dump();
    EXPECT_FALSE(told.contains("unsent"));
    const auto read = core::transition_from_json(told);
    ASSERT_TRUE(read);
    EXPECT_EQ(core::to_json(*read), told);
  }
}

TEST(Waits, ThatAreLongerThanWeeksAreKept) {
  auto life = begun("attempts: 3");
  EXPECT_EQ(journalled(life, Kind::succeeded, hours(24 * 60)).at("waited_ms"), 5'184'000'000);
}

TEST(Waits, OfLessThanAMillisecondAreLeftOut) {
  auto life = begun("attempts: 3");
  EXPECT_FALSE(
      journalled(life, Kind::succeeded, std::chrono::microseconds(999)).contains("waited_ms"));
}

TEST(Waits, OfAnAttemptThatWasGivenUpSayThatItWasNeverSent) {
  auto life = begun("attempts: 3");
  const auto told = journalled(life, Kind::permanent, hours(2), true);
  EXPECT_EQ(told.at("is"), "StepFailed");
  EXPECT_EQ(told.at("waited_ms"), 7'200'000);
  EXPECT_EQ(told.at("unsent"), true);
}

TEST(Exchanges, AreKeptOfAttemptsThatDidNotSucceed) {
  const core::Json whole{{"method", "POST"}, {"status", 503}, {"body", "busy"}};
  auto life = begun("attempts: 13");
  for (int attempt = 1; attempt <= 10; ++attempt) EXPECT_EQ(kept_of(life, Kind::transient), whole);
  const auto eleventh = kept_of(life, Kind::transient);
  EXPECT_EQ(eleventh.at("status"), 503);
  EXPECT_FALSE(eleventh.contains("body")) << "a journal has room for so many answers";
  EXPECT_EQ(kept_of(life, Kind::permanent), whole) << "of the last attempt all is kept";
  auto lost = begun("attempts: 3");
  EXPECT_EQ(kept_of(lost, Kind::unknown), whole);
  EXPECT_TRUE(kept_of(lost, Kind::unknown).is_null()) << "there may be very many looks";
}

TEST(NotNow, CountsAsNothing) {
  auto life = begun("attempts: 1");
  EXPECT_THAT(life.end("a", Kind::throttled, nullptr, seconds(2)), IsEmpty());
  EXPECT_THAT(life.end("a", Kind::held), IsEmpty());
  EXPECT_EQ(life.status("a"), "running");
}

TEST(Retrying, SaysWhichAttemptComesNext) {
  auto life = begun("attempts: 3");
  life.end("a", Kind::transient);
  const core::StepRetrying retrying{"a", 2};
  EXPECT_EQ(core::to_json(retrying).at("attempt"), 2);
  EXPECT_EQ(core::to_json(core::StepUnknown{"a", 2}).at("attempt"), 2);
  EXPECT_EQ(life.run().step("a").attempt, 2);
}

TEST(Unknown, LooksAreNoAttempts) {
  auto life = begun("attempts: 3");
  for (int look = 1; look <= 10; ++look) {
    EXPECT_THAT(life.end("a", Kind::unknown), ElementsAre("StepUnknown a"));
    EXPECT_EQ(life.run().step("a").attempt, 1);
    EXPECT_EQ(action(life).look, look);
    EXPECT_EQ(action(life).mode, Mode::read_back);
    EXPECT_EQ(action(life).sent_at, noon());
  }
}

TEST(Unknown, WhatMayBeSentOnceIsSentOnce) {
  auto life = begun("attempts: 1");
  life.end("a", Kind::unknown);
  EXPECT_THAT(life.end("a", Kind::not_found),
              ElementsAre("StepFailed a", "StepBlocked b", "RunFailed"));
  EXPECT_THAT(life.run().step("a").reason, HasSubstr("no trace of it was found"));
  EXPECT_TRUE(life.run().step("a").uncertain);
}

TEST(Unknown, IsLookedForAgainWhenTheConnectorSaysSo) {
  auto life = begun("attempts: 2");
  life.end("a", Kind::unknown);
  for (int look = 0; look < 30; ++look) {
    ASSERT_THAT(life.end("a", Kind::unknown, nullptr, seconds(60)), ElementsAre("StepUnknown a"));
    EXPECT_GE(action(life).not_before, life.now + seconds(60));
  }
  EXPECT_THAT(life.end("a", Kind::not_found), ElementsAre("StepStarted a"));
  EXPECT_EQ(action(life).mode, Mode::perform);
}

TEST(Unknown, EndsWhenNoLookTellsAnything) {
  auto life = begun("attempts: 2");
  Life::Names names;
  for (int look = 0; look < 30 && life.status("a") != "failed"; ++look)
    names = life.end("a", Kind::unknown);
  EXPECT_THAT(names, ElementsAre("StepFailed a", "StepBlocked b", "RunFailed"));
  EXPECT_TRUE(life.run().step("a").uncertain);
}

TEST(Unknown, APersonsRetryLooksFirst) {
  auto life = begun("attempts: 2");
  while (life.status("a") != "failed") life.end("a", Kind::unknown);
  EXPECT_THAT(retry_all(life),
              ElementsAre("RunResumed", "StepReset a", "StepReset b", "StepUnknown a"));
  EXPECT_EQ(action(life).mode, Mode::read_back);
  EXPECT_THAT(life.end("a", Kind::unknown), ElementsAre("StepUnknown a")) << "looks count anew";
  EXPECT_THAT(life.succeed("a"), ElementsAre("StepSucceeded a", "StepStarted b"));
}

TEST(Unknown, ARefusedLookIsNoAnswer) {
  auto life = begun("attempts: 2");
  life.end("a", Kind::unknown);
  EXPECT_THAT(life.end("a", Kind::permanent), ElementsAre("StepUnknown a"));
  EXPECT_THAT(life.end("a", Kind::transient), ElementsAre("StepUnknown a"));
}

TEST(Restart, CountsAsNoAttempt) {
  auto life = begun("attempts: 1");
  EXPECT_THAT(end_look_after_restart(life, Kind::not_found), ElementsAre("StepStarted a"));
  EXPECT_THAT(end_look_after_restart(life, Kind::unknown, seconds(5)),
              ElementsAre("StepUnknown a"));
  EXPECT_THAT(life.end("a", Kind::unknown, nullptr, seconds(5)), ElementsAre("StepUnknown a"));
  EXPECT_THAT(life.end("a", Kind::not_found), ElementsAre("StepStarted a"));
  EXPECT_THAT(life.end("a", Kind::transient),
              ElementsAre("StepFailed a", "StepBlocked b", "RunFailed"));
}

// The operation is known again by its key, so it was tried again, and the answer to that says
// nothing of the first attempt.
TEST(InDoubt, AFailureAfterAnAnswerThatWasLostCanBeResolved) {
  for (const Kind last : {Kind::permanent, Kind::transient}) {
    auto life = begun("attempts: 2");
    EXPECT_THAT(end_in_doubt(life), ElementsAre("StepRetrying a"));
    EXPECT_EQ(action(life).mode, Mode::perform);
    EXPECT_THAT(life.end("a", last), ElementsAre("StepFailed a", "StepBlocked b", "RunFailed"));
    EXPECT_THAT(life.run().step("a").reason,
                HasSubstr("whether an attempt before had its effect is not known"));
    EXPECT_THAT(resolve(life, "succeeded", {{"id", 1}}),
                ElementsAre("RunResumed", "StepResolved a", "StepReset a", "StepReset b",
                            "StepSucceeded a", "StepStarted b"));
  }
}

TEST(InDoubt, ALaterSuccessEndsTheDoubt) {
  auto life = begun("attempts: 3");
  end_in_doubt(life);
  life.end("a", Kind::transient);
  EXPECT_THAT(life.succeed("a"), ElementsAre("StepSucceeded a", "StepStarted b"));
  EXPECT_FALSE(life.run().step("a").in_doubt);
}

TEST(InDoubt, WithoutOneAFailureIsPlain) {
  auto life = begun("attempts: 2");
  life.end("a", Kind::transient);
  life.end("a", Kind::permanent);
  EXPECT_FALSE(life.run().step("a").uncertain);
}

TEST(Undecidable, IsForAPersonAtOnce) {
  auto life = begun("attempts: 5");
  life.end("a", Kind::unknown);
  EXPECT_THAT(life.end("a", Kind::undecidable), ElementsAre("StepUnknown a"));
  EXPECT_THAT(life.effects(), IsEmpty());
  EXPECT_TRUE(life.run().step("a").waits_for_person());
  EXPECT_EQ(life.status(), "waiting");
  EXPECT_FALSE(engine::resume(life.the_plan(), life.run(), "a", life.now).has_value());
  const auto why =
      engine::why_step(life.the_plan(), life.run(), *life.the_plan().step("a"), life.now);
  EXPECT_THAT(core::text_at(why, "because"), HasSubstr("baton runs resolve"));
  EXPECT_THAT(end_look_after_restart(life, Kind::not_found), IsEmpty())
      << "nothing is under way any more";
}

TEST(Unknown, WithoutATraceIsLookedForOnceMoreWhenAPersonRetries) {
  auto life = begun("attempts: 1");
  life.end("a", Kind::unknown);
  EXPECT_THAT(life.end("a", Kind::not_found),
              ElementsAre("StepFailed a", "StepBlocked b", "RunFailed"));
  EXPECT_THAT(retry_all(life),
              ElementsAre("RunResumed", "StepReset a", "StepReset b", "StepUnknown a"));
  EXPECT_EQ(action(life).mode, Mode::read_back);
  EXPECT_THAT(life.end("a", Kind::not_found), ElementsAre("StepStarted a"));
}

TEST(Resolve, WhatTheLookUnderWayFindsIsOnRecord) {
  auto life = begun("attempts: 1");
  life.end("a", Kind::unknown);
  EXPECT_THAT(resolve(life, "resend"), ElementsAre("StepResolved a", "StepStarted a"));
  const auto found = core::action_finished(life.run().id(), "a", 1, {Kind::succeeded, {{"id", 1}}},
                                           life.now, {1, true, {}});
  EXPECT_THAT(life.hear(found), ElementsAre("LateOutcome a"));
  EXPECT_THAT(life.hear(found), IsEmpty());
  EXPECT_EQ(life.status("a"), "running");
}

TEST(GiveUp, EndsWhatIsNotDoneInTime) {
  auto life = begun_for_two_hours("attempts: 50, initial: 10m");
  EXPECT_EQ(life.run().step("a").give_up_at, noon() + hours(2));
  EXPECT_THAT(life.end("a", Kind::transient, nullptr, hours(3)),
              ElementsAre("StepFailed a", "StepBlocked b", "RunFailed"));
  EXPECT_EQ(life.run().view().at("steps").at("a").at("error").at("code"), "gave_up");
  EXPECT_THAT(life.run().step("a").reason, HasSubstr("as told"));
  life.now += hours(1);
  retry_all(life);
  EXPECT_EQ(action(life).give_up_at, life.now + hours(2)) << "a person's retry has its own time";
}

TEST(GiveUp, SaysWhatItWaitedFor) {
  auto life = begun_for_two_hours("attempts: 5");
  const auto over = core::action_finished(
      life.run().id(), "a", 1, {Kind::permanent, {}, "gave_up", "held: no secret"}, life.now);
  EXPECT_THAT(life.hear(over), ElementsAre("StepFailed a", "StepBlocked b", "RunFailed"));
  EXPECT_THAT(life.run().step("a").reason, HasSubstr("within 2h: held: no secret"));
}

TEST(GiveUp, DoesNotClaimThatNothingHappened) {
  auto life = begun_for_two_hours("attempts: 5");
  life.end("a", Kind::unknown);
  ActionResult result{Kind::permanent, {}, "gave_up", ""};
  life.hear(core::action_finished(life.run().id(), "a", 1, result, life.now, {1, true, {}}));
  EXPECT_EQ(life.run().view().at("steps").at("a").at("error").at("code"), "unknown");
}

TEST(Late, WhatAnAttemptDidAfterACancelIsOnRecord) {
  auto life = begun("attempts: 5");
  life.hear(core::run_cancel(life.run().id(), "no need", "ana", life.now));
  const auto why = [&] {
    return core::text_at(
        engine::why_step(life.the_plan(), life.run(), *life.the_plan().step("a"), life.now),
        "because");
  };
  EXPECT_THAT(why(), HasSubstr("not known"));
  const auto made =
      core::action_finished(life.run().id(), "a", 1, {Kind::succeeded, {{"id", "T-77"}}}, life.now);
  EXPECT_THAT(life.hear(made), ElementsAre("LateOutcome a"));
  EXPECT_EQ(life.status("a"), "cancelled");
  EXPECT_EQ(life.run().step("a").late->output, (Json{{"id", "T-77"}}));
  EXPECT_THAT(why(), HasSubstr("ended after that: succeeded"));
  EXPECT_THAT(life.hear(made), IsEmpty()) << "once";
}

std::string why_a(Life& life) {
  return core::text_at(
      engine::why_step(life.the_plan(), life.run(), *life.the_plan().step("a"), life.now),
      "because");
}

std::vector<std::string> looked(Life& life, int look, ActionResult result) {
  return life.hear(core::action_finished(life.run().id(), "a", 1, std::move(result), life.now,
                                         {look, true, {}}));
}

TEST(Late, TheEffectOfACancelledStepIsLookedForToItsEnd) {
  auto life = begun("attempts: 5");
  life.end("a", Kind::unknown);
  const auto due = life.run().step("a").due;
  ASSERT_TRUE(due);
  life.hear(core::run_cancel(life.run().id(), "no need", "ana", life.now));
  EXPECT_EQ(life.status("a"), "cancelled");
  EXPECT_EQ(life.run().step("a").due, due);
  EXPECT_THAT(why_a(life), HasSubstr("still looked for"));
  const auto again = engine::resume(life.the_plan(), life.run(), "a", life.now);
  ASSERT_TRUE(again) << "after a restart";
  EXPECT_EQ(again->mode, core::StartAction::Mode::read_back);
  EXPECT_EQ(again->look, 1);

  EXPECT_THAT(looked(life, 1, {Kind::unknown, {}, "", "not there yet", minutes(1)}),
              ElementsAre("StepUnknown a"));
  EXPECT_EQ(life.status("a"), "cancelled");
  EXPECT_EQ(life.run().step("a").reason, "no need");
  EXPECT_EQ(action(life).mode, core::StartAction::Mode::read_back);
  EXPECT_EQ(action(life).look, 2);
  EXPECT_THAT(looked(life, 2, {Kind::succeeded, {{"id", "T-77"}}}), ElementsAre("LateOutcome a"));
  EXPECT_EQ(life.run().step("a").late->output, (Json{{"id", "T-77"}}));
  EXPECT_FALSE(life.run().step("a").due);
  EXPECT_FALSE(life.run().step("a").uncertain);
  EXPECT_THAT(looked(life, 2, {Kind::succeeded}), IsEmpty()) << "once";
}

TEST(Late, ALostAnswerAfterTheCancelIsLookedForToo) {
  auto life = begun("attempts: 5");
  life.hear(core::run_cancel(life.run().id(), "no need", "ana", life.now));
  EXPECT_THAT(life.end("a", Kind::unknown), ElementsAre("StepUnknown a"));
  EXPECT_EQ(life.status("a"), "cancelled");
  EXPECT_EQ(action(life).mode, core::StartAction::Mode::read_back);
  EXPECT_THAT(looked(life, 1, {Kind::not_found, {}, "", "no trace of the last attempt"}),
              ElementsAre("LateOutcome a"))
      << "it is not sent again";
  EXPECT_THAT(why_a(life), HasSubstr("did not happen: no trace"));
}

TEST(Late, WhatNobodyCanTellIsSaid) {
  for (auto result :
       {ActionResult{Kind::undecidable, {}, "cannot_read_back", "look in crm"},
        ActionResult{
            Kind::not_found, {}, "repeatable", "sending it again has no further effect"}}) {
    auto life = begun("attempts: 5");
    life.end("a", Kind::unknown);
    life.hear(core::run_cancel(life.run().id(), "no need", "ana", life.now));
    EXPECT_THAT(looked(life, 1, std::move(result)), ElementsAre("LateOutcome a"));
    EXPECT_EQ(life.run().step("a").late->result, "undecidable");
    EXPECT_TRUE(life.run().step("a").uncertain);
    EXPECT_THAT(why_a(life), HasSubstr("whether its attempt 1 happened is not known"));
  }
  auto asked = begun("attempts: 5");
  asked.end("a", Kind::unknown);
  looked(asked, 1, {Kind::undecidable, {}, "cannot_read_back", "look in crm"});
  asked.hear(core::run_cancel(asked.run().id(), "no need", "ana", asked.now));
  EXPECT_FALSE(asked.run().step("a").due);
  EXPECT_THAT(why_a(asked), HasSubstr("whether its attempt 1 happened is not known"));
}

TEST(Late, ItIsLookedForWithinBounds) {
  auto life = begun("attempts: 5");
  life.end("a", Kind::unknown);
  life.hear(core::run_cancel(life.run().id(), "no need", "ana", life.now));
  int looks = 1;
  while (looks < 100 && life.run().step("a").due)
    looked(life, looks++, {Kind::transient, {}, "http_500", "down"});
  EXPECT_EQ(looks, 21);
  EXPECT_EQ(life.run().step("a").late->result, "unknown");
  EXPECT_TRUE(life.run().step("a").uncertain);
}

TEST(Late, AnOutcomeOfAnOlderAttemptIsNone) {
  auto life = begun("attempts: 5");
  life.end("a", Kind::transient);
  life.hear(core::run_cancel(life.run().id(), "no need", "ana", life.now));
  EXPECT_THAT(
      life.hear(core::action_finished(life.run().id(), "a", 1, {Kind::transient}, life.now)),
      IsEmpty());
}

}  // namespace
}  // namespace baton::tests
