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

TEST(FieldReader, CutsNoFractionOff) {
  core::Findings findings;
  const auto file = YamlFile::read("a: 1.5\nb: 2.0\nc: 3\nd: 11\n", "x.yaml", findings);
  ASSERT_TRUE(file);
  const FieldReader reader(*file, "", file->value(), findings);
  EXPECT_EQ(reader.whole_number("b", 7, 0, 10), 2);
  EXPECT_EQ(reader.whole_number("c", 7, 0, 10), 3);
  EXPECT_EQ(reader.whole_number("e", 7, 0, 10), 7) << "it is absent";
  EXPECT_TRUE(findings.empty());
  EXPECT_EQ(reader.whole_number("a", 7, 0, 10), 7);
  EXPECT_EQ(reader.whole_number("d", 7, 0, 10), 7);
  ASSERT_EQ(findings.size(), 2U);
  EXPECT_EQ(findings[0].message, "\"a\": expected a whole number, got 1.5");
  EXPECT_EQ(findings[0].at.line, 1);
  EXPECT_EQ(findings[1].message, "\"d\": expected a number from 0 to 10, got 11");
}

}  // namespace
}  // namespace baton::formats
