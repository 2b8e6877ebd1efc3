#include "baton/kpis/value.hpp"

#include "make.hpp"

#include <gmock/gmock.h>

namespace baton::kpis {
namespace {

using std::chrono::hours;
using std::chrono::minutes;

constexpr std::int64_t kDay = 20'000;

RunCounts row(std::string step, std::string what, std::int64_t count, core::Duration each = {},
              std::int64_t day = kDay, std::string workflow = "w") {
  return {std::move(workflow),
          1,
          {day, std::move(step), "", std::move(what), insight::length_class(each)},
          {count, each * count}};
}

const OperationOf kNoOperation = [](const std::string&, int, const std::string&) {
  return std::string();
};

Value value_of(const std::string& kpi, const std::vector<RunCounts>& rows,
               const OperationOf& operation_of = kNoOperation) {
  const auto kpis = kpis_of({"kpi: k\n" + kpi});
  Evaluation evaluation(*kpis.find("k"), operation_of);
  for (const auto& row : rows) evaluation.add(row);
  return evaluation.value();
}

TEST(KpiValue, ALengthIsOfTheFigureThatIsMeantInItsUnit) {
  const std::vector<RunCounts> rows{
      row("", "first_action", 90, minutes(2)), row("", "first_action", 10, hours(1)),
      row("", "succeeded", 5, hours(48)), row("a", "succeeded", 500, hours(1))};
  const auto p50 = value_of("kind: first_action\nunit: minutes\n", rows);
  EXPECT_NEAR(*p50.whole.value, 2, 0.2);
  EXPECT_EQ(p50.whole.count, 100);
  const auto p95 = value_of("kind: first_action\nfigure: p95\nunit: minutes\n", rows);
  EXPECT_NEAR(*p95.whole.value, 60, 6);
  const auto mean = value_of("kind: first_action\nfigure: mean\nunit: minutes\n", rows);
  EXPECT_DOUBLE_EQ(*mean.whole.value, 7.8) << "a mean is exact";
  const auto market = value_of("kind: time_to_market\nfigure: mean\nunit: days\n", rows);
  EXPECT_DOUBLE_EQ(*market.whole.value, 2);
  EXPECT_TRUE(market.too_few) << "it is from five runs";
}

TEST(KpiValue, SharesAreOfAHundred) {
  const std::vector<RunCounts> rows{
      row("", "succeeded", 30), row("", "failed", 10),   row("", "cancelled", 20),
      row("a", "succeeded", 3), row("a", "failed", 1),   row("a", "decided", 40),
      row("a", "done", 10),     row("a", "returned", 5), row("a", "corrected", 1)};
  EXPECT_EQ(value_of("kind: error_rate\n", rows).whole.value, 25.0);
  EXPECT_EQ(value_of("kind: error_rate\n", rows).whole.count, 40) << "none that was cancelled";
  EXPECT_EQ(value_of("kind: error_rate\nof: steps\n", rows).whole.count, 4);
  EXPECT_EQ(value_of("kind: rework\n", rows).whole.value, 10.0) << "of fifty that people said";
  EXPECT_EQ(value_of("kind: rework\nwhere: row.step == \"a\"\n", rows).whole.value, 10.0);
  EXPECT_EQ(value_of("kind: human_error_rate\n", rows).whole.value, 12.0);
  EXPECT_EQ(value_of("kind: throughput\n", rows).whole.value, 30.0);
  EXPECT_EQ(value_of("kind: throughput\nof: steps\n", rows).whole.value, 3.0);
}

TEST(KpiValue, IsSilentWhereThereIsNothing) {
  for (const auto* kind : {"error_rate", "rework", "human_error_rate", "first_action"}) {
    const auto value = value_of("kind: " + std::string(kind) + "\ntarget: { at_most: 1 }\n", {});
    EXPECT_FALSE(value.whole.value) << kind;
    EXPECT_EQ(value.state, State::no_data) << kind;
  }
  const auto none = value_of("kind: throughput\ntarget: { at_least: 1 }\n", {});
  EXPECT_EQ(none.whole.value, 0.0) << "that nothing was done is a value";
  EXPECT_EQ(none.state, State::missed);
  EXPECT_FALSE(none.too_few);
  EXPECT_EQ(value_of("kind: throughput\n", {}).state, State::no_target);
}

TEST(KpiValue, OnlyRowsThatAreMeantCount) {
  auto of_team = row("a", "failed", 7);
  of_team.key.team = "Legal";
  const std::vector<RunCounts> rows{of_team, row("b", "succeeded", 3),
                                    row("b", "failed", 1, {}, kDay, "other")};
  EXPECT_EQ(
      value_of("kind: error_rate\nof: steps\nwhere: row.team == \"Legal\"\n", rows).whole.count, 7);
  EXPECT_EQ(value_of("kind: error_rate\nof: steps\nworkflows: [w]\n", rows).whole.count, 10);
  const auto faulty =
      value_of("kind: error_rate\nof: steps\nwhere: 1 / (row.version - 1) > 0\n", rows);
  EXPECT_EQ(faulty.whole.count, 0);
  EXPECT_FALSE(faulty.problem.empty());
}

TEST(KpiValue, ACostIsThatOfAllAttemptsForEachRunThatSucceeded) {
  const OperationOf operation = [](const std::string&, int, const std::string& step) {
    return step == "ticket" ? std::string("jira.create_issue") : std::string("asana.create_task");
  };
  const std::vector<RunCounts> rows{row("", "succeeded", 4), row("", "failed", 9),
                                    row("ticket", "acted", 6), row("task", "acted", 10),
                                    row("ticket", "succeeded", 4)};
  const auto cost = value_of("kind: cost\nunit: EUR\ncosts: { jira.create_issue: 2, asana: 0.2 }\n",
                             rows, operation);
  EXPECT_DOUBLE_EQ(*cost.whole.value, (6 * 2 + 10 * 0.2) / 4);
  EXPECT_EQ(cost.whole.count, 4);
}

TEST(KpiValue, HasAValueForEachDay) {
  const auto value =
      value_of("kind: error_rate\ntarget: { at_most: 30 }\n",
               {row("", "failed", 1), row("", "succeeded", 1),
                row("", "succeeded", 2, {}, kDay + 3), row("", "cancelled", 2, {}, kDay + 4)});
  EXPECT_EQ(value.whole.value, 25.0);
  EXPECT_EQ(value.state, State::reached);
  ASSERT_EQ(value.days.size(), 2U) << "a day without anything to compute from is left out";
  EXPECT_EQ(value.days[0].second.value, 50.0);
  EXPECT_EQ(value.days[1].first, kDay + 3);
  EXPECT_EQ(to_json(value.days[1].first, value.days[1].second)["day"], "2024-10-07");
}

TEST(KpiValue, OfEvents) {
  const auto of = [](const char* kpi, const std::vector<DayCount>& rows) {
    const auto kpis = kpis_of({kpi});
    Evaluation evaluation(*kpis.find(kpis.names().front()), kNoOperation);
    for (const auto& row : rows) evaluation.add(row);
    return evaluation.value();
  };
  const auto nps =
      of(kNps,
         {{kDay, "promoters", 50, 0}, {kDay, "passives", 30, 0}, {kDay + 1, "detractors", 20, 0}});
  EXPECT_EQ(nps.whole.value, 30.0);
  EXPECT_EQ(nps.state, State::reached);
  EXPECT_EQ(nps.days[1].second.value, -100.0);
  const auto won = of(kConversion, {{kDay, "from", 40, 0}, {kDay + 1, "to", 10, 0}});
  EXPECT_EQ(won.whole.value, 25.0);
  EXPECT_EQ(won.whole.count, 40);
  EXPECT_FALSE(of(kConversion, {{kDay, "to", 10, 0}}).whole.value) << "a share of nothing";
  const auto basket = of(kBasket, {{kDay, "events", 2, 25'000}});
  EXPECT_DOUBLE_EQ(*basket.whole.value, 12.5);
  EXPECT_EQ(of("kpi: c\nkind: count\nfrom: { event: x }\n", {{kDay, "events", 7, 0}}).whole.value,
            7.0);
}

}  // namespace
}  // namespace baton::kpis
