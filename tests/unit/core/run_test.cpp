#include "baton/core/run.hpp"

#include <chrono>
#include <cstddef>
#include <gtest/gtest.h>
#include <optional>

namespace baton::core {
namespace {

constexpr auto kDue = static_cast<std::size_t>(SlaMark::due);

Time at(int second) { return Time(std::chrono::seconds(second)); }

TEST(SlaClock, PromisesItsDueElseItsLateAndNotItsGoal) {
  SlaClock clock;
  clock.marks = {at(1), at(2), at(3)};
  EXPECT_EQ(clock.promised(), at(2));
  clock.marks = {at(1), std::nullopt, at(3)};
  EXPECT_EQ(clock.promised(), at(3));
  clock.marks = {at(1), std::nullopt, std::nullopt};
  EXPECT_EQ(clock.promised(), std::nullopt);
}

TEST(SlaClock, PromisesNothingWhileItStandsStillUnlessItWasMissedBefore) {
  SlaClock clock;
  clock.marks = {std::nullopt, at(2), at(3)};
  clock.paused_at = at(1);
  EXPECT_EQ(clock.promised(), std::nullopt);
  clock.missed[kDue] = true;
  EXPECT_EQ(clock.promised(), at(2));
}

}  // namespace
}  // namespace baton::core
