#include "app/text_diff.hpp"

#include <gtest/gtest.h>
#include <string>

namespace baton::app {
namespace {

std::string told(std::string_view before, std::string_view after) {
  std::string text;
  for (const DiffLine& line : text_diff(before, after)) {
    if (line.mark != '@') text += line.mark;
    text += line.text + '\n';
  }
  return text;
}

TEST(TextDiff, OfTheSameTextIsEmpty) {
  EXPECT_EQ(told("", ""), "");
  EXPECT_EQ(told("a\nb\n", "a\nb\n"), "");
  EXPECT_EQ(told("a\nb", "a\nb\n"), "") << "a line break at the end is no difference";
}

TEST(TextDiff, ShowsWhatWentAndWhatCame) {
  EXPECT_EQ(told("a\nb\nc\n", "a\nB\nc\n"), "@@ -1,3 +1,3 @@\n a\n-b\n+B\n c\n");
  EXPECT_EQ(told("a\n", "a\nb\n"), "@@ -1,1 +1,2 @@\n a\n+b\n");
  EXPECT_EQ(told("a\na\n", "a\n"), "@@ -1,2 +1,1 @@\n a\n-a\n");
  EXPECT_EQ(told("", "a\n"), "@@ -0,0 +1,1 @@\n+a\n");
}

TEST(TextDiff, KeepsWhatIsCommonToBoth) {
  EXPECT_EQ(told("a\nb\nc\nd\n", "b\nx\nd\ne\n"), "@@ -1,4 +1,4 @@\n-a\n b\n-c\n+x\n d\n+e\n");
}

TEST(TextDiff, ShowsThreeLinesAroundAndEachPlaceByItself) {
  std::string before;
  for (int line = 1; line <= 20; ++line) before += std::to_string(line) + '\n';
  std::string after = before;
  after.replace(after.find("2\n"), 1, "two");
  after.replace(after.find("19\n"), 2, "nineteen");
  EXPECT_EQ(told(before, after),
            "@@ -1,5 +1,5 @@\n 1\n-2\n+two\n 3\n 4\n 5\n"
            "@@ -16,5 +16,5 @@\n 16\n 17\n 18\n-19\n+nineteen\n 20\n");
}

TEST(TextDiff, OfLongTextsThatDifferAllOverReplacesOneByTheOther) {
  std::string before;
  std::string after;
  for (int line = 0; line < 3'000; ++line) {
    before += "a" + std::to_string(line) + '\n';
    after += "b" + std::to_string(line) + '\n';
  }
  const auto lines = text_diff(before, after);
  ASSERT_EQ(lines.size(), 6'001U);
  EXPECT_EQ(lines[1], (DiffLine{'-', "a0"}));
  EXPECT_EQ(lines[3'001], (DiffLine{'+', "b0"}));
}

}  // namespace
}  // namespace baton::app
