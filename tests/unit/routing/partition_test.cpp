#include "routing/partition.hpp"

#include "make.hpp"

#include <gmock/gmock.h>
#include <random>

namespace baton::routing {
namespace {

using core::Json;

// A table of random rows over two inputs, of which every value from 0 to 6 in halves, and every
// text of three, can be tried.
Table random_table(std::mt19937& random, Input::Type type) {
  const auto upto = [&random](int most) {
    return std::uniform_int_distribution<int>(0, most)(random);
  };
  Table::Parts parts;
  parts.name = "t";
  parts.inputs["n"] = {type, {}, 0, 6};
  parts.inputs["t"] = {Input::Type::string, {"a", "b", "c"}};
  for (int row = upto(4); row >= 0; --row) {
    Row made;
    made.name = std::to_string(row);
    Test number;
    if (upto(2) > 0) number.at_least = upto(6);
    if (upto(2) > 0 && !number.at_least) number.above = upto(6);
    if (upto(2) > 0) number.below = upto(6);
    if (upto(3) == 0) number.none_of = {upto(6)};
    if (upto(4) == 0) number.one_of = {upto(6), upto(6)};
    made.tests["n"] = number;
    Test text;
    if (upto(1) == 0) text.one_of = {std::string(1, static_cast<char>('a' + upto(2)))};
    made.tests["t"] = text;
    parts.rows.push_back(std::move(made));
  }
  return Table(std::move(parts));
}

// True if a row of the table takes a value that can be tried.
bool takes(const Row& row, double number, const std::string& text) {
  return row.tests.at("n").passes(number) && row.tests.at("t").passes(text);
}

// What is left of all values when all rows are taken out is exactly what no row takes.
TEST(RoutePartition, LeavesWhatNoRowTakes) {
  std::mt19937 random(20260504);
  for (int round = 0; round < 400; ++round) {
    const auto type = round % 2 == 0 ? Input::Type::number : Input::Type::integer;
    const auto table = random_table(random, type);
    const Partition partition(table);
    std::vector<Partition::Box> left{partition.everything()};
    for (const auto& row : table.rows()) ASSERT_TRUE(take_out(left, partition.box_of(row), 10'000));
    bool hole = false;
    for (double number = 0; number <= 6; number += type == Input::Type::number ? 0.5 : 1) {
      for (const std::string text : {"a", "b", "c"}) {
        bool taken = false;
        for (const auto& row : table.rows()) taken = taken || takes(row, number, text);
        hole = hole || !taken;
      }
    }
    EXPECT_EQ(hole, !left.empty()) << "round " << round;
  }
}

TEST(RoutePartition, SaysABoxInWords) {
  const auto table = table_of(R"(
route: t
inputs: { n: { type: number, min: 0 }, t: string }
first:
  - { when: { n: { at_least: 3, below: 5 }, t: [x, y] }, then: { group: a } }
  - { then: { group: b } }
)");
  const Partition partition(*table);
  EXPECT_EQ(partition.words_of(partition.everything()), "anything");
  EXPECT_EQ(partition.words_of(partition.box_of(table->rows()[0])),
            "n at least 3 and below 5, t \"x\" or \"y\"");
}

}  // namespace
}  // namespace baton::routing
