#include "baton/routing/table.hpp"

#include "make.hpp"

#include <gmock/gmock.h>

namespace baton::routing {
namespace {

using core::Json;
using testing::ElementsAre;
using testing::HasSubstr;

constexpr auto kLegal = R"(
route: t
inputs:
  amount: { type: number, min: 0 }
  region: { type: string, enum: [EMEA, AMER, APAC] }
  channel: string
first:
  - { name: board, when: { amount: { at_least: 50000 } }, then: { group: board, sla: 5bd } }
  - { name: tv, when: { region: EMEA, channel: [tv, cinema] }, then: { group: emea } }
  - { then: { group: legal } }
)";

// The names of the rows that apply.
std::vector<std::string> rows(const Table& table, const Json& values) {
  std::vector<std::string> names;
  for (const auto* row : table.choose(values).value()) names.push_back(row->name);
  return names;
}

TEST(RouteTable, TakesTheFirstRowThatFits) {
  const auto table = table_of(kLegal);
  EXPECT_THAT(rows(*table, {{"amount", 50000}, {"region", "EMEA"}, {"channel", "tv"}}),
              ElementsAre("board"));
  EXPECT_THAT(rows(*table, {{"amount", 49999.99}, {"region", "EMEA"}, {"channel", "cinema"}}),
              ElementsAre("tv"));
  EXPECT_THAT(rows(*table, {{"amount", 0}, {"region", "APAC"}, {"channel", "tv"}}),
              ElementsAre("row 3"));
}

TEST(RouteTable, TakesAllRowsThatFit) {
  const auto table = table_of(R"(
route: t
inputs: { score: integer, vip: boolean }
all:
  - { name: high, when: { score: { above: 80 } }, then: { group: sales } }
  - { name: vip, when: { vip: true }, then: { group: care } }
  - { name: not seven, when: { score: { not: 7 } }, then: { note: x } }
)");
  EXPECT_THAT(rows(*table, {{"score", 81}, {"vip", true}}),
              ElementsAre("high", "vip", "not seven"));
  EXPECT_THAT(rows(*table, {{"score", 80}, {"vip", false}}), ElementsAre("not seven"));
  EXPECT_THAT(rows(*table, {{"score", 7}, {"vip", false}}), ElementsAre());
  EXPECT_EQ(table->answer({{"score", 7}, {"vip", false}}).value(), Json::array());
}

TEST(RouteTable, AnswersWithWhatTheRowGivesAndItsName) {
  const auto table = table_of(kLegal);
  EXPECT_EQ(table->answer({{"amount", 90000}, {"region", "AMER"}, {"channel", "web"}}).value(),
            Json({{"group", "board"}, {"sla", "5bd"}, {"row", "board"}}));
}

TEST(RouteTable, SaysWhatIsWrongWithTheValues) {
  const auto table = table_of(kLegal);
  const auto fault = [&table](const Json& values) { return table->choose(values).error(); };
  EXPECT_THAT(fault({{"amount", 1}, {"region", "EMEA"}}).message,
              HasSubstr("needs the input \"channel\""));
  EXPECT_THAT(fault({{"amount", "1"}, {"region", "EMEA"}, {"channel", "tv"}}).message,
              HasSubstr("\"amount\": expected number, got \"1\""));
  EXPECT_THAT(fault({{"amount", -1}, {"region", "EMEA"}, {"channel", "tv"}}).message,
              HasSubstr("at least 0"));
  EXPECT_THAT(fault({{"amount", 1}, {"region", "EU"}, {"channel", "tv"}}).message,
              HasSubstr("expected \"EMEA\", \"AMER\" or \"APAC\", got \"EU\""));
  const auto unknown = fault({{"amount", 1}, {"region", "EMEA"}, {"chanel", "tv"}});
  EXPECT_EQ(unknown.code, core::Errc::invalid);
  EXPECT_THAT(unknown.hint, HasSubstr("channel"));
  EXPECT_EQ(fault(Json::array()).code, core::Errc::invalid);
}

TEST(RouteTable, SaysWhichInputIsWrong) {
  const auto table = table_of(kLegal);
  const auto where = [&table](const Json& values) { return table->unfit(values)->where; };
  EXPECT_EQ(where({{"amount", 1}, {"region", "EMEA"}}), "/channel");
  EXPECT_EQ(where({{"amount", "1"}, {"region", "EMEA"}, {"channel", "tv"}}), "/amount");
  EXPECT_EQ(where({{"amount", 1}, {"region", "EMEA"}, {"chanel", "tv"}}), "/chanel");
  EXPECT_EQ(where(Json::array()), "");
}

TEST(RouteTable, AnIntegerIsAWholeNumber) {
  EXPECT_TRUE(fits(Input::Type::integer, 3));
  EXPECT_TRUE(fits(Input::Type::integer, 3.0));
  EXPECT_FALSE(fits(Input::Type::integer, 3.5));
  EXPECT_FALSE(fits(Input::Type::integer, "3"));
}

}  // namespace
}  // namespace baton::routing
