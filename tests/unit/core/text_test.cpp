#include "baton/core/text.hpp"

#include <gtest/gtest.h>

namespace baton::core {
namespace {

TEST(Prefix, EndsBetweenTwoCharacters) {
  EXPECT_EQ(prefix("abc", 5), "abc");
  EXPECT_EQ(prefix("abc", 2), "ab");
  EXPECT_EQ(prefix("aé", 2), "a");
  EXPECT_EQ(prefix("é", 1), "");
  EXPECT_EQ(prefix("€uro", 3), "€");
  EXPECT_EQ(prefix("a😀", 4), "a");
  EXPECT_EQ(prefix("a", 0), "");
}

TEST(Prefix, OfWhatIsNoUtf8IsCutAnywhere) { EXPECT_EQ(prefix("\x80\x80\x80\x80\x80\x80", 5).size(), 5U); }

TEST(Shortened, SaysThatSomethingWasLeftOut) {
  EXPECT_EQ(shortened("abc", 3), "abc");
  EXPECT_EQ(shortened("abcd", 3), "abc…");
}

}  // namespace
}  // namespace baton::core
