#include "baton/runtime/polls.hpp"

#include <gtest/gtest.h>

namespace baton::runtime {
namespace {

using std::chrono::hours;
using std::chrono::minutes;

ports::Poll deals_poll(core::Duration every) { return {"crm", "deals", every}; }

TEST(Polls, AreStoredAndReadBack) {
  PollState state;
  state.poll = deals_poll(minutes(5));
  state.progress = {{"watermark", "2026-05-04T10:11:12Z"}, {"next", "abc"}};
  state.due = core::Time(core::Duration(1'777'777'777'123'456));
  state.failures = 3;
  state.error = "http_503: try later";
  state.last = core::Time(core::Duration(1'700'000'000'000'001));
  state.events = 9'007'199'254'740'993;
  PollState read;
  read.take(state.stored());
  EXPECT_EQ(read.stored(), state.stored());
  EXPECT_EQ(read.watermark(), "2026-05-04T10:11:12Z");
}

TEST(Polls, BeginAnewWhereWhatIsStoredIsNothing) {
  for (const core::Json& stored : {core::Json(), core::Json("x"), core::Json{{"due", "soon"}}}) {
    PollState state;
    state.take(stored);
    EXPECT_EQ(state.due, std::nullopt);
    EXPECT_EQ(state.failures, 0);
    EXPECT_EQ(state.watermark(), "");
  }
}

TEST(Polls, WaitLongerAfterEachFailureUpToAnHour) {
  EXPECT_EQ(wait_after_failures(deals_poll(minutes(5)), 1, {}), minutes(5));
  EXPECT_EQ(wait_after_failures(deals_poll(minutes(5)), 2, {}), minutes(10));
  EXPECT_EQ(wait_after_failures(deals_poll(minutes(5)), 4, {}), minutes(40));
  EXPECT_EQ(wait_after_failures(deals_poll(minutes(5)), 5, {}), hours(1));
  EXPECT_EQ(wait_after_failures(deals_poll(minutes(5)), 1'000'000, {}), hours(1));
  EXPECT_EQ(wait_after_failures(deals_poll(hours(24)), 9, {}), hours(24))
      << "never sooner than usual";
}

TEST(Polls, WaitAsLongAsTheOtherSideAsksButADayAtMost) {
  EXPECT_EQ(wait_after_failures(deals_poll(minutes(5)), 1, minutes(30)), minutes(30));
  EXPECT_EQ(wait_after_failures(deals_poll(minutes(5)), 1, minutes(1)), minutes(5));
  EXPECT_EQ(wait_after_failures(deals_poll(minutes(5)), 1, hours(1'000)), hours(24));
}

}  // namespace
}  // namespace baton::runtime
