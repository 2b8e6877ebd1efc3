#include "baton/formats/field_reader.hpp"

#include <gtest/gtest.h>

namespace baton::formats {
namespace {

TEST(FieldReader, KnowsNamesOfSettings) {
  for (const auto* name : {"a", "lead-conversion", "site_2"}) EXPECT_TRUE(is_settings_name(name));
  for (const auto* name : {"", "2a", "-a", "_a", "Lead", "a b", "é"})
    EXPECT_FALSE(is_settings_name(name)) << name;
  EXPECT_TRUE(is_settings_name(std::string(64, 'a')));
  EXPECT_FALSE(is_settings_name(std::string(65, 'a')));
}

TEST(FieldReader, KnowsNamesThatExpressionsCanRead) {
  EXPECT_TRUE(is_member_name("site_2"));
  EXPECT_FALSE(is_member_name("lead-conversion"));
  EXPECT_FALSE(is_member_name("_a"));
}

}  // namespace
}  // namespace baton::formats
