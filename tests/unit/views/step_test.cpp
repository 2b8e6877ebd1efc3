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

}  // namespace
}  // namespace baton::views
