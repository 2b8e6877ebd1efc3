#include "baton/ports/lane_state.hpp"

#include <chrono>
#include <gtest/gtest.h>

namespace baton::ports {
namespace {

TEST(LaneState, SaysWhyAndUntilWhenItWaits) {
  LaneState state;
  state.reason = "the connection has no secret";
  EXPECT_EQ(state.text(), "held: the connection has no secret");
  state.kind = LaneState::Kind::paused;
  state.reason = "too many requests";
  EXPECT_EQ(state.text(), "paused: too many requests");
  state.until = core::Time(std::chrono::seconds(90));
  EXPECT_EQ(state.text(), "paused until 1970-01-01T00:01:30Z: too many requests");
}

}  // namespace
}  // namespace baton::ports
