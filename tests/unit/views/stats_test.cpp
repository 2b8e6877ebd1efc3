#include "baton/views/stats.hpp"

#include <gtest/gtest.h>

namespace baton::views {
namespace {

using core::RunStatus;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

const core::Time kMidday{hours(12)};

TEST(Stats, AddUpWhatStartedAndEndedInEachInterval) {
  const StatsAsked asked{kMidday, kMidday + hours(1), minutes(30)};
  const auto json = stats(asked,
                          {{kMidday, {}, {}, 5},
                           {kMidday + minutes(15), RunStatus::succeeded, seconds(2), 19},
                           {kMidday + minutes(45), RunStatus::failed, seconds(60), 1},
                           {kMidday + minutes(45), RunStatus::cancelled, seconds(900), 7},
                           {kMidday + hours(1), {}, {}, 4},
                           {kMidday + hours(1), RunStatus::succeeded, seconds(9), 3}},
                          10);
  EXPECT_EQ(json.at("started"), 5);
  EXPECT_EQ(json.at("succeeded"), 19);
  EXPECT_EQ(json.at("failed"), 1);
  EXPECT_EQ(json.at("cancelled"), 7);
  EXPECT_EQ(json.at("within_95"), 2'000) << "19 of 20, those that were cancelled aside";
  EXPECT_EQ(json.at("step_minutes"), 30);
  ASSERT_EQ(json.at("intervals").size(), 2U);
  const auto& first = json.at("intervals").at(0);
  EXPECT_EQ(first.at("from"), core::to_rfc3339(kMidday));
  EXPECT_EQ(first.at("started"), 5);
  EXPECT_EQ(first.at("succeeded"), 19);
  EXPECT_EQ(json.at("intervals").at(1).at("open"), 10 - 4 + 3) << "at its end, an hour ago";
  EXPECT_EQ(first.at("open"), 10 - 4 + 3 + 8) << "eight ended in the second";
}

TEST(Stats, OfNothingHaveNoLength) {
  const auto json = stats({kMidday, kMidday + hours(1), hours(1)}, {}, 0);
  EXPECT_TRUE(json.at("within_95").is_null());
  EXPECT_EQ(json.at("intervals").at(0).at("open"), 0);
}

}  // namespace
}  // namespace baton::views
