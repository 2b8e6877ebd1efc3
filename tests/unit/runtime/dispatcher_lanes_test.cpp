#include "runtime/dispatcher.hpp"
#include "unit/runtime/dispatching.hpp"

namespace baton::runtime {
namespace {

TEST_F(DispatcherTest, WhatOurConfigurationLacksHoldsItsLaneAndNoOther) {
  connectors_.silent = false;
  connectors_.missing["crm.note"] = "CRM_TOKEN is not set";
  take({action("a"), action("b"), action("c", 1, "crm", "call"), action("d", 1, "erp")});
  EXPECT_EQ(connectors_.performed, (std::vector<std::string>{"c", "d"}));
  EXPECT_EQ(outcomes().size(), 2U);
  const auto lanes = dispatcher_.lanes();
  ASSERT_EQ(lanes.size(), 1U);
  EXPECT_EQ(lanes[0].text(), "held: CRM_TOKEN is not set");
  EXPECT_EQ(lanes[0].operation, "note");
  EXPECT_EQ(lanes[0].waiting, 2U);
  EXPECT_EQ(metrics_.lanes_held.Value(), 1);
  connectors_.missing.clear();
  pass(std::chrono::seconds(1));
  EXPECT_EQ(connectors_.performed, (std::vector<std::string>{"c", "d", "a", "b"}));
  EXPECT_TRUE(dispatcher_.lanes().empty());
}

TEST_F(DispatcherTest, AnActionThatComesBackUnsentStaysFirstAndHasNoOutcome) {
  answer_with(ActionResult::Kind::held);
  connectors_.at_once = 4;
  take({action("a"), action("b"), action("c")});
  EXPECT_TRUE(outcomes().empty());
  EXPECT_EQ(dispatcher_.lanes().at(0).text(), "held: code: words");
  const auto before = connectors_.performed.size();
  pass(std::chrono::milliseconds(500));
  EXPECT_EQ(connectors_.performed.size(), before);
  pass(std::chrono::minutes(1));
  EXPECT_EQ(connectors_.performed.size(), before + 1) << "one is tried";
  answer_with(ActionResult::Kind::succeeded);
  pass(std::chrono::minutes(1));
  EXPECT_EQ(outcomes().size(), 3U);
  EXPECT_TRUE(dispatcher_.lanes().empty());
}

TEST_F(DispatcherTest, AConnectionThatSaysNotNowIsLeftAloneForThatLong) {
  answer_with(ActionResult::Kind::throttled, std::chrono::seconds(30));
  take({action("a"), action("b"), action("c", 1, "crm", "call"), action("d", 1, "erp")});
  EXPECT_TRUE(outcomes().empty());
  EXPECT_EQ(connectors_.performed.size(), 2U) << "one a connection";
  answer_with(ActionResult::Kind::succeeded);
  pass(std::chrono::seconds(29));
  EXPECT_EQ(connectors_.performed.size(), 2U);
  EXPECT_EQ(dispatcher_.lanes().size(), 2U);
  EXPECT_EQ(metrics_.connections_paused.Value(), 2);
  pass(std::chrono::seconds(1));
  for (int n = 0; n < 5; ++n) pass(std::chrono::seconds(1));
  EXPECT_EQ(outcomes().size(), 4U);
  for (const auto& sent : connectors_.sent) EXPECT_EQ(sent.attempt, 1);
}

TEST_F(DispatcherTest, AConnectionWhoseQuotaASuccessUsedUpWaitsForTheNextOne) {
  answer_with(ActionResult::Kind::succeeded, std::chrono::seconds(30));
  take({action("a"), action("b"), action("c", 1, "crm", "call")});
  EXPECT_EQ(connectors_.performed.size(), 1U);
  const auto ended = outcomes();
  ASSERT_EQ(ended.size(), 1U) << "it is the connection that waits, not the step";
  EXPECT_EQ(ended[0].kind, ActionResult::Kind::succeeded);
  EXPECT_EQ(ended[0].retry_after, core::Duration{});
  EXPECT_EQ(metrics_.connections_paused.Value(), 1);
  answer_with(ActionResult::Kind::succeeded);
  pass(std::chrono::seconds(29));
  EXPECT_EQ(connectors_.performed.size(), 1U);
  pass(std::chrono::seconds(1));
  for (int n = 0; n < 5; ++n) pass(std::chrono::seconds(1));
  EXPECT_EQ(connectors_.performed.size(), 3U);
  EXPECT_TRUE(dispatcher_.lanes().empty());
}

TEST_F(DispatcherTest, AConnectionWhoseSystemDoesNotWorkIsTriedByOneRequestAtATime) {
  answer_with(ActionResult::Kind::transient);
  connectors_.at_once = 4;
  take(actions(Breaker::kFailures + 20, "crm"));
  EXPECT_EQ(connectors_.performed.size(), static_cast<std::size_t>(Breaker::kFailures));
  ASSERT_EQ(dispatcher_.lanes().size(), 1U);
  EXPECT_EQ(dispatcher_.lanes()[0].reason, "10 attempts in a row failed: code: words");
  EXPECT_EQ(metrics_.connections_paused.Value(), 1);
  take({action("d", 1, "erp")});
  EXPECT_EQ(connectors_.performed.back(), "d") << "another connection goes on";
  const auto before = connectors_.performed.size();
  pass(std::chrono::seconds(4));
  EXPECT_EQ(connectors_.performed.size(), before);
  pass(std::chrono::seconds(1));
  EXPECT_EQ(connectors_.performed.size(), before + 1) << "one is tried";
  pass(std::chrono::seconds(9));
  EXPECT_EQ(connectors_.performed.size(), before + 1);
  answer_with(ActionResult::Kind::succeeded);
  pass(std::chrono::seconds(1));
  EXPECT_EQ(connectors_.performed.size(), 31U) << "all go on";
  EXPECT_TRUE(dispatcher_.lanes().empty());
  EXPECT_EQ(metrics_.connections_paused.Value(), 0);
}

TEST_F(DispatcherTest, SystemsThatDoNotWorkHoldUpNoOtherBehindTheSameConnection) {
  answer_with(ActionResult::Kind::transient);
  connectors_.one = false;
  take(actions(40, "http"));
  EXPECT_EQ(connectors_.performed.size(), 40U);
  EXPECT_TRUE(dispatcher_.lanes().empty());
}

// A vendor whose answers are lost may have done all that was asked.
TEST_F(DispatcherTest, OutcomesThatAreNotKnownLeaveTheirConnectionOpen) {
  answer_with(ActionResult::Kind::unknown);
  take(actions(40, "crm"));
  EXPECT_EQ(connectors_.performed.size(), 40U);
  EXPECT_TRUE(dispatcher_.lanes().empty());
}

TEST_F(DispatcherTest, ASystemThatRefusesWorksAllTheSame) {
  answer_with(ActionResult::Kind::permanent);
  take(actions(40, "crm"));
  EXPECT_EQ(connectors_.performed.size(), 40U);
  EXPECT_TRUE(dispatcher_.lanes().empty());
}

TEST_F(DispatcherTest, RetriesBeyondTheBudgetWaitAndFirstAttemptsDoNot) {
  connectors_.at_once = 1'000;  // no answer comes
  constexpr auto kSaved = static_cast<std::size_t>(RetryBudget::kSavedMax);
  std::vector<Afterwards::Action> retries;
  for (std::size_t n = 0; n < kSaved + 5; ++n)
    retries.push_back(action("r" + std::to_string(n), 2));
  retries.push_back(action("first"));
  take(std::move(retries));
  EXPECT_EQ(connectors_.performed.size(), kSaved + 1);
  EXPECT_EQ(connectors_.performed.back(), "first");
  for (int n = 0; n < 6; ++n) pass(std::chrono::seconds(1));
  EXPECT_EQ(connectors_.performed.size(), kSaved + 6);
}

TEST_F(DispatcherTest, AnOperationThatSaysNotNowLeavesTheOthersOfItsConnection) {
  answer_with(ActionResult::Kind::throttled, std::chrono::seconds(30));
  connectors_.answer.scope = ActionResult::Scope::operation;
  connectors_.at_once = 4;
  take({action("a")});
  EXPECT_EQ(connectors_.performed, (std::vector<std::string>{"a"}));
  ASSERT_EQ(dispatcher_.lanes().size(), 1U);
  EXPECT_EQ(dispatcher_.lanes()[0].operation, "note");
  answer_with(ActionResult::Kind::succeeded);
  take({action("b"), action("c", 1, "crm", "call")});
  EXPECT_EQ(connectors_.performed, (std::vector<std::string>{"a", "c"}));
  EXPECT_EQ(metrics_.connections_paused.Value(), 1);
  for (int n = 0; n < 35; ++n) pass(std::chrono::seconds(1));
  EXPECT_EQ(outcomes().size(), 3U);
  EXPECT_TRUE(dispatcher_.lanes().empty());
}

TEST_F(DispatcherTest, AnActionThatIsPendingIsAskedAgainByItselfUntilItsTimeout) {
  answer_with(ActionResult::Kind::pending, std::chrono::seconds(10));
  auto job = action("a");
  job.action.timeout = std::chrono::minutes(1);
  take({job});
  EXPECT_TRUE(outcomes().empty());
  ASSERT_EQ(dispatcher_.lanes().size(), 1U);
  EXPECT_EQ(dispatcher_.lanes()[0].step.name, "a");
  EXPECT_EQ(dispatcher_.lanes()[0].reason, "code: words");
  answer_with(ActionResult::Kind::succeeded);
  take({action("b")});
  EXPECT_EQ(connectors_.performed, (std::vector<std::string>{"a", "b"})) << "no other waits";
  answer_with(ActionResult::Kind::pending, std::chrono::seconds(10));
  outcomes();
  for (int n = 0; n < 59; ++n) pass(std::chrono::seconds(1));
  EXPECT_EQ(std::count(connectors_.performed.begin(), connectors_.performed.end(), "a"), 6);
  for (const auto& sent : connectors_.sent) EXPECT_EQ(sent.attempt, 1);
  for (int n = 0; n < 2; ++n) pass(std::chrono::seconds(1));
  const auto ended = outcomes();
  ASSERT_FALSE(ended.empty());
  EXPECT_EQ(ended.back().kind, ActionResult::Kind::permanent);
  EXPECT_EQ(ended.back().code, "timeout");
  EXPECT_EQ(ended.back().message, "not done in time: code: words");
  EXPECT_TRUE(dispatcher_.lanes().empty());
}

TEST_F(DispatcherTest, AnActionThatIsPendingAndThenSucceedsHasUsedOneAttempt) {
  answer_with(ActionResult::Kind::pending, std::chrono::seconds(10));
  take({action("a")});
  answer_with(ActionResult::Kind::succeeded);
  pass(std::chrono::seconds(9));
  EXPECT_TRUE(outcomes().empty());
  pass(std::chrono::seconds(1));
  EXPECT_EQ(outcomes().size(), 1U);
  EXPECT_EQ(connectors_.sent.back().attempt, 1);
  EXPECT_TRUE(dispatcher_.lanes().empty());
}

TEST_F(DispatcherTest, WhatHasItsTimeIsGivenUpAlsoWhileItsLaneIsHeld) {
  connectors_.missing["crm.note"] = "CRM_TOKEN is not set";
  auto one = action("a");
  one.action.give_up_at = clock_.steady() + std::chrono::hours(2);
  take({one, action("b")});
  pass(std::chrono::minutes(119));
  EXPECT_TRUE(outcomes().empty());
  pass(std::chrono::minutes(1));
  const auto ended = outcomes();
  ASSERT_EQ(ended.size(), 1U);
  EXPECT_EQ(ended[0].code, "gave_up");
  EXPECT_EQ(ended[0].message, "held: CRM_TOKEN is not set");
  EXPECT_EQ(ended[0].waited, std::chrono::hours(2));
  EXPECT_TRUE(ended[0].unsent);
  connectors_.silent = false;
  connectors_.missing.clear();
  pass(std::chrono::seconds(1));
  EXPECT_EQ(connectors_.performed, (std::vector<std::string>{"b"}));
}

TEST_F(DispatcherTest, AnAttemptSaysHowLongItWaitedForAConnectionThatWasNotSetUp) {
  connectors_.silent = false;
  connectors_.missing["crm.note"] = "CRM_TOKEN is not set";
  take({action("a"), action("b", 1, "erp")});
  auto ended = outcomes();
  ASSERT_EQ(ended.size(), 1U);
  EXPECT_EQ(ended[0].waited, core::Duration{}) << "nothing kept it waiting";
  pass(std::chrono::minutes(10));
  connectors_.missing.clear();
  pass(std::chrono::seconds(1));
  ended = outcomes();
  ASSERT_EQ(ended.size(), 1U);
  EXPECT_EQ(ended[0].waited, std::chrono::seconds(601));
  EXPECT_FALSE(ended[0].unsent);
}

TEST_F(DispatcherTest, AnAttemptSaysHowLongItWaitedForItsConnectionToTakeRequestsAgain) {
  answer_with(ActionResult::Kind::throttled, std::chrono::seconds(30));
  take({action("a")});
  EXPECT_EQ(connectors_.performed.size(), 1U);
  answer_with(ActionResult::Kind::succeeded);
  connectors_.answer.retry_after = {};
  connectors_.answer.waited = std::chrono::milliseconds(500);
  pass(std::chrono::seconds(30));
  const auto ended = outcomes();
  ASSERT_EQ(ended.size(), 1U);
  EXPECT_EQ(ended[0].waited, std::chrono::milliseconds(30'500))
      << "what the connector waited itself is added";
}

TEST_F(DispatcherTest, AnAttemptSaysHowLongItWaitedForItsPlaceInTheLane) {
  take({action("a"), action("b")});
  EXPECT_EQ(connectors_.performed.size(), 1U);
  clock_.advance(std::chrono::seconds(7));
  connectors_.release();
  poll();
  const auto ended = outcomes();
  ASSERT_EQ(ended.size(), 2U);
  EXPECT_EQ(ended[0].waited, core::Duration{}) << "the vendor took that time";
  EXPECT_EQ(ended[1].waited, std::chrono::seconds(7));
}

TEST_F(DispatcherTest, ARetryWaitsFromItsDueTimeOn) {
  connectors_.missing["crm.note"] = "CRM_TOKEN is not set";
  connectors_.silent = false;
  auto one = action("a", 2);
  one.action.not_before = clock_.steady() + std::chrono::seconds(30);
  take({one});
  pass(std::chrono::seconds(40));
  connectors_.missing.clear();
  pass(std::chrono::seconds(2));
  const auto ended = outcomes();
  ASSERT_EQ(ended.size(), 1U);
  EXPECT_EQ(ended[0].waited, std::chrono::seconds(12));
}

TEST_F(DispatcherTest, WhatIsPendingWasSentWhenItsSystemTookIt) {
  answer_with(ActionResult::Kind::pending, std::chrono::minutes(5));
  connectors_.answer.waited = std::chrono::seconds(1);
  take({action("a")});
  answer_with(ActionResult::Kind::succeeded);
  connectors_.answer.retry_after = {};
  connectors_.answer.waited = std::chrono::seconds(2);
  pass(std::chrono::minutes(5));
  const auto ended = outcomes();
  ASSERT_EQ(ended.size(), 1U);
  EXPECT_EQ(ended[0].waited, std::chrono::seconds(1));
}

TEST_F(DispatcherTest, ALookForAnEffectTellsOfNoWait) {
  connectors_.missing["crm.note"] = "CRM_TOKEN is not set";
  connectors_.silent = false;
  auto look = action("a");
  look.action.mode = Mode::read_back;
  take({look});
  connectors_.missing.clear();
  pass(std::chrono::minutes(1));
  const auto ended = outcomes();
  ASSERT_EQ(ended.size(), 1U);
  EXPECT_EQ(ended[0].waited, core::Duration{});
}

TEST_F(OutboxTest, AWaitGoesOnOverARestart) {
  connectors_.silent = false;
  connectors_.missing["crm.note"] = "gone";
  begin("crm", 1);
  clock_.advance(std::chrono::hours(1));
  restart();
  connectors_.missing.clear();
  clock_.advance(std::chrono::hours(1));
  give({});
  const auto batches = bus_.take(100);
  ASSERT_EQ(batches.size(), 1U);
  EXPECT_EQ(core::action_result(batches.front().events.front()).waited, std::chrono::hours(2));
}

TEST_F(OutboxTest, ALaneThatIsHeldSendsWhatItDidNotSendAfterARestart) {
  connectors_.silent = false;
  connectors_.missing["crm.note"] = "gone";
  begin("crm", 30);
  settle();
  EXPECT_EQ(sent("crm"), 0U);
  restart();
  advance(std::chrono::seconds(2));
  EXPECT_EQ(sent("crm"), 0U);
  connectors_.missing.clear();
  advance(std::chrono::seconds(2));
  advance(std::chrono::seconds(2));
  EXPECT_EQ(sent("crm"), 30U) << "nothing has to be looked for";
}

TEST_F(OutboxTest, APauseIsKeptOverARestart) {
  connectors_.only.clear();
  answer_with(ActionResult::Kind::throttled, std::chrono::minutes(10));
  begin("crm", 30);
  settle();
  EXPECT_EQ(connectors_.sent.size(), 1U);
  restart();
  answer_with(ActionResult::Kind::succeeded);
  connectors_.sent.clear();
  advance(std::chrono::minutes(9));
  EXPECT_EQ(connectors_.sent.size(), 0U);
  for (int second = 0; second < 90; ++second) advance(std::chrono::seconds(1));
  EXPECT_EQ(sent("crm"), 30U) << "what was refused was not done, and nothing else was sent";
}

TEST_F(OutboxTest, APauseOfOneOperationIsKeptOverARestart) {
  connectors_.only.clear();
  answer_with(ActionResult::Kind::throttled, std::chrono::minutes(10));
  connectors_.answer.scope = ActionResult::Scope::operation;
  begin("crm", 30);
  settle();
  EXPECT_EQ(connectors_.sent.size(), 1U);
  restart();
  answer_with(ActionResult::Kind::succeeded);
  connectors_.sent.clear();
  advance(std::chrono::minutes(9));
  EXPECT_EQ(connectors_.sent.size(), 0U);
  ASSERT_EQ(server_->lanes().size(), 1U);
  EXPECT_EQ(server_->lanes()[0].operation, "note");
  for (int second = 0; second < 90; ++second) advance(std::chrono::seconds(1));
  EXPECT_EQ(sent("crm"), 30U);
}

TEST_F(OutboxTest, AQuotaThatASuccessUsedUpIsKeptOverARestart) {
  connectors_.only.clear();
  answer_with(ActionResult::Kind::succeeded, std::chrono::minutes(10));
  begin("crm", 30);
  settle();
  EXPECT_EQ(sent("crm"), 1U);
  ASSERT_EQ(server_->lanes().size(), 1U);
  EXPECT_EQ(server_->lanes()[0].reason, "nothing is left of its quota");
  restart();
  answer_with(ActionResult::Kind::succeeded);
  connectors_.sent.clear();
  advance(std::chrono::minutes(9));
  EXPECT_EQ(connectors_.sent.size(), 0U);
  for (int second = 0; second < 90; ++second) advance(std::chrono::seconds(1));
  EXPECT_EQ(sent("crm"), 29U) << "the first has succeeded";
}

TEST_F(OutboxTest, APauseWhoseReasonIsNotTheRateTeachesNone) {
  connectors_.only.clear();
  answer_with(ActionResult::Kind::throttled, std::chrono::seconds(2));
  connectors_.answer.too_fast = false;
  begin("crm", 100);
  settle();
  EXPECT_EQ(server_->lanes().size(), 1U);
  answer_with(ActionResult::Kind::succeeded);
  connectors_.sent.clear();
  advance(std::chrono::seconds(1));
  EXPECT_EQ(connectors_.sent.size(), 0U);
  advance(std::chrono::seconds(1));
  EXPECT_EQ(sent("crm"), 100U) << "they are not sent one by one";
}

TEST_F(OutboxTest, OfALaneThatIsHeldBackLittleHasToBeLookedForAfterACrash) {
  options_.actions_waiting_max = 1'000;
  connectors_.only.clear();
  answer_with(ActionResult::Kind::throttled, std::chrono::seconds(2));
  begin("crm", 200);
  settle();
  answer_with(ActionResult::Kind::succeeded);
  advance(std::chrono::seconds(2));
  for (int n = 0; n < 5; ++n) advance(std::chrono::seconds(1));
  const auto before = connectors_.sent.size();
  EXPECT_GT(before, 5U);
  EXPECT_LT(before, 100U);
  connectors_.silent = true;
  advance(std::chrono::seconds(1));  // one is under way
  connectors_.silent = false;        // what is under way never ends
  connectors_.sent.clear();
  restart();
  for (int n = 0; n < 250; ++n) advance(std::chrono::seconds(1));
  const auto looked_for =
      std::count_if(connectors_.sent.begin(), connectors_.sent.end(),
                    [](const auto& action) { return action.mode == Mode::read_back; });
  EXPECT_GE(looked_for, 1);
  EXPECT_LE(looked_for, 20);
  EXPECT_GE(connectors_.sent.size(), 150U);
}

TEST_F(OutboxTest, AfterACleanStopNothingHasToBeLookedFor) {
  connectors_.only.clear();
  begin("crm", 30);
  server_->stop();
  connectors_.release();
  poll();
  settle();
  boost::asio::co_spawn(io_, server_->record_rest(), boost::asio::detached);
  poll();
  const auto before = connectors_.sent.size();
  connectors_.sent.clear();
  restart();
  settle();
  EXPECT_EQ(sent("crm") + before, 30U);
  // And once it has sent again, that is not believed any more.
  connectors_.silent = true;
  begin("crm", 3);
  connectors_.sent.clear();
  restart();
  EXPECT_EQ(sent("crm", 1, Mode::read_back), 1U);
}

}  // namespace
}  // namespace baton::runtime
