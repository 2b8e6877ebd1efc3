#include "runtime/dispatcher.hpp"

#include "unit/runtime/dispatching.hpp"

namespace baton::runtime {
namespace {

TEST_F(DispatcherTest, PerformsAsManyAtOnceAsTheConnectionAllows) {
  connectors_.at_once = 2;
  take({action("a"), action("b"), action("c")});
  EXPECT_EQ(connectors_.performed, (std::vector<std::string>{"a", "b"}));
  connectors_.release();
  poll();
  EXPECT_EQ(connectors_.performed, (std::vector<std::string>{"a", "b", "c"}));
  EXPECT_EQ(outcomes().size(), 3U);
  EXPECT_EQ(dispatcher_.in_flight(), 0U);
}

TEST_F(DispatcherTest, OneEventThatCausesMuchLetsOthersInBetween) {
  auto many = actions(1'000, "crm");
  for (auto& one : many) one.action.root = core::EventId(1);
  take(std::move(many));
  auto other = action("of another event");
  other.action.root = core::EventId(2);
  take({std::move(other)});
  connectors_.release();
  poll();
  ASSERT_EQ(connectors_.performed.size(), 1'001U);
  EXPECT_EQ(connectors_.performed[0], "crm0");
  EXPECT_EQ(connectors_.performed[1], "crm1");
  EXPECT_EQ(connectors_.performed[2], "of another event");
  EXPECT_EQ(connectors_.performed[3], "crm2");
}

TEST_F(DispatcherTest, SaysHowTheLastAttemptsOverAConnectionEnded) {
  EXPECT_EQ(dispatcher_.recent_attempts("crm"), nullptr);
  answer_with(ActionResult::Kind::permanent);
  take({action("a"), action("b")});
  answer_with(ActionResult::Kind::succeeded);
  take({action("c"), action("d", 1, "erp")});
  const auto* recent = dispatcher_.recent_attempts("crm");
  ASSERT_NE(recent, nullptr);
  EXPECT_EQ(recent->count(), 3);
  EXPECT_EQ(recent->failed(), 2);
  EXPECT_EQ(recent->json().at("reason"), "code: words");
  ASSERT_NE(dispatcher_.recent_attempts("erp"), nullptr);
  EXPECT_EQ(dispatcher_.recent_attempts("erp")->failed(), 0);
}

// Whether an earlier attempt had its effect is asked, which is no attempt.
TEST_F(DispatcherTest, ALookForAnEffectIsNoAttempt) {
  answer_with(ActionResult::Kind::permanent);
  auto look = action("a");
  look.action.mode = Mode::read_back;
  take({look});
  EXPECT_EQ(connectors_.performed.size(), 1U);
  EXPECT_EQ(dispatcher_.recent_attempts("crm"), nullptr);
}

TEST_F(DispatcherTest, SendsNothingThatWasCancelledWhileItQueued) {
  take({action("a"), action("b"), action("c")});
  take({}, {"b"});
  connectors_.release();
  poll();
  EXPECT_EQ(connectors_.performed, (std::vector<std::string>{"a", "c"}));
}

TEST_F(DispatcherTest, AWallClockThatIsSetBackDelaysNoRetry) {
  auto retry = action("a", 2);
  retry.action.not_before = clock_.now() + std::chrono::seconds(30);
  clock_.set(clock_.now() - std::chrono::hours(2));
  clock_.advance(std::chrono::seconds(30));
  take({retry});
  EXPECT_EQ(connectors_.performed, (std::vector<std::string>{"a"}));
}

// Else a process after this one might take it for unsent.
TEST_F(DispatcherTest, BeginsNothingThatIsDueLaterThanTimeIsKept) {
  connectors_.silent = false;
  dispatcher_.begin_until(clock_.steady() + std::chrono::seconds(10));
  auto retry = action("a", 2);
  retry.action.not_before = clock_.steady() + std::chrono::seconds(20);
  take({retry});
  pass(std::chrono::minutes(1));
  auto late = action("b", 2);
  late.action.not_before = clock_.steady();
  take({late, action("c")});
  EXPECT_EQ(connectors_.performed, (std::vector<std::string>{"c"}));
  dispatcher_.begin_until(clock_.steady());
  poll();
  EXPECT_EQ(connectors_.performed, (std::vector<std::string>{"c", "a", "b"}));
}

TEST_F(DispatcherTest, BeginsAnAttemptOnce) {
  take({action("a"), action("b"), action("b")});
  connectors_.release();
  poll();
  EXPECT_EQ(connectors_.performed, (std::vector<std::string>{"a", "b"}));
}

TEST_F(DispatcherTest, EachAttemptIsASpanOfTheTraceOfItsRun) {
  telemetry::Spans spans({}, metrics_);
  options_.spans = &spans;
  auto first = action("a");
  first.action.trace = core::trace_of("", core::EventId(3));
  const auto trace = first.action.trace.id();
  answer_with(ActionResult::Kind::transient);
  take({first});
  clock_.advance(std::chrono::seconds(1));
  first.action.attempt = 2;
  answer_with(ActionResult::Kind::succeeded);
  take({first});
  ASSERT_EQ(connectors_.sent.size(), 2U);
  const auto made = spans.take(10);
  ASSERT_EQ(made.size(), 2U);
  for (std::size_t at = 0; at < 2; ++at) {
    const auto& sent = connectors_.sent[at].trace;
    EXPECT_EQ(sent.id(), trace);
    EXPECT_TRUE(sent.sampled);
    EXPECT_EQ(made[at].trace.span, sent.span) << "what was sent names the span that is exported";
    EXPECT_EQ(made[at].failed, at == 0);
  }
  EXPECT_NE(made[0].trace.span, made[1].trace.span);
}

TEST_F(DispatcherTest, WithoutAnExportATraceIsPassedOnAsItCame) {
  answer_with(ActionResult::Kind::succeeded);
  auto first = action("a");
  first.action.trace = core::trace_of("", core::EventId(3));
  auto second = action("b");
  second.action.trace = first.action.trace;
  second.action.trace.sampled = true;
  take({first, second});
  ASSERT_EQ(connectors_.sent.size(), 2U);
  EXPECT_FALSE(connectors_.sent[0].trace.sampled);
  EXPECT_TRUE(connectors_.sent[1].trace.sampled);
  EXPECT_NE(connectors_.sent[0].trace.span, 0U);
}

TEST_F(DispatcherTest, CountsAttemptsByConnectionAndHowTheyEnded) {
  answer_with(ActionResult::Kind::transient);
  take({action("a"), action("b", 1, "erp")});
  answer_with(ActionResult::Kind::succeeded);
  take({action("c")});
  auto& crm = metrics_.connection("crm");
  EXPECT_EQ(crm.attempts(ActionResult::Kind::transient).Value(), 1.0);
  EXPECT_EQ(crm.attempts(ActionResult::Kind::succeeded).Value(), 1.0);
  EXPECT_EQ(metrics_.connection("erp").attempts(ActionResult::Kind::transient).Value(), 1.0);
}

TEST_F(DispatcherTest, ASlipOfTheConnectorIsAnUnknownOutcomeAndFreesItsPlace) {
  connectors_.throws = true;
  take({action("a")});
  const auto first = outcomes();
  ASSERT_EQ(first.size(), 1U);
  EXPECT_EQ(first[0].kind, ActionResult::Kind::unknown);
  EXPECT_EQ(first[0].code, "internal");
  EXPECT_EQ(dispatcher_.in_flight(), 0U);
  connectors_.throws = false;
  connectors_.release();
  take({action("b")});
  EXPECT_EQ(connectors_.performed, (std::vector<std::string>{"a", "b"}));
}

// A vendor that answers at once, thousands of times over: what is performed does not pile up on the
// stack.
TEST_F(DispatcherTest, AnswersAtOnceDoNotNest) {
  connectors_.silent = false;
  options_.actions_waiting_max = 40'000;
  take(actions(20'000, "crm"));
  EXPECT_EQ(connectors_.performed.size(), 20'000U);
  EXPECT_EQ(dispatcher_.in_flight(), 0U);
}

TEST_F(DispatcherTest, TheNextAttemptTakesThePlaceOfTheOneBeforeAlsoWhenAllPlacesAreTaken) {
  options_.actions_waiting_max = 1;
  connectors_.silent = false;
  take({action("a", 1)});
  take({action("a", 2)});
  EXPECT_EQ(connectors_.performed, (std::vector<std::string>{"a", "a"}));
}

TEST_F(DispatcherTest, ABlockedConnectionDelaysNoOther) {
  options_.actions_waiting_max = 16;
  connectors_.only = "crm";
  take(actions(100, "crm"));
  take(actions(3, "erp"));
  EXPECT_EQ(connectors_.performed, (std::vector<std::string>{"crm0", "erp0", "erp1", "erp2"}));
}

TEST_F(DispatcherTest, BlockedConnectionsLeaveOthersSomeOfWhatIsPerformedAtOnce) {
  options_.actions_in_flight_max = 8;
  connectors_.at_once = 1'000;
  take(actions(100, "crm"));
  take(actions(100, "erp"));
  connectors_.only = "crm";
  take(actions(1, "faq"));
  EXPECT_EQ(connectors_.performed.back(), "faq0");
}

TEST_F(DispatcherTest, RetriesFarOffTakeNoPlace) {
  options_.actions_waiting_max = 8;
  connectors_.silent = false;
  take(actions(100, "crm", std::chrono::hours(1)));
  take({action("now"), action("other", 1, "erp")});
  EXPECT_EQ(connectors_.performed, (std::vector<std::string>{"now", "other"}));
}

// With one place in flight, the first of the alphabet is not served before all others each time.
TEST_F(OutboxTest, ConnectionsTakeTurns) {
  options_.actions_in_flight_max = 1;
  begin("crm", 3);
  begin("erp", 3);
  connectors_.release();
  poll();
  settle();
  std::string order;
  for (const auto& action : connectors_.sent) order += action.connection.substr(0, 1);
  EXPECT_EQ(order, "cecece");
}

}  // namespace
}  // namespace baton::runtime
