#include "baton/engine/lifecycle.hpp"

#include "unit/engine/with_steps.hpp"
#include "unit/make.hpp"

#include <gtest/gtest.h>

namespace baton::tests {
namespace {

TEST(Lifecycle, TheRootIsTheEventFromOutside) {
  Life first(with_steps("  a: {emit: {event: x.y}}\n"));
  const auto outside = event("go");
  first.begin(outside);
  const auto published = first.effects_of<core::Publish>().at(0).event;
  EXPECT_EQ(published.root, outside.id);
  EXPECT_EQ(first.run().head().root, core::EventId{});

  Life second(with_steps("  a: {emit: {event: x.z}}\n"));
  auto caused = event("go");
  caused.root = outside.id;
  second.begin(caused);
  EXPECT_EQ(second.run().head().root, outside.id);
  EXPECT_EQ(second.effects_of<core::Publish>().at(0).event.root, outside.id);
}

TEST(Lifecycle, TheRequesterTravelsWithWhatARunPublishes) {
  Life life(with_steps("  tell: {emit: {event: pay.requested}}\n"));
  auto cause = event("go");
  cause.actor = "token:ana";
  life.begin(cause);
  EXPECT_EQ(life.effects_of<core::Publish>().at(0).event.actor, "token:ana");
  EXPECT_EQ(engine::lifecycle_event(life.run(), core::RunSucceeded{}, life.now).actor, "token:ana");
}

TEST(Lifecycle, WhoeverIsAskedIsToldTheContext) {
  Life life(
      "workflow: a\non: [{ event: go }]\ncontext: { why: speed }\nsteps:\n"
      "  legal: { approve: { by: { group: legal } } }\n");
  life.begin(event("go"));
  const auto request = life.run().step("legal").approval->request;
  const auto asked = engine::lifecycle_event(life.run(), request, life.now);
  EXPECT_EQ(asked.data.at("context").at("why"), "speed");
  const auto begun = engine::lifecycle_event(life.run(), core::RunSucceeded{}, life.now);
  EXPECT_FALSE(begun.data.contains("context"));
}

TEST(Lifecycle, EventsOfARunTellItsRoles) {
  Life life(
      "workflow: a\non: [{ event: go }]\nroles: { accountable: ops, informed: finance }\nsteps:\n"
      "  b: { set: { who: \"${run.roles.accountable}\", told: \"${run.roles.informed}\" } }\n");
  life.begin(event("go"));
  const core::Json roles{{"accountable", "ops"}, {"informed", {"finance"}}};
  EXPECT_EQ(life.run().head().roles, roles);
  EXPECT_EQ(engine::lifecycle_event(life.run(), core::RunSucceeded{}, life.now).data.at("roles"),
            roles);
  EXPECT_EQ(life.run().view().at("steps").at("b").at("output"),
            (core::Json{{"who", "ops"}, {"told", {"finance"}}}));

  Life other(with_steps("  a: {emit: {event: x.y}}\n"));
  other.begin(event("go"));
  EXPECT_FALSE(
      engine::lifecycle_event(other.run(), core::RunSucceeded{}, other.now).data.contains("roles"));
}

TEST(Lifecycle, TheTraceTravelsWithTheRunAndWhatItPublishes) {
  constexpr const char* kTrace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
  Life life(with_steps("  act: {do: sink.post}\n  tell: {emit: {event: pay.requested}}\n"));
  auto cause = event("go");
  cause.trace = kTrace;
  life.begin(cause);
  EXPECT_EQ(life.run().head().trace, kTrace);
  EXPECT_EQ(life.effects_of<core::Publish>().at(0).event.trace, kTrace);
  EXPECT_EQ(engine::lifecycle_event(life.run(), core::RunSucceeded{}, life.now).trace, kTrace);
  EXPECT_EQ(engine::event_parked(cause, "why", noon()).trace, kTrace);
  const auto trace = life.effects_of<core::StartAction>().at(0).trace;
  EXPECT_EQ(trace.id(), "4bf92f3577b34da6a3ce929d0e0e4736");
  EXPECT_EQ(trace.span, core::span_of(life.run().id())) << "what it causes hangs below the run";
  EXPECT_TRUE(trace.sampled);
}

TEST(Lifecycle, WithoutATraceAllThatAnEventCausesHasOneAllTheSame) {
  Life first(with_steps("  act: {do: sink.post}\n"));
  const auto outside = event("go");
  first.begin(outside);
  const auto trace = first.effects_of<core::StartAction>().at(0).trace;
  EXPECT_EQ(trace.id(), core::trace_of("", outside.id).id());
  EXPECT_TRUE(first.run().head().trace.empty());

  Life second(with_steps("  act: {do: sink.post}\n"));
  auto caused = event("go");
  caused.root = outside.id;
  second.begin(caused);
  EXPECT_EQ(second.effects_of<core::StartAction>().at(0).trace.id(), trace.id());
}

TEST(Lifecycle, AnEventThatWasSetAsideIsTold) {
  auto parked = event("x.y");
  parked.depth = 3;
  const auto told = engine::event_parked(parked, "the run and the plan differ", noon());
  EXPECT_EQ(told.type, core::kEventParked);
  EXPECT_EQ(told.subject, parked.id.text());
  EXPECT_EQ(told.root, parked.id);
  EXPECT_EQ(told.depth, 4);
  EXPECT_EQ(told.data, (core::Json{{"event", parked.id.text()},
                                   {"type", "x.y"},
                                   {"source", "test"},
                                   {"cause", "the run and the plan differ"}}));
}

}  // namespace
}  // namespace baton::tests
