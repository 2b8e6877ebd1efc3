#include "http/api/run_lanes.hpp"

#include "baton/simulate/chance.hpp"
#include "baton/simulate/clock.hpp"
#include "baton/store/memory.hpp"
#include "unit/at_once.hpp"

#include <gmock/gmock.h>

namespace baton::http {
namespace {

ports::StepRow step(std::string name, core::StepStatus status, std::string lane) {
  return {core::RunId(1), std::move(name), status, 1, {}, std::move(lane)};
}

TEST(RunLanes, SayWhatWasNotSent) {
  simulate::VirtualClock clock;
  simulate::CountingRandom random;
  const auto store = store::open_memory({clock, random, false});
  ports::RunChange change;
  change.run.id = change.entry.run = core::RunId(1);
  change.steps = {step("a", core::StepStatus::running, "jira.create_issue"),
                  step("b", core::StepStatus::running, "crm.update"),
                  step("c", core::StepStatus::running, "jira.comment"),
                  step("d", core::StepStatus::unknown, "crm.update")};
  tests::at_once(*store, [&](ports::Tx& tx) {
    tx.save(change);
    EXPECT_TRUE(steps_that_wait(tx, core::RunId(1), {}).empty());
    std::vector<ports::LaneState> lanes(2);
    lanes[0].connection = "jira";
    lanes[0].operation = "create_issue";
    lanes[0].reason = "JIRA_TOKEN is not set";
    lanes[1].kind = ports::LaneState::Kind::paused;
    lanes[1].connection = "crm";
    lanes[1].reason = "429";
    const auto waiting = steps_that_wait(tx, core::RunId(1), lanes);
    ASSERT_EQ(waiting.size(), 2U) << "one whose outcome a person decides does not wait for a lane";
    EXPECT_EQ(waiting.at("a"), &lanes[0]);
    EXPECT_EQ(waiting.at("b"), &lanes[1]) << "a pause is of all operations";
    core::Json run{{"now_at", "a"}};
    tell_lanes(run, {{"a", &lanes[0]}});
    EXPECT_EQ(run["now_at"], "a: held: JIRA_TOKEN is not set");
    EXPECT_EQ(run["now"]["kind"], "held");
    EXPECT_EQ(run["now"]["connection"], "jira");
    run["now"] = {{"kind", "approval"}};
    run["now_at"] = "a, b";
    tell_lanes(run, {{"b", &lanes[1]}});
    EXPECT_EQ(run["now_at"], "a, b; b: paused: 429");
    EXPECT_EQ(run["now"]["kind"], "approval") << "somebody has to do something";
  });
}

}  // namespace
}  // namespace baton::http
