#include "baton/core/text.hpp"

#include <array>
#include <gtest/gtest.h>
#include <vector>

namespace baton::core {
namespace {

TEST(Trim, TakesSpacesAndTabsOffBothEnds) {
  EXPECT_EQ(trim(" \t a b\t "), "a b");
  EXPECT_EQ(trim(" \t"), "");
  EXPECT_EQ(trim("\n a \n"), "\n a \n");
  EXPECT_EQ(trim("\n a \n", " \n"), "a");
}

TEST(Case, IsThatOfAsciiOnly) {
  EXPECT_EQ(lower("A-Z \xc3\x84"), "a-z \xc3\x84");
  EXPECT_TRUE(same_no_case("Content-Type", "content-TYPE"));
  EXPECT_FALSE(same_no_case("Content-Type", "content-typ"));
  EXPECT_FALSE(same_no_case("@", "`"));
  EXPECT_TRUE(starts_no_case("BEARER x", "bearer "));
  EXPECT_FALSE(starts_no_case("be", "bearer"));
}

TEST(EmailAddress, IsOnePlainAddress) {
  for (const auto* good : {"ana@example.com", "a.b+c@d.example", "zoë@müller.example"})
    EXPECT_TRUE(is_email_address(good)) << good;
  for (const auto* bad : {"", "ana", "@b.c", "a@", "a@b", "a@b@c.d", "a b@c.d", "Ana <a@b.c>",
                          "a@b.c,d@e.f", "a@.b", "a@b..c", "a@b.c.", "a@b.c\n", "a\x7f@b.c"})
    EXPECT_FALSE(is_email_address(bad)) << bad;
  const std::string domain = "@b.example";
  EXPECT_TRUE(is_email_address(std::string(320 - domain.size(), 'a') + domain));
  EXPECT_FALSE(is_email_address(std::string(321 - domain.size(), 'a') + domain));
}

TEST(OneOf, IsWrittenAlike) {
  const std::vector<std::string> words{"read", "write"};
  EXPECT_TRUE(is_one_of("write", words));
  EXPECT_FALSE(is_one_of("Write", words));
  EXPECT_FALSE(is_one_of("writ", words));
  EXPECT_FALSE(is_one_of("", std::array<std::string_view, 0>{}));
}

TEST(Control, IsBelowASpaceOrDel) {
  EXPECT_TRUE(has_control("a\tb"));
  EXPECT_TRUE(has_control("\x7f"));
  EXPECT_TRUE(has_control(std::string_view("\0", 1)));
  EXPECT_FALSE(has_control("a b\xc2\x80"));
}

TEST(ReadsAsWritten, MeansThatEachCharacterIsSeen) {
  for (const char* good : {"", "ada", "\xc3\x89lodie Martin", "\u6771\u4eac", "a@b"})
    EXPECT_TRUE(reads_as_written(good)) << good;
  for (const char* bad :
       {"a\nb", "\x7f", "\xc2\x85", "a\u00ad", "\u200b", "a\u200db", "\u2028", "\u202e", "\u2060",
        "\u2066", "\u3164", "a\ufe0f", "\ufeff", "\U000e0020", "\xff", "\xc3"})
    EXPECT_FALSE(reads_as_written(bad)) << bad;
}

TEST(TakePart, TakesOnePartAfterTheOther) {
  std::string_view rest = "a,,b";
  EXPECT_EQ(take_part(rest, ','), "a");
  EXPECT_EQ(take_part(rest, ','), "");
  EXPECT_EQ(take_part(rest, ','), "b");
  EXPECT_EQ(rest, "");
  EXPECT_EQ(take_part(rest, ','), "");
}

TEST(Words, AreListed) {
  const std::vector<std::string> words{"a", "b", "c"};
  EXPECT_EQ(join(words), "a, b, c");
  EXPECT_EQ(join(words, " or "), "a or b or c");
  EXPECT_EQ(any_of(words), "a, b or c");
  EXPECT_EQ(any_of(words, " and "), "a, b and c");
  EXPECT_EQ(any_of(std::array<std::string_view, 1>{"a"}), "a");
  EXPECT_EQ(any_of(std::vector<std::string>{}), "");
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
