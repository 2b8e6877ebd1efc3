#include "runtime/tracing.hpp"

#include "baton/engine/lifecycle.hpp"
#include "unit/runtime/stepping.hpp"

#include <algorithm>
#include <map>

namespace baton::runtime {
namespace {

constexpr const char* kCame = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

core::Time at(int second) { return core::Time(std::chrono::seconds(second)); }

TEST(SpanOf, AnEventHangsBelowTheRequestThatBroughtIt) {
  core::Event event;
  event.id = core::EventId(5);
  event.type = "order.paid";
  event.received = at(1);
  event.trace = kCame;
  const auto span = span_of(event, at(2));
  ASSERT_TRUE(span);
  EXPECT_EQ(span->trace.id(), "4bf92f3577b34da6a3ce929d0e0e4736");
  EXPECT_EQ(core::span_text(span->parent), "00f067aa0ba902b7");
  EXPECT_EQ(span->trace.span, core::span_of(event.id));
  EXPECT_EQ(span->name, "event order.paid");
  EXPECT_EQ(span->began, at(1));
  EXPECT_EQ(span->ended, at(2));
  event.trace.clear();
  EXPECT_EQ(span_of(event, at(2))->parent, 0U);
  event.root = core::EventId(1);
  EXPECT_FALSE(span_of(event, at(2))) << "it was caused by another event";
}

TEST(SpanOf, AnAttemptHangsBelowItsRun) {
  core::StartAction action;
  action.run = core::RunId(7);
  action.step = core::StepRef("ship");
  action.attempt = 2;
  action.connection = "jira";
  action.operation = "create_issue";
  action.trace = *core::parse_traceparent(kCame);
  core::ActionResult result;
  result.kind = core::ActionResult::Kind::transient;
  result.code = "http_503";
  result.message = "what a vendor said, which may be anything";
  const auto span = span_of(action, result, at(1), at(3));
  EXPECT_EQ(span.parent, core::span_of(action.run));
  EXPECT_EQ(span.name, "jira.create_issue");
  EXPECT_EQ(span.kind, telemetry::Span::Kind::client);
  EXPECT_TRUE(span.failed);
  EXPECT_EQ(span.error, "http_503");
  for (const auto& [name, value] : span.attributes) EXPECT_NE(value, result.message);
  result.kind = core::ActionResult::Kind::succeeded;
  EXPECT_FALSE(span_of(action, result, at(1), at(3)).failed);
}

class TracingTest : public SteppingTest {
 protected:
  // What an event from outside that came with a trace has caused.
  std::vector<telemetry::Span> made_by(const std::string& trace) {
    telemetry::Spans spans({}, metrics_);
    options_.spans = &spans;
    auto given = event("go");
    given.received = clock_.now();
    given.trace = trace;
    bus_->post(std::move(given));
    turns_->wake();
    options_.spans = nullptr;
    return spans.take(100);
  }
};

TEST_F(TracingTest, ARunAndTheRunsOfItsStepsHangBelowTheEvent) {
  publish("below", "steps:\n  a: {set: {n: 1}}\n");
  publish("above", "on: [{event: go}]\nsteps:\n  below: {run: below}\n");
  const auto spans = made_by(kCame);
  std::map<std::string, telemetry::Span> by_name;
  for (const auto& span : spans) {
    EXPECT_EQ(span.trace.id(), "4bf92f3577b34da6a3ce929d0e0e4736") << span.name;
    EXPECT_TRUE(by_name.emplace(span.name, span).second) << span.name << " is there twice";
  }
  ASSERT_EQ(by_name.size(), 3U);
  EXPECT_EQ(core::span_text(by_name["event go"].parent), "00f067aa0ba902b7");
  EXPECT_EQ(by_name["run above"].parent, by_name["event go"].trace.span);
  EXPECT_EQ(by_name["run below"].parent, by_name["run above"].trace.span);
  EXPECT_FALSE(by_name["run above"].failed);
}

TEST_F(TracingTest, ARunThatFailsSaysAtWhichStep) {
  publish("flow", "on: [{event: go}]\nsteps:\n  a: {set: {n: '${trigger.data.gone}'}}\n");
  const auto spans = made_by("");
  const auto run = std::find_if(spans.begin(), spans.end(),
                                [](const auto& span) { return span.name == "run flow"; });
  ASSERT_NE(run, spans.end());
  EXPECT_TRUE(run->failed);
  EXPECT_EQ(run->error, "step a");
}

}  // namespace
}  // namespace baton::runtime
