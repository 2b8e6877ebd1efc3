#include "ingress/schemes/scheme.hpp"

#include <algorithm>
#include <gtest/gtest.h>

namespace baton::ingress {
namespace {

TEST(Schemes, AreFoundByTheirNamesAndEachOnce) {
  const auto names = scheme_names();
  EXPECT_EQ(std::adjacent_find(names.begin(), names.end()), names.end());
  for (const auto& name : names) {
    ASSERT_NE(find_scheme(name), nullptr) << name;
    EXPECT_EQ(find_scheme(name)->name, name);
  }
  EXPECT_FALSE(is_scheme("hmca"));
}

// A manifest may have defaults for several schemes, so a key means one thing in all of them.
TEST(Schemes, GiveAKeyOneKindOfValue) {
  for (const auto& name : scheme_names()) {
    for (const auto& own : find_scheme(name)->keys) {
      const auto& all = scheme_keys();
      const auto found = std::find_if(
          all.begin(), all.end(), [&own](const SchemeKey& one) { return one.name == own.name; });
      ASSERT_NE(found, all.end()) << own.name;
      EXPECT_EQ(found->kind, own.kind) << name << ": " << own.name;
    }
  }
}

TEST(Schemes, ReadSettingsWhereTheyHaveKeys) {
  for (const auto& name : scheme_names())
    EXPECT_EQ(find_scheme(name)->keys.empty(), find_scheme(name)->read == nullptr) << name;
}

}  // namespace
}  // namespace baton::ingress
