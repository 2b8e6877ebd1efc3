#include "baton/simulate/world.hpp"

#include "baton/core/own_events.hpp"
#include "baton/simulate/vendors.hpp"

#include <gtest/gtest.h>
#include <stdexcept>

namespace baton::simulate {
namespace {

using namespace std::chrono_literals;

constexpr std::string_view kTicket = R"(workflow: ticket
on: [{event: deal.won, key: event.data.id}]
steps:
  open: {do: jira.create_issue}
outputs: {key: "${steps.open.output.key}"}
)";
constexpr std::string_view kPauses = R"(workflow: pauses
on: [{event: go}]
steps:
  first: {sleep: {for: 1h}}
  second: {needs: first, sleep: {for: 1h}}
)";

constexpr std::string_view kCounts = R"(workflow: counts
on: [{window: {event: seen, by: event.data.id, within: 7d, at_least: 3}}]
steps:
  one: {sleep: {for: 1h}}
)";

core::Event event(World& world, std::string type, const std::string& id = "") {
  core::Event event;
  event.type = std::move(type);
  event.source = "test";
  event.origin = id;
  event.data = {{"id", id}};
  event.time = world.clock().now();
  return event;
}

std::vector<std::string> texts(World& world) {
  std::vector<std::string> texts;
  for (const auto& news : world.news()) texts.push_back(news.text);
  return texts;
}

// Holds at the end that nothing was wrong in a world.
class WorldTest : public testing::Test {
 protected:
  ~WorldTest() override { EXPECT_EQ(world_.take_faults(), std::vector<std::string>{}); }
  void publish(std::string_view yaml) {
    EXPECT_FALSE(core::has_errors(world_.publish_template(yaml, "a.yaml")));
  }

  Vendors vendors_;
  World world_{
      {.answers = [this](const core::StartAction& action) { return vendors_.answer(action); }}};
};

TEST_F(WorldTest, AnEventIsReceivedWhenItIsPublished) {
  publish(kCounts);
  for (const auto* key : {"a", "b", "c"}) (void)world_.publish(event(world_, "seen", key));
  std::int64_t keys = 0;
  world_.read([&keys](ports::Queries& queries) { keys = queries.counts().windows; });
  EXPECT_EQ(keys, 3) << "a window forgets at once what was received long ago";
}

TEST_F(WorldTest, AnActionStaysInFlightUntilItIsEnded) {
  publish(kTicket);
  EXPECT_TRUE(world_.publish(event(world_, "deal.won", "d-1")));
  ASSERT_EQ(world_.in_flight().size(), 1U);
  EXPECT_FALSE(world_.finish("close", {}, of_http(201, {})));
  EXPECT_TRUE(world_.finish("open", {}, of_http(201, {{"key", "WEB-1"}})));
  EXPECT_TRUE(world_.in_flight().empty());
  const auto run = world_.run(world_.newest_run().value()).value();
  EXPECT_EQ(run.view().at("outputs").at("key"), "WEB-1");
  EXPECT_EQ(texts(world_), (std::vector<std::string>{"RunStarted", "StepStarted open",
                                                     "StepSucceeded open", "RunSucceeded"}));
  EXPECT_EQ(world_.journal().size(), 2U);
}

TEST_F(WorldTest, AnActionIsPendingNoLongerThanTheTimeoutOfItsStep) {
  publish(R"(workflow: ticket
on: [{event: deal.won}]
steps:
  open: {do: jira.create_issue, timeout: 1m}
)");
  core::ActionResult pending{core::ActionResult::Kind::pending, {}, "job", "runs", 40s};
  vendors_.script("jira.create_issue", {std::vector(10, pending)});
  (void)world_.publish(event(world_, "deal.won", "d-1"));
  world_.pass_until(world_.clock().now() + 59s);
  ASSERT_EQ(world_.in_flight().size(), 1U);
  world_.pass_until(world_.clock().now() + 1s);
  EXPECT_TRUE(world_.in_flight().empty());
  const auto run = world_.run(world_.newest_run().value()).value();
  const auto& reason = run.step("open").reason;
  EXPECT_NE(reason.find("not done in time: job: runs"), std::string::npos) << reason;
}

TEST_F(WorldTest, VendorsAnswerByTheirScriptWhenTheTimeOfAnAttemptHasCome) {
  publish(kTicket);
  vendors_.script("jira.create_issue", {{of_http(503, {}), of_http(201, {{"key", "WEB-1"}})}});
  (void)world_.publish(event(world_, "deal.won", "d-1"));
  EXPECT_EQ(texts(world_),
            (std::vector<std::string>{"RunStarted", "StepStarted open", "StepRetrying open"}));
  const auto wait = world_.next_due();
  ASSERT_TRUE(wait);
  EXPECT_GT(*wait, core::Duration{});
  world_.advance(*wait);
  EXPECT_EQ(texts(world_), (std::vector<std::string>{"StepSucceeded open", "RunSucceeded"}));
  EXPECT_FALSE(world_.next_due());
}

