#include "baton/core/text.hpp"

#include <gtest/gtest.h>

namespace baton::core {
namespace {

TEST(Trim, TakesSpacesAndTabsOff) {
  EXPECT_EQ(trim(" \ta b\t "), "a b");
  EXPECT_EQ(trim(" \t"), "");
  EXPECT_EQ(trim("\na"), "\na");
}

TEST(Lower, TouchesTheLettersOfAsciiOnly) {
  EXPECT_EQ(lower("A-z_9\xC3\x84"), "a-z_9\xC3\x84");
  EXPECT_TRUE(same_no_case("Content-Type", "content-TYPE"));
  EXPECT_FALSE(same_no_case("a", "ab"));
  EXPECT_FALSE(same_no_case("@", "`"));
}

TEST(Prefix, EndsBetweenTwoCharacters) {
  EXPECT_EQ(prefix("abc", 5), "abc");
  EXPECT_EQ(prefix("abc", 2), "ab");
  EXPECT_EQ(prefix("aé", 2), "a");
  EXPECT_EQ(prefix("é", 1), "");
  EXPECT_EQ(prefix("€uro", 3), "€");
  EXPECT_EQ(prefix("a😀", 4), "a");
  EXPECT_EQ(prefix("a", 0), "");
}

TEST(Prefix, OfWhatIsNoUtf8IsCutAnywhere) {
  EXPECT_EQ(prefix("\x80\x80\x80\x80\x80\x80", 5).size(), 5U);
}

TEST(Shortened, SaysThatSomethingWasLeftOut) {
  EXPECT_EQ(shortened("abc", 3), "abc");
  EXPECT_EQ(shortened("abcd", 3), "abc…");
}

TEST(SetOff, KnowsEveryLineBreakAndShowsWhatFollowsAsAPart) {
  EXPECT_EQ(set_off("a\r\nb\rc\vd\fe\u2028f\u2029g\u0085h\ni"),
            "a\n  > b\n  > c\n  > d\n  > e\n  > f\n  > g\n  > h\n  > i");
  EXPECT_EQ(set_off("one\u202E line\x1b[31m"), "one  line [31m");
  EXPECT_EQ(set_off("a\n"), "a\n  > ");
}

}  // namespace
}  // namespace baton::core
