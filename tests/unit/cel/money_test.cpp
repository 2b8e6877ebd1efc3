#include "unit/cel/support.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace baton::cel::test {
namespace {

using testing::HasSubstr;

TEST(Money, IsTextForPeople) {
  EXPECT_EQ(result_of("money(1234.5, 'EUR')"), "\"1,234.50 EUR\"");
  EXPECT_EQ(result_of("money(1234567, 'USD')"), "\"1,234,567.00 USD\"");
  EXPECT_EQ(result_of("money(999u, 'CHF')"), "\"999.00 CHF\"");
  EXPECT_EQ(result_of("money(-1234.567, 'EUR')"), "\"-1,234.57 EUR\"");
  EXPECT_EQ(result_of("money(-100, 'EUR')"), "\"-100.00 EUR\"");
  EXPECT_EQ(result_of("money(-0.001, 'EUR')"), "\"0.00 EUR\"");
  EXPECT_EQ(result_of("money(1234.5, 'JPY')"), "\"1,234 JPY\"");
  EXPECT_EQ(result_of("money(1.2345, 'KWD')"), "\"1.234 KWD\"");
  EXPECT_THAT(result_of("money(1, 'euro')"), HasSubstr("expected the three letters"));
  EXPECT_THAT(result_of("money(1.0e13, 'EUR')"), HasSubstr("expected an amount below"));
  EXPECT_THAT(result_of("money(0.0 / 0.0, 'EUR')"), HasSubstr("expected an amount below"));
}

TEST(Money, ACurrencyThatIsNoneIsFoundBeforeItIsUsed) {
  Scope scope;
  scope.declare("x", simple(Type::Kind::floating));
  EXPECT_EQ(first_finding("money(x, 'euro')", &scope), "1:10 cel/constant");
  EXPECT_EQ(first_finding("money(x, 'EUR')", &scope), "none");
}

}  // namespace
}  // namespace baton::cel::test
