#include "baton/views/task.hpp"

#include "baton/simulate/clock.hpp"

#include <gtest/gtest.h>

namespace baton::views {
namespace {

ports::TaskRow task_row(const ports::Clock& clock) {
  ports::TaskRow row;
  row.run = core::RunId(1);
  row.step = "copy";
  row.title = "Write it";
  row.requested_at = clock.now();
  return row;
}

TEST(Task, IsKnownByRunAndStep) {
  const simulate::VirtualClock clock;
  const auto told = task(task_row(clock), clock);
  EXPECT_EQ(told["id"], core::RunId(1).text() + ".copy");
  EXPECT_EQ(told["status"], "open");
  EXPECT_EQ(told["owner"], "");
  EXPECT_TRUE(told["due"].is_null());
  EXPECT_FALSE(told.contains("item"));
  auto of_item = task_row(clock);
  of_item.step = {"copy", 3};
  EXPECT_EQ(task(of_item, clock)["id"], core::RunId(1).text() + ".copy.3");
}

TEST(Task, IsToldWithoutItsRunWhenThatIsGone) {
  const simulate::VirtualClock clock;
  const auto told = task_detail(task_row(clock), nullptr, clock);
  EXPECT_EQ(told["title"], "Write it");
  EXPECT_FALSE(told.contains("form"));
}

TEST(Task, IsToldInItsStepWithWhoHasIt) {
  const simulate::VirtualClock clock;
  core::Task asked;
  asked.request.title = "Write it";
  asked.request.due = clock.steady() + std::chrono::hours(1);
  asked.owner = "ana";
  asked.requested_at = clock.now();
  const auto told = worked_on(asked, clock);
  EXPECT_EQ(told["title"], "Write it");
  EXPECT_EQ(told["owner"], "ana");
  EXPECT_EQ(told["due"], core::to_rfc3339(clock.now() + std::chrono::hours(1)));
}

}  // namespace
}  // namespace baton::views
