#include "runtime/step_dues.hpp"

#include <gtest/gtest.h>

namespace baton::runtime {
namespace {

core::Time hour_of_due(int hour) { return core::Time(std::chrono::hours(hour)); }

TEST(StepDues, ADueMarkComesBeforeALateOneAndBothBeforeATask) {
  StepDues dues;
  EXPECT_FALSE(dues.of("legal"));
  core::TaskRequested task{"legal"};
  task.due = hour_of_due(9);
  dues.take(task);
  EXPECT_EQ(dues.of("legal")->of, StepDue::Of::task);
  EXPECT_EQ(dues.of("legal")->at, hour_of_due(9));
  dues.take(core::SlaStarted{"legal", hour_of_due(1), {}, hour_of_due(7)});
  EXPECT_EQ(dues.of("legal")->of, StepDue::Of::late);
  EXPECT_EQ(dues.of("legal")->at, hour_of_due(7));
  dues.take(core::SlaStarted{"legal", hour_of_due(1), hour_of_due(5), hour_of_due(7)});
  EXPECT_EQ(dues.of("legal")->of, StepDue::Of::due);
  EXPECT_EQ(dues.of("legal")->at, hour_of_due(5));
  dues.take(core::SlaStarted{"legal", hour_of_due(1), {}, {}});
  EXPECT_EQ(dues.of("legal")->of, StepDue::Of::task) << "a goal is no promise";
}

TEST(StepDues, AClockThatStandsStillHasNoTime) {
  StepDues dues;
  dues.take(core::SlaStarted{"legal", {}, hour_of_due(5), {}});
  dues.take(core::SlaPaused{"legal", hour_of_due(2), "it waits for them"});
  ASSERT_TRUE(dues.of("legal"));
  EXPECT_FALSE(dues.of("legal")->at);
  dues.take(core::SlaResumed{"legal", {}, hour_of_due(8), {}});
  EXPECT_EQ(dues.of("legal")->at, hour_of_due(8));
}

TEST(StepDues, WhatWasMissedStaysMissed) {
  StepDues dues;
  dues.take(core::SlaStarted{"legal", {}, hour_of_due(5), hour_of_due(9)});
  dues.take(core::SlaMissed{"legal", "due", hour_of_due(5)});
  dues.take(core::SlaPaused{"legal", hour_of_due(6)});
  EXPECT_EQ(dues.of("legal")->at, hour_of_due(5));
  dues.take(core::SlaResumed{"legal", {}, {}, hour_of_due(12)});
  EXPECT_EQ(dues.of("legal")->at, hour_of_due(5));
}

TEST(StepDues, AStepThatBeginsAnewHasNone) {
  StepDues dues;
  dues.take(core::SlaStarted{"legal", {}, hour_of_due(5), {}});
  dues.take(core::StepReset{"legal"});
  EXPECT_FALSE(dues.of("legal"));
  dues.take(core::SlaStarted{core::StepRef("legal", 1), {}, hour_of_due(5), {}});
  EXPECT_FALSE(dues.of("legal")) << "an item has no due time of its own";
}

}  // namespace
}  // namespace baton::runtime
