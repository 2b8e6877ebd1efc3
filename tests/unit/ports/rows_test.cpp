#include "baton/ports/rows.hpp"

#include <chrono>
#include <gtest/gtest.h>

namespace baton::ports {
namespace {

core::Time at(int second) { return core::Time(std::chrono::seconds(second)); }

AlarmRow alarm(bool on_wall, int second) {
  AlarmRow row;
  row.on_wall = on_wall;
  row.due = at(second);
  return row;
}

TEST(NextDue, IsTheEarliestByEachClock) {
  NextDue next;
  for (const auto& row : {alarm(false, 5), alarm(false, 3), alarm(false, 4), alarm(true, 9)})
    next.add(row);
  EXPECT_EQ(next, (NextDue{at(3), at(9)}));
  next.add(NextDue{at(4), at(8)});
  EXPECT_EQ(next, (NextDue{at(3), at(8)}));
  next.add(NextDue{});
  EXPECT_EQ(next, (NextDue{at(3), at(8)})) << "nothing due is not earlier";
}

TEST(ApprovalStatus, IsReadBackFromItsWord) {
  for (const auto status :
       {ApprovalStatus::open, ApprovalStatus::approved, ApprovalStatus::rejected,
        ApprovalStatus::withdrawn, ApprovalStatus::expired})
    EXPECT_EQ(approval_status(to_text(status)), status) << to_text(status);
  EXPECT_EQ(to_text(ApprovalStatus::withdrawn), "withdrawn");
  EXPECT_FALSE(approval_status("undecided"));
}

}  // namespace
}  // namespace baton::ports
