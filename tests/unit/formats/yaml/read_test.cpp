#include "baton/core/limits.hpp"
#include "baton/formats/yaml.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace baton::formats {

namespace {

using core::Json;
using testing::HasSubstr;

// The rule of the finding that refused the document, or else its value as JSON.
std::string outcome(std::string_view text) {
  const Source source(text);
  const auto document = yaml::read(source);
  if (document.findings.empty()) return to_json(*document.root).dump();
  const auto& finding = document.findings.at(0);
  return std::to_string(finding.at.line) + ':' + std::to_string(finding.at.column) + ' ' +
         finding.rule;
}

}  // namespace

TEST(Yaml, ReadsPlainScalarsByTheCoreSchema) {
  EXPECT_EQ(outcome("[null, ~, true, False, 12, -7, +3, 0o17, 0xFF, 1.5, .5, 1e3, 1.]"),
            "[null,null,true,false,12,-7,3,15,255,1.5,0.5,1000.0,1.0]");
  EXPECT_EQ(outcome("[yes, no, on, off, 1_000, 1:30, 2026-01-15, 0x, e3, .]"),
            R"(["yes","no","on","off","1_000","1:30","2026-01-15","0x","e3","."])");
}

TEST(Yaml, KeepsWhatIsQuotedAsText) {
  EXPECT_EQ(outcome("{version: \"1\", on: 'true'}"), R"({"on":"true","version":"1"})");
}

TEST(Yaml, KeepsIntegersThatFit64Bits) {
  EXPECT_EQ(outcome("[9223372036854775807, -9223372036854775808, 18446744073709551615]"),
            "[9223372036854775807,-9223372036854775808,18446744073709551615]");
}

TEST(Yaml, RefusesIntegersThatWouldLoseTheirLastDigits) {
  for (const auto* number : {"18446744073709551616", "-9223372036854775809", "0x10000000000000000"})
    EXPECT_EQ(outcome(std::string("id: ") + number + "\n"), "1:5 syntax/number") << number;
  EXPECT_EQ(outcome("18446744073709551616: a\n"), R"({"18446744073709551616":"a"})") << "a key";
  EXPECT_EQ(outcome("[1.8446744073709551616e19, '18446744073709551616']"),
            R"([1.8446744073709552e+19,"18446744073709551616"])");
}

TEST(Yaml, ReadsUrlsWithAQuestionMarkInsideBrackets) {
  EXPECT_EQ(outcome("{url: https://a.example/b?c=d, ask: ready?}"),
            R"({"ask":"ready?","url":"https://a.example/b?c=d"})");
}

TEST(Yaml, ReadsAQuestionMarkThatBeginsATextInsideBrackets) {
  EXPECT_EQ(outcome("{a: ?b, ?c: d, e: [?f, -?g]}"), R"({"?c":"d","a":"?b","e":["?f","-?g"]})");
  EXPECT_EQ(outcome("{? a : b}"), R"({"a":"b"})");
}

TEST(Yaml, DecodesEveryEscape) {
  EXPECT_EQ(outcome(R"(["\0\a\b\t\n\v\f\r\e", "\ \"\/\\", "\x41\u00E9\U0001F600"])"),
            "[\"\\u0000\\u0007\\b\\t\\n\\u000b\\f\\r\\u001b\",\" \\\"/\\\\\","
            "\"A\u00E9\U0001F600\"]");
  EXPECT_EQ(outcome(R"("a\Nb\_c\Ld\Pe")"),
            "\"a\xC2\x85"
            "b\xC2\xA0"
            "c\u2028d\u2029e\"");
  // yaml-cpp is given the character 1A in place of some "?".
  EXPECT_EQ(outcome(R"(["a?\x1A? \\x1A", "\u001a?", "b? \U0000001A"])"),
            R"(["a?\u001a? \\x1A","\u001a?","b? \u001a"])");
}

