#include "unit/cel/support.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace baton::cel::test {
namespace {

using testing::HasSubstr;

TEST(UnknownFunctions, HintsNameTheNearest) {
  const auto hint = [](std::string_view text) {
    const Scope scope;
    const auto findings = Expression::compile(text, &scope).findings;
    return findings.empty() ? std::string("no finding") : findings.front().hint;
  };
  EXPECT_EQ(hint("text.slg('a')"), "did you mean \"text.slug\"?");
  EXPECT_THAT(hint("json.decode('a')"), testing::HasSubstr("json.parse(x)"));
  EXPECT_EQ(hint("text.truncate('a')"), "write text.cut(x, 80)");
  EXPECT_EQ(hint("text.reverse('a')"), "there are text.cut, text.lower, text.slug and text.upper");
  EXPECT_EQ(hint("mony(1, 'EUR')"), "did you mean \"money\"?");
}

TEST(TextFunctions, SlugsAreLettersDigitsAndDashes) {
  EXPECT_EQ(result_of("text.slug('Été à Paris — 2026!')"), "\"ete-a-paris-2026\"");
  EXPECT_EQ(result_of("text.slug('Straße Ærø Łódź œuvre')"), "\"strasse-aero-lodz-oeuvre\"");
  EXPECT_EQ(result_of("text.slug('E\\u0301te\\u0301')"), "\"ete\"");
  EXPECT_EQ(result_of("text.slug('  --  ')"), "\"\"");
  EXPECT_EQ(result_of("text.slug('日本 2')"), "\"2\"");
}

TEST(TextFunctions, ShortSlugsEndWithAWholeWord) {
  EXPECT_EQ(result_of("text.slug('closed deals of', 12)"), "\"closed-deals\"");
  EXPECT_EQ(result_of("text.slug('closed deals of', 13)"), "\"closed-deals\"");
  EXPECT_EQ(result_of("text.slug('closed deals of', 11)"), "\"closed\"");
  EXPECT_EQ(result_of("text.slug('closed deals', 3)"), "\"clo\"");
  EXPECT_EQ(result_of("text.slug('closed deals', 0)"), "\"\"");
}

TEST(TextFunctions, CutKeepsSoManyCharacters) {
  EXPECT_EQ(result_of("text.cut('Zoë', 3)"), "\"Zoë\"");
  EXPECT_EQ(result_of("text.cut('Zoë Müller', 5)"), "\"Zoë…\"");
  EXPECT_EQ(result_of("text.cut('Zoë Müller', 6)"), "\"Zoë M…\"");
  EXPECT_EQ(result_of("text.cut('Zoë Müller', 6, '...')"), "\"Zoë...\"");
  EXPECT_EQ(result_of("text.cut('Zoë Müller', 2, '...')"), "\"Zo\"");
  EXPECT_EQ(result_of("text.cut('Zoë', 0)"), "\"\"");
  EXPECT_THAT(result_of("text.cut('Zoë', -1)"),
              HasSubstr("expected a number of characters, 0 or more, got -1"));
}

TEST(TextFunctions, CaseIsThatOfUnicode) {
  EXPECT_EQ(result_of("text.lower('ÀÉÎÕÜ ŒŁŽ ΑΩ ЖЯ İ')"), "\"àéîõü œłž αω жя i\"");
  EXPECT_EQ(result_of("text.upper('àéîõü œłž ας жя ÿ ß')"), "\"ÀÉÎÕÜ ŒŁŽ ΑΣ ЖЯ Ÿ ß\"");
  EXPECT_EQ(result_of("text.lower('日本')"), "\"日本\"");
}

TEST(TextFunctions, TrimTakesTheWhiteSpaceOfUnicodeFromBothEnds) {
  for (const auto* text :
       {"'\\u3000 é \\u2003'.trim() == 'é'", "'\\u00a0a \\u2028 日\\t'.trim() == 'a \\u2028 日'",
        "' \\n\\u00a0'.trim() == ''", "''.trim() == ''", "'日本'.trim() == '日本'"})
    EXPECT_EQ(result_of(text), "true") << text;
}

TEST(TextFunctions, AreKnownToTheChecker) {
  const Scope scope;
  EXPECT_EQ(compiled("text.slug('a', 3)", &scope)->type().text(), "string");
  EXPECT_EQ(first_finding("text.cut('a', 'b')", &scope), "1:9 cel/type");
  EXPECT_EQ(first_finding("text.slg('a')", &scope), "1:9 cel/unknown-function");
}

TEST(TextFunctions, PayForTheirTexts) {
  EXPECT_THAT(result_of("lists.range(1000).all(i, size(text.lower('" + std::string(8'000, 'X') +
                        "')) > 0)"),
              HasSubstr("costs more than"));
}

}  // namespace
}  // namespace baton::cel::test
