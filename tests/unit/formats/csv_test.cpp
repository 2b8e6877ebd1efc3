#include "baton/formats/csv.hpp"

#include <gtest/gtest.h>

namespace baton::formats {
namespace {

using core::Json;

std::string csv_line(const std::vector<Json>& cells) {
  std::string out;
  append_csv_line(out, cells);
  return out;
}

TEST(Csv, QuotesWhatHasToBe) {
  EXPECT_EQ(csv_line({"a", "b c", ""}), "a,b c,\r\n");
  EXPECT_EQ(csv_line({"a,b", "say \"no\"", "two\nlines"}),
            "\"a,b\",\"say \"\"no\"\"\",\"two\nlines\"\r\n");
}

TEST(Csv, ASemicolonMayStandBetweenCells) {
  std::string out;
  append_csv_line(out, {"a", "b;c", "1,5", -2.5, "=1+1"}, ';');
  EXPECT_EQ(out, "a;\"b;c\";\"1,5\";-2.5;\"'=1+1\"\r\n");
  EXPECT_EQ(csv_line({"a;=1+1"}), "\"a;=1+1\"\r\n") << "it is one cell for either separator";
}

TEST(Csv, ATabEndsNoCell) {
  EXPECT_EQ(csv_line({"a\t=1+1"}), "\"a\t=1+1\"\r\n") << "spreadsheets split at tabs too";
}

TEST(Csv, WritesNumbersAndNothingAsTheyAre) {
  EXPECT_EQ(csv_line({1, -2.5, true, nullptr}), "1,-2.5,true,\r\n");
  EXPECT_EQ(csv_line({Json{{"a", 1}, {"b", "x"}}}), "\"{\"\"a\"\":1,\"\"b\"\":\"\"x\"\"}\"\r\n");
}

TEST(Csv, AFormulaIsAText) {
  for (const std::string text :
       {"=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "\uFF1D1+1", "\uFF0B1", "\uFF0D1",
        "\uFF20SUM(A1)", "=cmd|' /C calc'!A0", "-"}) {
    EXPECT_TRUE(is_formula(text)) << text;
    const auto line = csv_line({text});
    EXPECT_EQ(line.substr(0, 2), "\"'") << text;
  }
  EXPECT_EQ(csv_line({"=HYPERLINK(\"x\")"}), "\"'=HYPERLINK(\"\"x\"\")\"\r\n");
  EXPECT_FALSE(is_formula("1-1"));
  EXPECT_FALSE(is_formula(""));
}

}  // namespace
}  // namespace baton::formats
