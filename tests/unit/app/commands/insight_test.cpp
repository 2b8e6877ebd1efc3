#include "app/commands/insight.hpp"

#include <gtest/gtest.h>

namespace baton::app::commands {
namespace {

TEST(LengthText, IsInTheLargestUnitThatItFills) {
  EXPECT_EQ(length_text(0), "-");
  EXPECT_EQ(length_text(800), "800ms");
  EXPECT_EQ(length_text(1'000), "1s");
  EXPECT_EQ(length_text(90'000), "1.5m");
  EXPECT_EQ(length_text(59 * 60'000), "59m");
  EXPECT_EQ(length_text(100 * 3'600'000), "4.1d");
  EXPECT_EQ(length_text(40LL * 24 * 3'600'000), "40d");
}

}  // namespace
}  // namespace baton::app::commands
