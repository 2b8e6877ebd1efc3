#include "baton/core/counted.hpp"

#include <cstddef>
#include <gtest/gtest.h>

namespace baton::core {
namespace {

TEST(Counted, OneThingIsSaidInTheSingular) {
  EXPECT_EQ(counted(1, "event"), "1 event");
  EXPECT_EQ(counted(2, "event"), "2 events");
  EXPECT_EQ(counted(std::size_t{0}, "more case"), "0 more cases");
}

TEST(Counted, ANounMayHaveAPluralOfItsOwn) {
  EXPECT_EQ(counted(1, "entry", "entries"), "1 entry");
  EXPECT_EQ(counted(3, "entry", "entries"), "3 entries");
}

TEST(Counted, TheVerbFollowsTheNumber) {
  EXPECT_EQ(plural(1, "is", "are"), "is");
  EXPECT_EQ(plural(0, "is", "are"), "are");
}

}  // namespace
}  // namespace baton::core
