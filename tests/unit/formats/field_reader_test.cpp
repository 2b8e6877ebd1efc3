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

TEST(FieldReader, SaysWhatToWriteInstead) {
  core::Findings findings;
  const auto file = YamlFile::read("on: yes\nmost: \"3\"\nlimits: none\n", "x.yaml", findings);
  ASSERT_TRUE(file);
  const FieldReader reader(*file, "", file->value(), findings);
  (void)reader.flag("on", false);
  (void)reader.number("most", 1, 0, 10);
  (void)reader.inner("limits");
  ASSERT_EQ(findings.size(), 3U);
  EXPECT_EQ(findings[0].hint, "write true");
  EXPECT_EQ(findings[1].hint, "remove the quotes");
  EXPECT_EQ(findings[2].message, "\"limits\": expected a mapping, got string");
}

}  // namespace
}  // namespace baton::formats
