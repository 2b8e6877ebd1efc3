#include "baton/views/approval.hpp"

#include "baton/simulate/clock.hpp"

#include <gtest/gtest.h>

namespace baton::views {
namespace {

ports::ApprovalRow row(const ports::Clock& clock) {
  ports::ApprovalRow row;
  row.run = core::RunId(1);
  row.step = "legal";
  row.requested_at = clock.now();
  return row;
}

TEST(Approval, IsKnownByRunAndStep) {
  const simulate::VirtualClock clock;
  const auto told = approval(row(clock), clock);
  EXPECT_EQ(told["id"], core::RunId(1).text() + ".legal");
  EXPECT_EQ(told["status"], "open");
  EXPECT_TRUE(told["due"].is_null());
  EXPECT_TRUE(told["decided_at"].is_null());
}

TEST(Approval, OfAnItemIsKnownByTheItemToo) {
  const simulate::VirtualClock clock;
  auto of_item = row(clock);
  EXPECT_FALSE(approval(of_item, clock).contains("item"));
  of_item.step = {"legal", 3};
  const auto told = approval(of_item, clock);
  EXPECT_EQ(told["id"], core::RunId(1).text() + ".legal.3");
  EXPECT_EQ(told["step"], "legal");
  EXPECT_EQ(told["item"], 3);
}

// Somebody sets the wall clock from 10:00 to 15:00. Once it has stood there long enough to be
// believed, an approval that was due an hour after ten is shown as due an hour after three.
TEST(Approval, IsDueByTheClockOnTheWall) {
  simulate::VirtualClock clock;
  ports::ApprovalRow asked = row(clock);
  asked.due = clock.steady() + std::chrono::hours(1);
  clock.set(clock.now() + std::chrono::hours(5));
  (void)clock.watch();
  clock.advance(ports::SteadyTime::kBelievedAfter);
  (void)clock.watch();
  EXPECT_EQ(approval(asked, clock)["due"], "2026-05-04T16:00:00Z");
}

TEST(Approval, IsToldWithoutItsRunWhenThatIsGone) {
  const simulate::VirtualClock clock;
  const auto told = approval_detail(row(clock), nullptr, clock);
  EXPECT_TRUE(told["of"].is_null());
  EXPECT_TRUE(told["decisions"].empty());
  EXPECT_FALSE(told.contains("count"));
}

TEST(Approval, CarriesTheContextOfItsRun) {
  const simulate::VirtualClock clock;
  core::Run run(core::RunId(1), {});
  core::RunStarted started{"a", 1};
  started.context = {{"why", "speed"}};
  engine::evolve(run, started, clock.now());
  engine::evolve(run, core::ApprovalRequested{"legal", "Agree?"}, clock.now());
  const auto told = approval_detail(row(clock), &run, clock);
  EXPECT_EQ(told.at("context").at("why"), "speed");
}

// Silence fails the step at `ends`; the service level only wants it earlier.
TEST(Approval, TellsWhenItsStepFailsAndHowItsServiceLevelStands) {
  const simulate::VirtualClock clock;
  core::Run run(core::RunId(1), {});
  engine::evolve(run, core::RunStarted{"a", 1}, clock.now());
  core::ApprovalRequested request{"legal", "Agree?"};
  request.due = clock.steady() + std::chrono::hours(2);
  engine::evolve(run, request, clock.now());
  EXPECT_FALSE(approval_detail(row(clock), &run, clock).contains("sla"));
  const auto due = clock.steady() + std::chrono::hours(1);
  engine::evolve(run, core::SlaStarted{"legal", std::nullopt, due}, clock.now());
  const auto told = approval_detail(row(clock), &run, clock);
  EXPECT_EQ(told.at("ends"), core::to_rfc3339(clock.now() + std::chrono::hours(2)));
  EXPECT_EQ(told.at("sla").at("due"), core::to_rfc3339(clock.now() + std::chrono::hours(1)));
  EXPECT_EQ(told.at("sla").at("state"), "running");
}

TEST(Approval, IsToldInItsStepWithWhatWasDecided) {
  const simulate::VirtualClock clock;
  core::Approval approval;
  approval.request.ask = "Agree the claims?";
  approval.request.group = "legal";
  approval.requested_at = clock.now();
  approval.decisions = {{"token:ada", true, "fine", "abc", clock.now()}};
  const auto told = asked(approval, clock);
  EXPECT_EQ(told["ask"], "Agree the claims?");
  EXPECT_EQ(told["decisions"], core::Json::array({{{"actor", "token:ada"},
                                                   {"approve", true},
                                                   {"comment", "fine"},
                                                   {"hash", "abc"},
                                                   {"at", core::to_rfc3339(clock.now())}}}));
}

}  // namespace
}  // namespace baton::views