TEST(Yaml, RefusesAnEscapeThatYamlDoesNotHave) {
  EXPECT_EQ(outcome(R"(a: "it\'s")"), "1:7 syntax/yaml");
  EXPECT_EQ(outcome(R"({"\\\'": b})"), "1:5 syntax/yaml");
  EXPECT_EQ(outcome(R"(a: "\\'b")"), R"({"a":"\\'b"})");
  EXPECT_EQ(outcome(R"(a: 'b\')"), R"({"a":"b\\"})");
}

TEST(Yaml, KeepsTheLastLineBreaksOfAFoldedScalar) {
  EXPECT_EQ(outcome("a: >+\n  b\n  c\n\n\nd: e\n"), R"({"a":"b c\n\n\n","d":"e"})");
  EXPECT_EQ(outcome("a: >+\n  b\nd: e\n"), R"({"a":"b\n","d":"e"})");
  EXPECT_EQ(outcome("a: >1+\n   b\n c\n  \n   \n"), R"({"a":"  b\nc\n \n  \n"})");
  EXPECT_EQ(outcome("- >+\n  b\n\n# c\n\n- d\n"), R"(["b\n\n","d"])");
  EXPECT_EQ(outcome("a: >+\n\n\nd: e\n"), R"({"a":"\n\n","d":"e"})");
  EXPECT_EQ(outcome("a: >\n  b\n\n\nd: >-\n  e\n\n"), R"({"a":"b\n","d":"e"})");
}

TEST(Yaml, KeepsTheLastLineBreaksOfAQuotedScalar) {
  EXPECT_EQ(outcome("[\"a\n\", 'b\n\n', \"c\n \n\n\"]"), R"(["a ","b\n","c\n\n"])");
  EXPECT_EQ(outcome("['a\n\n\n\n ', \"\n\n\n\"]"), R"(["a\n\n\n","\n\n"])");
  EXPECT_EQ(outcome(R"("a\n\n)"
                    "\n\n\n\""),
            R"("a\n\n\n\n")");
  EXPECT_EQ(outcome(R"("a\\n)"
                    "\n\n\n\""),
            R"("a\\n\n\n")");
  EXPECT_EQ(outcome(R"("a\)"
                    "\n\n\n\n\""),
            R"("a\n\n\n")");
}

TEST(Yaml, TakesTabsInFrontOfACommentAndInLinesThatHoldNothing) {
  EXPECT_EQ(outcome("a:\n  b: c\n\t\n  d: e\n \t \nf: g\n\t# h\n"),
            R"({"a":{"b":"c","d":"e"},"f":"g"})");
  EXPECT_EQ(outcome("a: b\n\t\n  c\n"), R"({"a":"b\nc"})");
  EXPECT_EQ(outcome("a: \"b\n \t# c\"\n"), R"({"a":"b # c"})");
  EXPECT_EQ(outcome("a: |\n  b\n    c\n  \t\n  \t# d\ne: f\n"),
            R"({"a":"b\n  c\n\t\n\t# d\n","e":"f"})");
  EXPECT_EQ(outcome("'a # b': | # c\n  d\n  \t\n"), R"({"a # b":"d\n\t\n"})");
  EXPECT_THAT(outcome("a: |\n\t\nb: c\n"), HasSubstr("syntax/tab"));
}

TEST(Yaml, RefusesARepeatedKeyAtItsSecondPlace) {
  EXPECT_EQ(outcome("a: 1\nb: 2\na: 3\n"), "3:1 syntax/duplicate-key");
}

TEST(Yaml, RefusesTabsInTheIndentation) { EXPECT_EQ(outcome("a:\n\tb: 1\n"), "2:1 syntax/tab"); }

TEST(Yaml, RefusesASecondDocument) {
  EXPECT_EQ(outcome("a: 1\n---\nb: 2\n"), "2:1 syntax/documents");
}

TEST(Yaml, RefusesALineThatBelongsToNothing) {
  EXPECT_EQ(outcome("- a\n- b\nc: d\n"), "3:1 syntax/indentation");
}

TEST(Yaml, RefusesTags) {
  EXPECT_EQ(outcome("a: !!str 5\n"), "1:4 syntax/tag");
  EXPECT_EQ(outcome("when: !inputs.web_dev\n"), "1:7 syntax/tag");
  EXPECT_EQ(outcome("a: &x !!map {}\nb: *x\n"), "1:7 syntax/tag");
}

TEST(Yaml, RefusesAnAnchorThatNothingNames) {
  EXPECT_EQ(outcome("a: &x 1\n"), "1:4 syntax/unused-anchor");
}

TEST(Yaml, RefusesAnAliasOfNothingAndOfItself) {
  EXPECT_EQ(outcome("a: *x\n"), "1:4 syntax/yaml");
  EXPECT_EQ(outcome("a: &x [*x]\n"), "1:8 syntax/alias");
}

TEST(Yaml, ExpandsAliases) {
  EXPECT_EQ(outcome("a: &x {b: 1}\nc: *x\n"), R"({"a":{"b":1},"c":{"b":1}})");
}

TEST(Yaml, ChargesAliasesAtWhatTheyExpandTo) {
  std::string bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n";
  for (int i = 1; i < 10; ++i) {
    const auto last = std::to_string(i - 1);
    bomb += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [";
    for (int k = 0; k < 10; ++k) bomb += (k > 0 ? ", *a" : "*a") + last;
    bomb += "]\n";
  }
  EXPECT_THAT(outcome(bomb), HasSubstr("limit/nodes"));
}

TEST(Yaml, StopsAtTheDepthLimitHoweverDeepTheTextIs) {
  EXPECT_EQ(outcome(std::string(core::kYamlDepthMax, '[') + std::string(core::kYamlDepthMax, ']'))
                .substr(0, 2),
            "[[");
  EXPECT_EQ(outcome(std::string(65, '[') + std::string(65, ']')), "1:65 limit/depth");
  EXPECT_THAT(outcome(std::string(250'000, '[')), HasSubstr("limit/depth"));
  EXPECT_THAT(outcome(std::string(250'000, '{')), HasSubstr("limit/depth"));
  std::string dashes;
  for (int i = 0; i < 100'000; ++i) dashes += "- ";
  EXPECT_EQ(outcome(dashes), "1:129 limit/depth");
  std::string keys;
  for (int i = 0; i < 500; ++i) keys += std::string(static_cast<std::size_t>(i), ' ') + "a:\n";
  EXPECT_EQ(outcome(keys), "65:65 limit/depth");
}

TEST(Yaml, CountsTheDepthOfWhatAnAliasNames) {
  const std::string deep = std::string(60, '[') + std::string(60, ']');
  EXPECT_EQ(outcome("a: &a " + deep + "\nb: [[[[[*a]]]]]\n"), "2:9 limit/depth");
}

TEST(Yaml, RefusesWhatIsNotCleanText) {
  EXPECT_EQ(outcome("a: \xFF\n"), "1:4 syntax/utf8");
  EXPECT_EQ(outcome("a: b\x04\n"), "1:5 syntax/control");
  EXPECT_EQ(outcome(std::string("a\0: b", 5)), "1:2 syntax/control");
  EXPECT_EQ(outcome(std::string(core::kTemplateBytesMax + 1, 'a')), "1:1 limit/size");
}

TEST(Yaml, RefusesNumbersThatJsonCannotHold) {
  for (const auto* number : {".inf", ".Inf", ".INF", "-.INF", "+.Inf", ".nan", ".NaN", ".NAN"})
    EXPECT_EQ(outcome(std::string("a: ") + number + "\n"), "1:4 syntax/number") << number;
  EXPECT_EQ(outcome("[.Nan, -.nan, .iNF, inf]"), R"([".Nan","-.nan",".iNF","inf"])");
  EXPECT_EQ(outcome("a: 1e999\n"), "1:4 syntax/number");
}

TEST(Yaml, RefusesWhatTheScannerLetsPass) {
  EXPECT_EQ(outcome("a: \"b\n"), "1:4 syntax/quote");
  EXPECT_EQ(outcome("a: \"b\"# c\n"), "1:7 syntax/comment");
  EXPECT_EQ(outcome("a: \"b\nc\"\n"), "2:1 syntax/indentation");
  EXPECT_EQ(outcome("[ , a]\n"), "1:3 syntax/comma");
  EXPECT_EQ(outcome("[a, , b]\n"), "1:5 syntax/comma");
  EXPECT_EQ(outcome("[-]\n"), "1:2 syntax/dash");
  EXPECT_EQ(outcome("a:\n  b: 1\nc\n"), "3:1 syntax/colon");
  EXPECT_EQ(outcome("a: 1\n... b\n"), "2:5 syntax/document");
  EXPECT_EQ(outcome("[1, {a: 1}: 2]\n"), "1:5 syntax/key");
}

TEST(Yaml, CountsColumnsInCodePoints) {
  const std::string text = "é: {ü: ä, b: c}\n";
  const Source source(text);
  const auto document = yaml::read(source);
  ASSERT_TRUE(document.root);
  const auto& inner = *document.root->entries.at(0).value;
  EXPECT_EQ(inner.at, (core::Position{1, 4}));
  EXPECT_EQ(inner.entries.at(1).value->at, (core::Position{1, 14}));
}

TEST(Yaml, FindsPlacesInsideScalars) {
  const std::string text =
      "a: one two\nb: \"x\\\"\\u0041é z\"\nc: 'it''s z'\nd: |\n  one\n  two z\ne: >-\n  one\n  "
      "two\nf: plain\n  more\n";
  const Source source(text);
  const auto document = yaml::read(source);
  ASSERT_TRUE(document.root);
  const auto place = [&](std::string_view key, core::Position inside) {
    const auto at = yaml::locate(source, *document.root->find(key), inside);
    return std::to_string(at.line) + ':' + std::to_string(at.column);
  };
  EXPECT_EQ(place("a", {1, 5}), "1:8");
  EXPECT_EQ(place("b", {1, 6}), "2:16");
  EXPECT_EQ(place("c", {1, 6}), "3:11");
  EXPECT_EQ(place("d", {2, 5}), "6:7");
  EXPECT_EQ(place("e", {1, 5}), "7:4") << "folded lines: where the scalar starts";
  EXPECT_EQ(place("f", {1, 3}), "10:6");
  EXPECT_EQ(place("f", {1, 9}), "10:4");
}

TEST(Yaml, SaysHowToMendWhatTheScannerRefuses) {
  const auto hint = [](std::string_view text) {
    const Source source(text);
    return yaml::read(source).findings.at(0).hint;
  };
  EXPECT_THAT(hint("a: {b: ${c}}\n"), HasSubstr("inside brackets, quote a value"));
  EXPECT_THAT(hint("a: b: c\n"), HasSubstr("quote a value that holds \": \""));
  EXPECT_THAT(hint("a: *.b\n"), HasSubstr("quote a value that should start with \"*\""));
  EXPECT_THAT(hint("a: !b\n"), HasSubstr("quote a value that should start with \"!\""));
}

}  // namespace baton::formats
