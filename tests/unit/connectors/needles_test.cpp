#include "connectors/needles.hpp"

#include <algorithm>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <string>
#include <string_view>

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

}  // namespace
}  // namespace baton::connectors
