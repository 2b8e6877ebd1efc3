#include "baton/core/finding.hpp"

#include <gtest/gtest.h>

namespace baton::core {
namespace {

TEST(DidYouMean, OffersTheNearestName) {
  EXPECT_EQ(did_you_mean("pakc", {"pack", "ship"}), "did you mean \"pack\"?");
  EXPECT_EQ(did_you_mean("brif", {"brief", "copy"}), "did you mean \"brief\"?");
  EXPECT_EQ(did_you_mean("zzz", {"pack", "ship"}), "");
}

}  // namespace
}  // namespace baton::core
