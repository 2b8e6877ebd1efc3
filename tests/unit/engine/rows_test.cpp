#include "baton/engine/rows.hpp"

#include "unit/make.hpp"

#include <gmock/gmock.h>

namespace baton::tests {
namespace {

using core::Alarm;
using core::AlarmKind;
using core::StepState;
using core::StepStatus;
using engine::QuestionState;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::shared_ptr<const engine::Plan> all_verbs() {
  return plan(R"(
workflow: w
on: [{event: go}]
steps:
  act: {do: sink.post}
  ask: {approve: {by: {group: g}, of: x, ask: y}}
  wait: {wait: {event: paid}}
  sleep: {sleep: {for: 1h}}
  tell: {emit: {event: told}}
  values: {set: {a: 1}}
)");
}

engine::StepRows rows_of(std::string_view step, const StepState& state) {
  const auto of = all_verbs();
  return engine::rows_of(*of->step(step), step, state);
}

TEST(RowsOf, AnActionQueuesInItsLaneWhileItIsLive) {
  StepState state;
  state.status = StepStatus::running;
  EXPECT_EQ(rows_of("act", state).lane, "sink.post");
  state.status = StepStatus::succeeded;
  EXPECT_FALSE(rows_of("act", state).live);
  EXPECT_EQ(rows_of("act", state).lane, "");
}

TEST(RowsOf, WhatWasCancelledStaysLiveWhileItIsLookedFor) {
  StepState state;
  state.status = StepStatus::cancelled;
  EXPECT_FALSE(rows_of("act", state).live);
  state.due = noon();
  EXPECT_TRUE(rows_of("act", state).live);
  EXPECT_EQ(rows_of("act", state).due, noon());
}

TEST(RowsOf, AWaitIsFoundWhileItIsOpen) {
  StepState state;
  state.status = StepStatus::waiting;
  state.wait = core::StepWaiting{"wait", "paid", "data.id", "7"};
  const auto wait = rows_of("wait", state).waits.at(0);
  EXPECT_EQ(wait.type, "paid");
  EXPECT_EQ(wait.path, "data.id");
  EXPECT_EQ(wait.value, "7");
  state.status = StepStatus::succeeded;
  EXPECT_TRUE(rows_of("wait", state).waits.empty());
  const auto plan = all_verbs();
  EXPECT_THAT(engine::awaited_types(*plan->step("wait")), ElementsAre("paid"));
  EXPECT_TRUE(engine::awaited_types(*plan->step("sleep")).empty());
}

TEST(RowsOf, AWaitForSeveralIsFoundByThoseThatItHasNotTaken) {
  StepState state;
  state.status = StepStatus::waiting;
  state.wait = core::StepWaiting{"wait", "paid", "data.id", "7"};
  state.wait->others = {{"sent", "data.ref", "8"}, {"closed"}};
  state.taken[1] = core::Json::object();
  const auto waits = rows_of("wait", state).waits;
  ASSERT_EQ(waits.size(), 2U);
  EXPECT_EQ(waits[0].branch, 0);
  EXPECT_EQ(waits[1].type, "closed");
  EXPECT_EQ(waits[1].branch, 2);
}

TEST(RowsOf, ASleepUntilATimeIsDueByTheWallClock) {
  StepState state;
  state.status = StepStatus::waiting;
  state.wait = core::StepWaiting{"sleep"};
  state.due = noon();
  EXPECT_THAT(rows_of("sleep", state).alarms, ElementsAre(Alarm{AlarmKind::step, noon()}));
  state.wait->on_wall = true;
  EXPECT_THAT(rows_of("sleep", state).alarms, ElementsAre(Alarm{AlarmKind::step, noon(), true}));
  EXPECT_FALSE(rows_of("sleep", state).due) << "it is not in the outbox";
  EXPECT_TRUE(rows_of("sleep", state).waits.empty()) << "no event ends it";
}

TEST(RowsOf, AGateMayBeDueByBothClocks) {
  StepState state;
  state.status = StepStatus::gated;
  state.due = noon();
  state.gate_closes = noon() + std::chrono::hours(1);
  EXPECT_THAT(rows_of("values", state).alarms,
              ElementsAre(Alarm{AlarmKind::gate_again, noon(), true},
                          Alarm{AlarmKind::gate_closes, *state.gate_closes}));
  state.due = state.gate_closes;
  EXPECT_THAT(rows_of("values", state).alarms,
              ElementsAre(Alarm{AlarmKind::gate_closes, *state.gate_closes}));
  state.due.reset();
  EXPECT_THAT(rows_of("values", state).alarms, IsEmpty()) << "asked when the run goes on";
}

TEST(RowsOf, WhatAnAttemptWaitsForIsNoAlarm) {
  StepState state;
  state.due = noon();
  for (const auto status : {StepStatus::running, StepStatus::unknown, StepStatus::cancelled}) {
    state.status = status;
    EXPECT_EQ(rows_of("act", state).due, noon());
    EXPECT_THAT(rows_of("act", state).alarms, IsEmpty());
  }
}

TEST(RowsOf, AQuestionEndsInOneOfFourWays) {
  StepState state;
  state.status = StepStatus::waiting;
  EXPECT_EQ(rows_of("ask", state).asked, std::nullopt);
  state.approval = core::Approval{};
  EXPECT_EQ(rows_of("ask", state).asked, QuestionState::open);
  state.status = StepStatus::succeeded;
  EXPECT_EQ(rows_of("ask", state).asked, QuestionState::approved);
  state.status = StepStatus::failed;
  EXPECT_EQ(rows_of("ask", state).asked, QuestionState::expired);
  state.status = StepStatus::cancelled;
  EXPECT_EQ(rows_of("ask", state).asked, QuestionState::withdrawn);
  state.approval->decisions.push_back({"ben", false});
  EXPECT_EQ(rows_of("ask", state).asked, QuestionState::rejected);
}

}  // namespace
}  // namespace baton::tests
