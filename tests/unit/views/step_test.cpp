#include "baton/views/step.hpp"

#include "baton/simulate/clock.hpp"

#include <gtest/gtest.h>

namespace baton::views {
namespace {

TEST(Step, ThatIsStillToComeHasNoTimes) {
  const simulate::VirtualClock clock;
  const core::Run run(core::RunId(1), core::Json());
  const auto told = step({"ship", "do", "Ship it"}, run, clock, nullptr);
  EXPECT_EQ(told["status"], "pending");
  EXPECT_EQ(told["title"], "Ship it");
  for (const char* name : {"since", "due", "output", "error", "started_at", "finished_at"})
    EXPECT_TRUE(told.at(name).is_null()) << name;
  EXPECT_FALSE(told.contains("approval"));
  EXPECT_FALSE(told.contains("lane"));
}

TEST(Step, SaysWhatTheTemplateSaysOfIt) {
  const simulate::VirtualClock clock;
  const core::Run run(core::RunId(1), core::Json());
  core::StepOutline outline{"ship", "do", ""};
  outline.needs = {"pack"};
  outline.connection = "jira";
  outline.operation = "create_issue";
  outline.attempts_max = 5;
  const auto told = step(outline, run, clock, nullptr);
  EXPECT_EQ(told["needs"], core::Json::array({"pack"}));
  EXPECT_EQ(told["connection"], "jira");
  EXPECT_EQ(told["operation"], "create_issue");
  EXPECT_EQ(told["attempts_max"], 5);
  EXPECT_FALSE(told.contains("gate"));
}

TEST(Step, SaysWhichLaneKeepsIt) {
  const simulate::VirtualClock clock;
  const core::Run run(core::RunId(1), core::Json());
  ports::LaneState lane;
  lane.connection = "jira";
  lane.reason = "JIRA_TOKEN is not set";
  const auto told = step({"ship", "do", ""}, run, clock, &lane);
  EXPECT_EQ(told["reason"], "held: JIRA_TOKEN is not set");
  EXPECT_EQ(told["lane"]["state"], "held");
  EXPECT_FALSE(told["lane"].contains("until"));
}

TEST(Step, TellsHowTheClockOfItsServiceLevelStands) {
  const simulate::VirtualClock clock;
  core::Run run(core::RunId(1), core::Json());
  const auto evolve = [&run, &clock](core::Transition transition) {
    engine::evolve(run, transition, clock.now());
  };
  const auto at = [](int second) { return core::Time(std::chrono::seconds(second)); };
  evolve(core::RunStarted{"w", 1});
  evolve(core::StepWaiting{"a", "x.y"});
  EXPECT_FALSE(step({"a", "wait", ""}, run, clock, nullptr).contains("sla"));
  evolve(core::SlaStarted{"a", at(7), at(9)});
  evolve(core::SlaMissed{"a", "goal", at(7)});
  auto told = step({"a", "wait", ""}, run, clock, nullptr).at("sla");
  EXPECT_EQ(told.at("state"), "running");
  EXPECT_EQ(told.at("due"), "1970-01-01T00:00:09Z");
  EXPECT_EQ(told.at("missed"), core::Json::array({"goal"}));
  evolve(core::SlaPaused{"a", at(8), "b waits"});
  told = step({"a", "wait", ""}, run, clock, nullptr).at("sla");
  EXPECT_EQ(told.at("state"), "paused");
  EXPECT_EQ(told.at("paused_by"), "b waits");
  EXPECT_FALSE(told.contains("due")) << "nobody can tell while it stands still";
  EXPECT_EQ(told.at("goal"), "1970-01-01T00:00:07Z");
  evolve(core::SlaResumed{"a", at(7), at(12)});
  evolve(core::StepSucceeded{"a", {}});
  told = step({"a", "wait", ""}, run, clock, nullptr).at("sla");
  EXPECT_EQ(told.at("state"), "ended");
  EXPECT_EQ(told.at("due"), "1970-01-01T00:00:12Z");
}

TEST(Step, WithItemsTellsHowManyThereAreAndWhichAreNotDone) {
  const simulate::VirtualClock clock;
  core::Run run(core::RunId(1), core::Json());
  const auto evolve = [&run, &clock](core::Transition transition) {
    engine::evolve(run, transition, clock.now());
  };
  evolve(core::RunStarted{"w", 1});
  evolve(core::ItemsBegun{"mails", {{"ana", 1}, {"bob", 2}, {"cem", 3}}});
  evolve(core::StepStarted{{"mails", 0}, 1, "k0", {{"to", "a"}}});
  evolve(core::StepSucceeded{{"mails", 0}, {{"id", 7}}});
  evolve(core::StepFailed{{"mails", 1}, "http_404", "gone"});
  const auto told = step({"mails", "do", ""}, run, clock, nullptr);
  const auto& items = told.at("items");
  EXPECT_EQ(items.at("total"), 3);
  EXPECT_EQ(items.at("begun"), 2);
  EXPECT_EQ(items.at("succeeded"), 1);
  EXPECT_EQ(items.at("failed"), 1);
  ASSERT_EQ(items.at("of").size(), 1U);
  EXPECT_EQ(items.at("of").at(0).at("item"), 1);
  EXPECT_EQ(items.at("of").at(0).at("index"), "bob");
  EXPECT_EQ(items.at("of").at(0).at("reason"), "gone");
  EXPECT_EQ(told.at("output"), (core::Json{{"ana", {{"id", 7}}}}));
}

TEST(Step, TellsWhichRunItHasBegun) {
  const simulate::VirtualClock clock;
  core::Run run(core::RunId(1), core::Json());
  engine::evolve(run, core::RunStarted{"w", 1}, clock.now());
  engine::evolve(run, core::ChildBegun{"site", core::RunId(9), "build", 3}, clock.now());
  const auto told = step({"site", "run", ""}, run, clock, nullptr);
  EXPECT_EQ(told.at("child"), (core::Json{{"run", core::RunId(9).text()},
                                          {"workflow", "build"},
                                          {"version", 3},
                                          {"detached", false}}));
}

}  // namespace
}  // namespace baton::views
