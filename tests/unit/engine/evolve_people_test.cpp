#include "engine/evolve_people.hpp"

#include <chrono>
#include <gtest/gtest.h>
#include <utility>

namespace baton::engine {
namespace {

core::Time at(int hour) { return core::Time(std::chrono::hours(hour)); }

core::ApprovalDecided says_yes(core::Actor actor, core::Actor on_behalf_of = {}) {
  core::ApprovalDecided decided;
  decided.actor = std::move(actor);
  decided.approve = true;
  decided.hash = "h";
  decided.on_behalf_of = std::move(on_behalf_of);
  return decided;
}

core::Approval board() {
  core::ApprovalRequested request;
  request.group = "board";
  request.hash = "h";
  return asked(request, at(1), {});
}

TEST(EvolvePeople, TheLatestDecisionOfAPersonCounts) {
  auto approval = board();
  apply(says_yes("ada"), at(2), approval);
  auto no = says_yes("token:ada");
  no.approve = false;
  apply(no, at(3), approval);
  ASSERT_EQ(approval.decisions.size(), 1U);
  EXPECT_FALSE(approval.decisions[0].approve);
  EXPECT_EQ(approval.decisions[0].at, at(3));
}

TEST(EvolvePeople, NobodyHasTwoVoicesByDelegation) {
  auto approval = board();
  apply(says_yes("ben", "ada"), at(2), approval);
  apply(says_yes("ada"), at(3), approval);
  EXPECT_EQ(approval.decisions.size(), 1U) << "ada's, by whoever";
  apply(says_yes("ben"), at(4), approval);
  EXPECT_EQ(approval.decisions.size(), 2U) << "ben's own";
  apply(says_yes("cyd", "ben"), at(5), approval);
  EXPECT_EQ(approval.decisions.size(), 2U) << "ben's, by cyd";
}

TEST(EvolvePeople, AnApprovalThatIsAskedAnewKeepsTheLastOnesBeforeIt) {
  auto approval = board();
  apply(says_yes("ada"), at(2), approval);
  approval.ended = "void";
  approval.returned = 2;
  for (int hour = 3; hour < 40; ++hour) approval = asked(approval.request, at(hour), approval);
  EXPECT_TRUE(approval.decisions.empty());
  EXPECT_EQ(approval.returned, 2);
  ASSERT_EQ(approval.earlier.size(), core::kAskedBeforeMax);
  EXPECT_EQ(approval.earlier.back().asked_at, at(38));
}

TEST(EvolvePeople, ATaskThatIsAskedForAnewKeepsWhatWasFilledIn) {
  core::Task task;
  apply(core::TaskRequested{"copy"}, at(1), task);
  core::TaskDone done;
  done.actor = "ada";
  done.values = {{"url", "https://x.example"}};
  apply(done, at(2), task);
  apply(core::TaskOverdue{}, at(3), task);
  core::TaskReopened reopened;
  reopened.actor = "ben";
  reopened.reason = "a typo";
  apply(reopened, at(4), task);
  apply(core::TaskRequested{"copy"}, at(5), task);
  EXPECT_EQ(task.owner, core::Actor("ada"));
  EXPECT_EQ(task.values, done.values);
  EXPECT_EQ(task.reopened, 1);
  EXPECT_EQ(task.requested_at, at(5));
  EXPECT_FALSE(task.overdue);
}

}  // namespace
}  // namespace baton::engine
