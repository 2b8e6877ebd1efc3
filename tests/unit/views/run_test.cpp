#include "baton/views/run.hpp"

#include "baton/simulate/clock.hpp"

#include <gtest/gtest.h>

namespace baton::views {
namespace {

using std::chrono::seconds;

TEST(RunView, SaysWhatIsFirstToKnowAsData) {
  const simulate::VirtualClock clock;
  ports::RunRow row;
  EXPECT_TRUE(run(row, clock).at("now").is_null());
  row.standing.kind = core::StandingKind::failed;
  row.standing.step = core::StepRef("ticket", 3);
  row.standing.code = "http_401";
  row.standing.cause = "the token is expired";
  row.standing.connection = "jira";
  row.standing.attempt = 2;
  EXPECT_EQ(run(row, clock).at("now"), (core::Json{{"kind", "failed"},
                                                   {"step", "ticket"},
                                                   {"item", 3},
                                                   {"attempt", 2},
                                                   {"code", "http_401"},
                                                   {"cause", "the token is expired"},
                                                   {"connection", "jira"}}));
}

TEST(RunView, SaysWhenItIsDue) {
  const simulate::VirtualClock clock;
  ports::RunRow row;
  EXPECT_TRUE(run(row, clock).at("due").is_null());
  EXPECT_EQ(run(row, clock).at("late"), false);
  row.due = core::Time(seconds(7));
  row.due_on_wall = row.late = true;
  EXPECT_EQ(run(row, clock).at("due"), "1970-01-01T00:00:07Z");
  EXPECT_EQ(run(row, clock).at("late"), true);
}

TEST(RunView, CountsTheTimeUntilNowWhileItIsOpen) {
  simulate::VirtualClock clock;
  ports::RunRow row;
  row.split.work = seconds(2);
  row.spends_on = core::SpentOn::people;
  row.updated_at = clock.now();
  clock.advance(seconds(5));
  EXPECT_EQ(run(row, clock).at("split"),
            (core::Json{{"queue", 0}, {"work", 2'000}, {"people", 5'000}, {"backoff", 0}}));
  row.ended_at = row.updated_at;
  EXPECT_EQ(run(row, clock).at("split").at("people"), 0);
}

TEST(RunView, TheMillisecondsOfTheSplitAddUp) {
  const simulate::VirtualClock clock;
  ports::RunRow row;
  row.started_at = clock.now();
  row.split.work = core::Duration(1'600);
  row.split.people = core::Duration(1'700);
  row.split.queue = core::Duration(1'800);
  row.ended_at = row.updated_at = row.started_at + core::Duration(5'100);
  EXPECT_EQ(run(row, clock).at("split"),
            (core::Json{{"queue", 2}, {"work", 1}, {"people", 2}, {"backoff", 0}}));
}

}  // namespace
}  // namespace baton::views
