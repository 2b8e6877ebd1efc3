#include "baton/views/stats.hpp"

#include <gtest/gtest.h>

namespace baton::views {
namespace {

using core::RunStatus;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

const core::Time kNoon{hours(12)};

TEST(Stats, AddUpWhatStartedAndEndedInEachInterval) {
  const StatsAsked asked{kNoon, kNoon + hours(1), minutes(30)};
  const auto json = stats(asked,
                          {{kNoon, {}, {}, 5},
                           {kNoon + minutes(15), RunStatus::succeeded, seconds(2), 19},
                           {kNoon + minutes(45), RunStatus::failed, seconds(60), 1},
                           {kNoon + minutes(45), RunStatus::cancelled, seconds(900), 7},
                           {kNoon + hours(1), {}, {}, 4},
                           {kNoon + hours(1), RunStatus::succeeded, seconds(9), 3}},
                          10);
  EXPECT_EQ(json.at("started"), 5);
  EXPECT_EQ(json.at("succeeded"), 19);
  EXPECT_EQ(json.at("failed"), 1);
  EXPECT_EQ(json.at("cancelled"), 7);
  EXPECT_EQ(json.at("within_95"), 2'000) << "19 of 20, those that were cancelled aside";
  EXPECT_EQ(json.at("step_minutes"), 30);
  ASSERT_EQ(json.at("intervals").size(), 2U);
  const auto& first = json.at("intervals").at(0);
  EXPECT_EQ(first.at("from"), core::to_rfc3339(kNoon));
  EXPECT_EQ(first.at("started"), 5);
  EXPECT_EQ(first.at("succeeded"), 19);
  EXPECT_EQ(json.at("intervals").at(1).at("open"), 10 - 4 + 3) << "at its end, an hour ago";
  EXPECT_EQ(first.at("open"), 10 - 4 + 3 + 8) << "eight ended in the second";
}

TEST(Stats, OfNothingHaveNoLength) {
  const auto json = stats({kNoon, kNoon + hours(1), hours(1)}, {}, 0);
  EXPECT_TRUE(json.at("within_95").is_null());
  EXPECT_EQ(json.at("intervals").at(0).at("open"), 0);
}

}  // namespace
}  // namespace baton::views
