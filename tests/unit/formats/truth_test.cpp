#include "baton/formats/truth.hpp"

#include <gtest/gtest.h>

namespace baton::formats {
namespace {

TEST(TruthHint, KnowsTheWordsOfOthersForTrueAndFalse) {
  for (const auto* word : {"true", "Yes", "ON", "y", "1", "oui"})
    EXPECT_EQ(truth_hint(word), "write true") << word;
  for (const auto* word : {"FALSE", "no", "off", "N", "0", "non"})
    EXPECT_EQ(truth_hint(word), "write false") << word;
  for (const auto* word : {"", "maybe", "yes please", "10"})
    EXPECT_EQ(truth_hint(word), "") << word;
}

}  // namespace
}  // namespace baton::formats
