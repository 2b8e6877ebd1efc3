#include "connectors/expression_end.hpp"

#include <gtest/gtest.h>

namespace baton::connectors {
namespace {

TEST(ExpressionEnd, IsBehindTheBraceThatClosesIt) {
  EXPECT_EQ(expression_end("${a}/b", 0), 4U);
  EXPECT_EQ(expression_end("/x/${ {'a': {}}.a }/b", 3), 19U);
  EXPECT_EQ(expression_end("/${a", 1), 4U) << "none closes it";
}

TEST(ExpressionEnd, IsWhereItWasWhenNoneBegins) {
  EXPECT_EQ(expression_end("/${a}", 0), 0U);
  EXPECT_EQ(expression_end("{a}", 0), 0U);
  EXPECT_EQ(expression_end("a$", 1), 1U);
}

}  // namespace
}  // namespace baton::connectors
