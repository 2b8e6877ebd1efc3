#include "engine/verbs/verb.hpp"

#include <gtest/gtest.h>

namespace baton::engine {
namespace {

TEST(VerbTable, HasARowForEachVerb) {
  for (std::size_t at = 0; at < std::variant_size_v<core::Verb>; ++at) {
    EXPECT_NE(verb_row(at).compile, nullptr) << at;
    EXPECT_NE(verb_row(at).begin, nullptr) << at;
  }
}

TEST(VerbTable, AVerbThatWaitsSaysForWhatAndWhatComesWithItsTime) {
  for (std::size_t at = 0; at < std::variant_size_v<core::Verb>; ++at) {
    const auto& row = verb_row(at);
    EXPECT_EQ(row.why == nullptr, row.came_due == nullptr) << at;
    EXPECT_EQ(row.hear == nullptr, row.awaited_types == nullptr) << at;
    EXPECT_TRUE(row.why != nullptr || row.hear == nullptr) << at;
  }
}

}  // namespace
}  // namespace baton::engine
