#include "baton/formats/yaml_file.hpp"

#include "baton/formats/field_reader.hpp"

#include <gtest/gtest.h>

namespace baton::formats {
namespace {

std::string read(std::string_view text) {
  core::Findings findings;
  const auto file = YamlFile::read(text, "a.yaml", findings);
  if (file) return core::dump(file->value());
  const auto& finding = findings.at(0);
  return std::to_string(finding.at.line) + ':' + std::to_string(finding.at.column) + ' ' +
         finding.message;
}

TEST(YamlFile, ReadsPlainScalarsByTheCoreSchema) {
  EXPECT_EQ(read("[null, ~, true, False, 12, -7, +3, 0o17, 0xFF, 1.5, .5, 1e3, 1.]"),
            "[null,null,true,false,12,-7,3,15,255,1.5,0.5,1000.0,1.0]");
  EXPECT_EQ(read("[+-5, -+5, --5, 0x, 0o8, 1e, e3, ., +, 1-2, 2026-01-15]"),
            R"(["+-5","-+5","--5","0x","0o8","1e","e3",".","+","1-2","2026-01-15"])");
  EXPECT_EQ(read("['1', \"0x1\"]"), R"(["1","0x1"])");
}

TEST(YamlFile, WithoutAnyValueIsAnEmptyMapping) {
  EXPECT_EQ(read(""), "{}");
  EXPECT_EQ(read("# nothing but a comment\n"), "{}");
  EXPECT_EQ(read("\xEF\xBB\xBF"), "{}");
}

TEST(YamlFile, MayBeginWithAByteOrderMark) {
  EXPECT_EQ(read("\xEF\xBB\xBF\x61: 'b'\n"), R"({"a":"b"})");
}

TEST(YamlFile, KnowsWhereEverythingStands) {
  core::Findings findings;
  const auto file =
      YamlFile::read("é: {ü: ä, b: c}\na/b:\n  - x\n  - { ~y: z }\n", "a.yaml", findings);
  ASSERT_TRUE(file);
  EXPECT_EQ(file->position(""), (core::Position{1, 1}));
  EXPECT_EQ(file->position("/é/b"), (core::Position{1, 11})) << "columns count characters";
  EXPECT_EQ(file->position("/a~1b"), (core::Position{2, 1}));
  EXPECT_EQ(file->position("/a~1b/0"), (core::Position{3, 5}));
  EXPECT_EQ(file->position("/a~1b/1/~0y"), (core::Position{4, 7}));
  EXPECT_EQ(file->position("/a~1b/2/x"), (core::Position{2, 1})) << "the nearest parent";
  EXPECT_EQ(file->position("/é/b/c"), (core::Position{1, 11}));
}

TEST(YamlFile, SaysWhereTheSlipIs) {
  EXPECT_EQ(read("a:\n\tb: 1\n"), "2:1 a tab in the indentation");
  EXPECT_EQ(read("a:\n  b: 1\n   c: 2\n").substr(0, 4), "3:4 ");
  EXPECT_EQ(read("a:\n  b: \"x\n  c: \"y\"\n").substr(0, 4), "2:6 ");
}

TEST(YamlFile, IsOneDocumentWithAllItsQuotes) {
  EXPECT_EQ(read("a: 1\n---\nb: 2\n"), "2:1 a second document: expected one in a file");
  EXPECT_EQ(read("a: 1\n...\n---\n").substr(2), "1 a second document: expected one in a file");
  EXPECT_EQ(read("a: 1\n...\nb: 2\n"), "3:1 a second document: expected one in a file");
  EXPECT_EQ(read("---\na: 1\n...\n"), "{\"a\":1}");
  EXPECT_EQ(read("a:\n  b: \"x\n  c: 1\n"), "2:6 expected a closing quote");
  EXPECT_EQ(read("a: 'it''s\n"), "1:4 expected a closing quote");
  EXPECT_EQ(read("a: 'it''s'\nb: \"\\\"\"\nc: ''\n"), R"({"a":"it's","b":"\"","c":""})");
}

TEST(YamlFile, TakesNoAliasesTagsAndRepeatedKeys) {
  EXPECT_EQ(read("a: &x 1\nb: *x\n"), "2:4 aliases are not taken here: write the value out");
  EXPECT_EQ(read("a: !!str 1\n"), "1:4 \"!\" starts a tag, and tags are not taken here");
  EXPECT_EQ(read("a: 1\na: 2\n"), "2:1 the key \"a\" is here twice; it was set in line 1");
}

TEST(YamlFile, NamesWhatNobodySees) {
  const auto told = [](std::string_view text) {
    core::Findings findings;
    const auto file = YamlFile::read(text, "a.yaml", findings);
    if (file) FieldReader(*file, "", file->value(), findings).allow({"auth"});
    return findings.empty() ? "" : findings.at(0).message + " | " + findings.at(0).hint;
  };
  EXPECT_EQ(told("auth:\xC2\xA0{kind: none}\n"),
            "there is a no-break space (U+00A0) after \"auth:\", where a plain space was expected "
            "| write a plain space");
  EXPECT_EQ(told("auth: 1\nau\xE2\x80\x8Bth: 1\n"),
            "a zero-width space (U+200B), which nobody sees, is part of the key | remove it");
  EXPECT_EQ(told("au\xC2\xA0th: 1\n"),
            "unknown key \"au\xC2\xA0th\"; there is a no-break space (U+00A0) after \"au\" | write "
            "a plain space, or none");
  EXPECT_EQ(told("auth\u200c: 1\n"),
            "a zero-width non-joiner (U+200C), which nobody sees, is part of the key | remove it");
  EXPECT_EQ(told("auth: {\u0645\u06cc\u200c\u0631\u0648\u062f: 1}\n"), "")
      << "so the word is spelt";
  EXPECT_EQ(told("auth: {\U0001f469\u200d\U0001f4bb: 1}\n"), "") << "this is one emoji";
  EXPECT_EQ(told("auht: 1 # a\xC2\xA0note\n"), "unknown key \"auht\" | did you mean \"auth\"?");
  EXPECT_EQ(told("auth: 5\xC2\xA0%\n"), "");
}

}  // namespace
}  // namespace baton::formats
