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
