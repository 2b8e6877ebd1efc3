#include "baton/runtime/pending.hpp"

#include <chrono>
#include <gtest/gtest.h>

namespace baton::runtime {
namespace {

using core::ActionResult;
using std::chrono::hours;
using std::chrono::seconds;

const core::Time kBegan{hours(1'000)};

ActionResult job_runs(core::Duration again) {
  return {ActionResult::Kind::pending, {}, "job", "runs", again};
}

TEST(Pending, LastsAsLongAsTheTimeoutOfItsStepOrADay) {
  EXPECT_EQ(pending_until(kBegan, seconds(60)), kBegan + seconds(60));
  EXPECT_EQ(pending_until(kBegan, {}), kBegan + hours(24));
}

TEST(Pending, IsAskedOnceMoreAtItsEndAndThenFails) {
  const auto until = kBegan + seconds(60);
  auto result = job_runs(seconds(40));
  bound_pending(result, until, kBegan);
  EXPECT_EQ(result.retry_after, core::Duration(seconds(40)));
  bound_pending(result, until, kBegan + seconds(40));
  EXPECT_EQ(result.kind, ActionResult::Kind::pending);
  EXPECT_EQ(result.retry_after, core::Duration(seconds(20)));
  bound_pending(result, until, until);
  EXPECT_EQ(result.kind, ActionResult::Kind::permanent);
  EXPECT_EQ(result.code, "timeout");
  EXPECT_EQ(result.message, "not done in time: job: runs");
  ActionResult mute{ActionResult::Kind::pending};
  bound_pending(mute, until, until);
  EXPECT_EQ(mute.message, "not done in time");
}

}  // namespace
}  // namespace baton::runtime
