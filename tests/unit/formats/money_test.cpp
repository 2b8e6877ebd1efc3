#include "baton/formats/money.hpp"

#include <gtest/gtest.h>

namespace baton::formats {
namespace {

TEST(Money, IsCountedInTheMinorUnitOfItsCurrency) {
  EXPECT_EQ(minor_units("12000.50", "EUR"), 1'200'050);
  EXPECT_EQ(minor_units("12000.5", "USD"), 1'200'050);
  EXPECT_EQ(minor_units("12000", "JPY"), 12'000);
  EXPECT_EQ(minor_units("1.234", "KWD"), 1'234);
  EXPECT_EQ(minor_units("0", "EUR"), 0);
  EXPECT_EQ(minor_units("-0.01", "EUR"), -1);
  EXPECT_EQ(minor_units("0005", "EUR"), 500);
}

// 0.1 + 0.2 is not 0.3 in binary, and 2^53 is not the end of the numbers.
TEST(Money, IsExact) {
  EXPECT_EQ(minor_units("0.29", "EUR"), 29);
  EXPECT_EQ(minor_units("90071992547409.93", "EUR"), 9'007'199'254'740'993);
  EXPECT_EQ(minor_units("12000.5000", "EUR"), 1'200'050) << "zeros say nothing";
  EXPECT_EQ(minor_units("12000.505", "EUR"), std::nullopt) << "half a cent cannot be said";
  EXPECT_EQ(minor_units("1.5", "JPY"), std::nullopt);
  EXPECT_EQ(minor_units("92233720368547758.08", "EUR"), std::nullopt) << "it does not fit";
}

TEST(Money, OfMicrosIsExactToo) {
  EXPECT_EQ(minor_units_of_micros("12340000", "EUR"), 1'234);
  EXPECT_EQ(minor_units_of_micros("50000000", "JPY"), 50);
  EXPECT_EQ(minor_units_of_micros("10000", "EUR"), 1);
  EXPECT_EQ(minor_units_of_micros("-10000", "EUR"), -1);
  EXPECT_EQ(minor_units_of_micros("0", "EUR"), 0);
  EXPECT_EQ(minor_units_of_micros("1234", "KWD"), std::nullopt) << "a thousandth and a bit";
  EXPECT_EQ(minor_units_of_micros("293809", "EUR"), std::nullopt) << "half a cent cannot be said";
  EXPECT_EQ(minor_units_of_micros("9007199254740993000000", "JPY"), 9'007'199'254'740'993);
  for (const char* micros : {"", "-", "1.5", "1e6", " 1", "+1"})
    EXPECT_EQ(minor_units_of_micros(micros, "EUR"), std::nullopt) << micros;
}

TEST(Money, IsInMillionthsAndBack) {
  EXPECT_EQ(micros_of("0.25"), 250'000);
  EXPECT_EQ(micros_of("2"), 2'000'000);
  EXPECT_EQ(micros_of("0.0000001"), std::nullopt);
  for (const char* text : {"0", "0.25", "2", "0.000001", "-1.5", "9223372036854"})
    EXPECT_EQ(micros_text(micros_of(text).value()), text);
}

TEST(Money, InMinorUnitsIsTakenAsItIs) {
  EXPECT_EQ(minor_units_as_sent("5000", "EUR"), 5'000);
  EXPECT_EQ(minor_units_as_sent("5000", "JPY"), 5'000);
  EXPECT_EQ(minor_units_as_sent("50.5", "EUR"), std::nullopt);
  EXPECT_EQ(minor_units_as_sent("5000", "euro"), std::nullopt);
}

TEST(Money, IsNothingElse) {
  for (const char* amount :
       {"", "-", ".", "1.", ".5", "1e3", "1,5", "+1", " 1", "1 ", "NaN", "0x1"})
    EXPECT_EQ(minor_units(amount, "EUR"), std::nullopt) << amount;
  for (const char* currency : {"", "eur", "EURO", "E1R", "€"})
    EXPECT_EQ(minor_units("1", currency), std::nullopt) << currency;
}

}  // namespace
}  // namespace baton::formats
