#include "runtime/unfinished.hpp"

#include <gtest/gtest.h>

namespace baton::runtime {
namespace {

TEST(Unfinished, ComesBackAsItWas) {
  Unfinished unfinished;
  unfinished.event = FanOut{core::EventId(5), true, core::RunId(7), "onboarding"};
  unfinished.look_backs = {{core::RunId(7), "w", core::EventId(9), 3, core::Duration(20)},
                           {core::RunId(8), {"w", 2}, core::EventId(9)}};
  const auto again = Unfinished::parse(unfinished.text());
  EXPECT_EQ(again.event, unfinished.event);
  EXPECT_EQ(again.look_backs, unfinished.look_backs);
  EXPECT_EQ(Unfinished{}.text(), "");
  EXPECT_TRUE(Unfinished::parse("").none());
}

}  // namespace
}  // namespace baton::runtime
