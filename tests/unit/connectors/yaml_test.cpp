#include "connectors/yaml.hpp"

#include <gtest/gtest.h>

namespace baton::connectors {
namespace {

std::string read(std::string_view text) {
  core::Findings findings;
  const auto file = YamlFile::read(text, "a.yaml", findings);
  if (file) return core::dump(file->value());
  const auto& finding = findings.at(0);
  return std::to_string(finding.at.line) + ':' + std::to_string(finding.at.column) + ' ' + finding.message;
}

TEST(ManifestYaml, ReadsPlainScalarsByTheCoreSchema) {
  EXPECT_EQ(read("[null, ~, true, False, 12, -7, +3, 0o17, 0xFF, 1.5, .5, 1e3, 1.]"),
            "[null,null,true,false,12,-7,3,15,255,1.5,0.5,1000.0,1.0]");
  EXPECT_EQ(read("[+-5, -+5, --5, 0x, 0o8, 1e, e3, ., +, 1-2, 2026-01-15]"),
            R"(["+-5","-+5","--5","0x","0o8","1e","e3",".","+","1-2","2026-01-15"])");
  EXPECT_EQ(read("['1', \"0x1\"]"), R"(["1","0x1"])");
}

TEST(ManifestYaml, CountsColumnsInCharacters) {
  core::Findings findings;
  const auto file = YamlFile::read("é: {ü: ä, b: c}\n", "a.yaml", findings);
  ASSERT_TRUE(file);
  EXPECT_EQ(file->position("/é/b"), (core::Position{1, 11}));
}

TEST(ManifestYaml, SaysWhereTheSlipIs) {
  EXPECT_EQ(read("a:\n\tb: 1\n"), "2:1 a tab in the indentation");
  EXPECT_EQ(read("a:\n  b: 1\n   c: 2\n").substr(0, 4), "3:4 ");
  EXPECT_EQ(read("a:\n  b: \"x\n  c: \"y\"\n").substr(0, 4), "2:6 ");
}

}  // namespace
}  // namespace baton::connectors
