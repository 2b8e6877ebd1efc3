#include "connectors/yaml.hpp"

#include <gtest/gtest.h>

namespace baton::connectors {
namespace {

std::string read(std::string_view text) {
  core::Findings findings;
  const auto file = YamlFile::read(text, "a.yaml", findings);
  if (file) return core::dump(file->value());
  const auto& finding = findings.at(0);
  return std::to_string(finding.at.line) + ':' + std::to_string(finding.at.column) + ' ' +
         finding.message;
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

TEST(ManifestYaml, OneDocumentWithAllItsQuotes) {
  EXPECT_EQ(read("a: 1\n---\nb: 2\n"), "2:1 a second document: expected one in a file");
  EXPECT_EQ(read("a: 1\n...\n---\n").substr(2), "1 a second document: expected one in a file");
  EXPECT_EQ(read("---\na: 1\n...\n"), "{\"a\":1}");
  EXPECT_EQ(read("a:\n  b: \"x\n  c: 1\n"), "2:6 expected a closing quote");
  EXPECT_EQ(read("a: 'it''s\n"), "1:4 expected a closing quote");
  EXPECT_EQ(read("a: 'it''s'\nb: \"\\\"\"\nc: ''\n"), R"({"a":"it's","b":"\"","c":""})");
}

TEST(ManifestYaml, NamesWhatNobodySees) {
  const auto hint_of = [](std::string_view text) {
    core::Findings findings;
    const auto file = YamlFile::read(text, "a.yaml", findings);
    if (file) Members(*file, "", file->value(), findings).allow({"auth"});
    return findings.empty() ? "" : findings.at(0).hint;
  };
  EXPECT_EQ(hint_of("auth:\xC2\xA0{kind: none}\n"),
            "there is a no-break space (U+00A0) at 1:6: write a plain space");
  EXPECT_EQ(hint_of("auth: 1\nau\xE2\x80\x8Bth: 1\n"),
            "there is a zero-width space (U+200B) at 2:3: remove it");
  EXPECT_EQ(hint_of("\xE2\x80\xAE\x61uth: 1\n"),
            "there is a mark of direction (U+202E) at 1:1: remove it");
  EXPECT_EQ(hint_of("auht: 1 # a\xC2\xA0note\n"), "did you mean \"auth\"?");
  EXPECT_EQ(hint_of("auth: 5\xC2\xA0%\n"), "");
}

}  // namespace
}  // namespace baton::connectors
