#include "connectors/needles.hpp"

#include <algorithm>
#include <ctime>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <string>
#include <string_view>
#include <vector>

namespace baton::connectors {
namespace {

using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

using Range = Ranges::value_type;

Ranges found_in(const Needles& needles, std::string_view text) {
  Ranges found;
  needles.find(text, found);
  return found;
}

TEST(Needles, AreFoundWhereTheyStand) {
  Needles needles;
  EXPECT_TRUE(needles.empty());
  EXPECT_THAT(found_in(needles, "anything at all"), IsEmpty());
  needles.add("a-secret");
  needles.add("a-secret-that-is-longer");
  needles.add("a-secret");
  needles.add("another-one");
  needles.add("a-short");  // one byte less than may be looked for
  EXPECT_FALSE(needles.empty());
  EXPECT_EQ(needles.shortest(), 8U);
  EXPECT_THAT(found_in(needles, "a-secret"), UnorderedElementsAre(Range(0, 8)));
  EXPECT_THAT(found_in(needles, "is a-secret-that-is-longer, or another-one"),
              UnorderedElementsAre(Range(3, 11), Range(3, 26), Range(31, 42)));
  EXPECT_THAT(found_in(needles, "a-secreta-secre"), UnorderedElementsAre(Range(0, 8)));
  for (const auto* text : {"", "a", "a-secre", "a-short", "b-secret", "another-on"})
    EXPECT_THAT(found_in(needles, text), IsEmpty()) << text;
}

TEST(Needles, MayBeThousands) {
  Needles needles;
  std::string all;
  constexpr int kMany = 5'000;
  for (int number = 0; number < kMany; ++number) {
    const auto needle = std::to_string(number) + "-is-the-secret-" + std::to_string(number);
    needles.add(needle);
    all += needle + " ";
  }
  Ranges expected;
  std::size_t at = 0;
  for (int number = 0; number < kMany; ++number) {
    const auto end = all.find(' ', at);
    expected.emplace_back(at, end);
    at = end + 1;
  }
  auto found = found_in(needles, all);
  std::sort(found.begin(), found.end());
  EXPECT_TRUE(std::includes(found.begin(), found.end(), expected.begin(), expected.end()));
  EXPECT_THAT(found_in(needles, std::string(100'000, 'x')), IsEmpty());
}

// As above, but by comparing each needle at each place.
Ranges compared_in(const std::vector<std::string>& needles, std::string_view text) {
  Ranges found;
  for (const auto& needle : needles)
    for (std::size_t at = 0; at < text.size(); ++at)
      if (text.substr(at).starts_with(needle)) found.emplace_back(at, at + needle.size());
  return found;
}

// Each begins with "tok-1234", and is one of the 120 texts of up to four more letters of three; the
// text has them all in one another.
TEST(Needles, ThatBeginAlikeAreAllFound) {
  std::vector<std::string> all{"tok-1234"};
  for (std::size_t from = 0; all.size() < 121; ++from)
    for (const char letter : {'b', 'a', 'c'}) all.push_back(all[from] + letter);
  std::string text;
  for (const auto& one : all) text += one + "tok-123";
  for (std::size_t step = 1; step <= 4; ++step) {
    Needles needles;
    std::vector<std::string> some;
    for (std::size_t at = 0; at < all.size(); at += step) some.push_back(all[at]);
    for (const auto& one : some) needles.add(one);
    auto found = found_in(needles, text);
    auto expected = compared_in(some, text);
    std::sort(found.begin(), found.end());
    std::sort(expected.begin(), expected.end());
    EXPECT_EQ(found, expected) << step;
  }
}

// A text may be made of what thousands of tokens of one vendor begin with.
TEST(Needles, ThatBeginAlikeAreNotAllCompared) {
  Needles needles;
  constexpr int kMany = 20'000;
  for (int number = 0; number < kMany; ++number)
    needles.add("xoxb-123-" + std::to_string(1'000'000 + number));
  std::string text;
  while (text.size() < 1'000'000) text += "xoxb-123";
  const auto before = std::clock();
  EXPECT_THAT(found_in(needles, text), IsEmpty());
  // It takes some tens of milliseconds. To compare each takes 2,500,000,000 comparisons.
  EXPECT_LT(std::clock() - before, 5 * CLOCKS_PER_SEC);
}

}  // namespace
}  // namespace baton::connectors