TEST_F(WorldTest, WhatWasThrottledWaitsAndUsesUpNoAttempt) {
  publish(kTicket);
  vendors_.script("jira.create_issue", {{of_http(429, {}, 20s), of_http(201, {{"key", "W"}})}});
  (void)world_.publish(event(world_, "deal.won", "d-1"));
  ASSERT_EQ(world_.in_flight().size(), 1U);
  world_.advance(19s);
  EXPECT_EQ(world_.in_flight().size(), 1U);
  world_.advance(1s);
  const auto run = world_.run(world_.newest_run().value()).value();
  EXPECT_EQ(run.status(), core::RunStatus::succeeded);
  EXPECT_EQ(run.step("open").attempt, 1);
}

TEST_F(WorldTest, WhatWaitsForItsNextAttemptIsNotSentWhenItsRunIsCancelled) {
  publish(kTicket);
  vendors_.script("jira.create_issue", {{of_http(503, {}), of_http(201, {{"key", "W"}})}});
  (void)world_.publish(event(world_, "deal.won", "d-1"));
  world_.post(core::run_cancel(world_.newest_run().value(), "", "ana", world_.clock().now()));
  EXPECT_TRUE(world_.in_flight().empty());
  world_.advance(1h);
  EXPECT_EQ(texts(world_).back(), "RunCancelled");
}

TEST_F(WorldTest, AnActionOfOneOfSeveralRunsIsEnded) {
  publish(kTicket);
  const auto first = world_.publish(event(world_, "deal.won", "d-1")).value();
  const auto second = world_.publish(event(world_, "deal.won", "d-2")).value();
  const auto run = world_.runs_started_by(second.id).at(0);
  EXPECT_EQ(world_.newest_run(), run);
  EXPECT_TRUE(world_.finish("open", run, of_http(201, {{"key", "WEB-2"}})));
  EXPECT_EQ(world_.run(run)->status(), core::RunStatus::succeeded);
  const auto other = world_.runs_started_by(first.id).at(0);
  EXPECT_EQ(world_.run(other)->status(), core::RunStatus::running);
}

TEST_F(WorldTest, TimePassesAtOneStrokeOrMomentByMoment) {
  publish(kPauses);
  (void)world_.publish(event(world_, "go"));
  world_.advance(10h);
  const auto jumped = world_.run(world_.newest_run().value()).value();
  EXPECT_EQ(jumped.step("second").status, core::StepStatus::waiting)
      << "the second began when the end of the first was noticed";
  (void)world_.publish(event(world_, "go"));
  world_.pass_until(world_.clock().now() + 10h);
  const auto run = world_.run(world_.newest_run().value()).value();
  EXPECT_EQ(run.status(), core::RunStatus::succeeded);
  EXPECT_EQ(*run.ended_at() - run.started_at(), 2h);
}

TEST_F(WorldTest, AnotherProcessTakesUpWhatWasInFlight) {
  publish(kTicket);
  (void)world_.publish(event(world_, "deal.won", "d-1"));
  world_.restart();
  ASSERT_EQ(world_.in_flight().size(), 1U);
  EXPECT_EQ(world_.in_flight()[0].mode, core::StartAction::Mode::read_back);
}

TEST_F(WorldTest, ATemplateWithErrorsIsNotPublished) {
  const auto findings = world_.publish_template("workflow: a\nsteps: {b: {needs: c}}\n", "a.yaml");
  ASSERT_TRUE(core::has_errors(findings));
  EXPECT_EQ(findings[0].file, "a.yaml");
  EXPECT_FALSE(world_.newest_run());
}

TEST_F(WorldTest, ASenderIsToldWhatTheBusSays) {
  EXPECT_FALSE(world_.publish(event(world_, "deal.won", "d-1"))->repeated);
  EXPECT_TRUE(world_.publish(event(world_, "deal.won", "d-1"))->repeated);
  auto other = event(world_, "deal.won", "d-1");
  other.data = {{"id", "another"}};
  EXPECT_EQ(world_.publish(other).error().code, core::Errc::conflict);
}

TEST(World, AReadThatFailsIsAFault) {
  World world;
  world.read([](ports::Queries&) { throw std::runtime_error("the row is damaged"); });
  EXPECT_EQ(world.take_faults(), std::vector<std::string>{"a read failed: the row is damaged"});
  EXPECT_TRUE(world.take_faults().empty());
}

}  // namespace
}  // namespace baton::simulate
