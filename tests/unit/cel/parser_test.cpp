#include "cel/ast.hpp"
#include "cel/lexer.hpp"
#include "unit/cel/support.hpp"

#include <gtest/gtest.h>

namespace baton::cel::test {
namespace {

std::string tree(std::string_view text) {
  core::Findings findings;
  const auto syntax = parse(text, findings);
  return findings.empty() ? ast_text(*syntax.root) : "error: " + findings.front().message;
}

TEST(Parser, BindsOperatorsAsTheSpecificationSays) {
  EXPECT_EQ(tree("1 + 2 * 3 == 7 && !a"), "_&&_(_==_(_+_(1, _*_(2, 3)), 7), !_(a))");
  EXPECT_EQ(tree("a ? b : c ? d : e"), "_?_:_(a, b, _?_:_(c, d, e))");
  EXPECT_EQ(tree("a.?b[?0]"), "_[?_](_?._(a, \"b\"), 0)");
  EXPECT_EQ(tree("a.`b-c`"), "a.b-c");
}

TEST(Parser, ReadsEveryLiteral) {
  EXPECT_EQ(result_of("-9223372036854775808"), "-9223372036854775808");
  EXPECT_EQ(result_of("0xFFu"), "255u");
  EXPECT_EQ(result_of("1.5e3"), "1500");
  EXPECT_EQ(result_of(".5"), "0.5");
  EXPECT_EQ(result_of(R"('''a
'b' ''')"),
            R"("a\n'b' ")");
  EXPECT_EQ(result_of(R"(r'\n' + "\u00e9\x41\101")"), "\"\\\\néAA\"");
  EXPECT_EQ(result_of(R"(b'\xff' + br'\n')"), R"(b"\xff\\n")");
}

TEST(Parser, SaysWhereAndWhat) {
  EXPECT_EQ(first_finding("1 +"), "1:4 cel/syntax");
  EXPECT_EQ(first_finding("1 + 2\n3"), "2:1 cel/syntax");
  EXPECT_EQ(first_finding("'é' + $"), "1:7 cel/syntax") << "columns count code points";
  EXPECT_EQ(first_finding("'abc"), "1:1 cel/syntax");
  EXPECT_EQ(first_finding("9223372036854775808"), "1:1 cel/syntax");
  EXPECT_EQ(first_finding("for"), "1:1 cel/reserved");
  EXPECT_EQ(first_finding("has(a)"), "1:5 cel/macro");
  EXPECT_EQ(first_finding("[1].all(a.b, true)"), "1:10 cel/macro");
  EXPECT_EQ(first_finding("Money{amount: 1}"), "1:6 cel/message");
  EXPECT_EQ(tree("a b"), "error: expected the end of the expression, got \"b\"");
}

TEST(Parser, BoundsDepthAndSize) {
  EXPECT_EQ(first_finding(std::string(100'000, '(')).substr(0, 4), "1:1 ");
  EXPECT_NE(first_finding(std::string(5'000, '(')).find("cel/too-deep"), std::string::npos);
  EXPECT_NE(first_finding(std::string(5'000, '[')).find("cel/too-deep"), std::string::npos);
  std::string sum = "1";
  for (int i = 0; i < 1'000; ++i) sum += "+1";
  EXPECT_NE(first_finding(sum).find("cel/too-deep"), std::string::npos);
  std::string any = "true";
  for (int i = 0; i < 1'000; ++i) any += "||true";
  EXPECT_EQ(first_finding(any), "none") << "chains of || and && are flat";
}

// The compiler returns an expression or findings, whatever the bytes are.
TEST(Parser, SurvivesAnyCutOfAnExpression) {
  const std::string text =
      R"(has(a.b) && [1, 2u, .5].all(i, v, "\u00e9" + b'x' in {?'k': m.?f[?0]} ? -x : `q`) // end)";
  for (std::size_t begin = 0; begin < text.size(); ++begin) {
    for (std::size_t size = 1; size <= text.size() - begin; size += 3) {
      const auto result = Expression::compile(std::string_view(text).substr(begin, size));
      EXPECT_EQ(result.expression == nullptr, core::has_errors(result.findings))
          << text.substr(begin, size);
    }
  }
}

}  // namespace
}  // namespace baton::cel::test
