#include "runtime/goal_status_words.hpp"

#include <chrono>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace baton::runtime {
namespace {

using context::Language;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::StartsWith;

// 4 May 2026.
constexpr core::Time kMonday{std::chrono::hours(24 * 20'577)};

StatusRun cited_run(std::int64_t id, const std::string& title, std::optional<std::int64_t> line) {
  return {core::RunId(id), "order", title, {}, kMonday - std::chrono::hours(72), line};
}

StatusFacts facts_of_sales() {
  StatusFacts facts;
  facts.title = "Sales";
  facts.at = kMonday;
  return facts;
}

std::vector<std::string> said_of(const StatusFacts& facts, Language language = Language::en) {
  std::vector<std::string> all;
  for (const auto& one : status_sentences(facts, language)) {
    EXPECT_FALSE(one.stands_on.empty()) << one.text;
    all.push_back(one.text);
  }
  return all;
}

TEST(GoalStatusWords, NothingIsSaidOfNothing) { EXPECT_THAT(said_of(facts_of_sales()), IsEmpty()); }

TEST(GoalStatusWords, TheStateNamesWhatStandsInTheWay) {
  auto facts = facts_of_sales();
  facts.state = goals::State::at_risk;
  facts.blocked = 2;
  facts.blocking = {cited_run(1, "Order 1", 11), cited_run(2, "Order 2", 12)};
  facts.due = kMonday + std::chrono::hours(24);
  EXPECT_THAT(said_of(facts),
              ElementsAre("On 2026-05-04, “Sales” is at risk; 2 runs in the way, the longest "
                          "“Order 1”, since 2026-05-01; due on 2026-05-04."));
  EXPECT_THAT(said_of(facts, Language::fr),
              ElementsAre("Au 2026-05-04, « Sales » est à risque ; 2 exécutions en travers, la "
                          "plus ancienne « Order 1 », depuis le 2026-05-01 ; échéance le "
                          "2026-05-04."));
  facts.at_least = true;
  EXPECT_THAT(said_of(facts).front(), testing::HasSubstr("; at least 2 runs in the way"));
  EXPECT_THAT(said_of(facts, Language::fr).front(),
              testing::HasSubstr(" ; au moins 2 exécutions en travers"));
  const auto told = status_sentences(facts, Language::en);
  EXPECT_EQ(told.at(0).about, "state");
  EXPECT_EQ(
      told.at(0).stands_on.at(0),
      (core::Json{
          {"kind", "run"}, {"run", core::RunId(1).text()}, {"title", "Order 1"}, {"line", 11}}));
}

TEST(GoalStatusWords, ThatMoreRunsFailedSaysNothingOfThoseUnderWay) {
  auto facts = facts_of_sales();
  facts.under_way = 1;
  facts.open = {cited_run(1, "Order 1", 11)};
  facts.at_least = true;
  EXPECT_THAT(said_of(facts).front(), testing::Not(testing::HasSubstr("at least")));
  facts.more_open = true;
  EXPECT_THAT(said_of(facts).front(), testing::HasSubstr("at least 1 run"));
}

TEST(GoalStatusWords, AMissingLineTakesItsRunAndAtLastItsSentence) {
  auto facts = facts_of_sales();
  facts.succeeded = {cited_run(1, "Order 1", 11), cited_run(2, "Order 2", std::nullopt)};
  EXPECT_EQ(said_of(facts).back(), "1 run of order succeeded.");
  facts.succeeded.front().line.reset();
  facts.failed = {cited_run(3, "Order 3", std::nullopt)};
  facts.state = goals::State::at_risk;
  facts.blocked = 1;
  facts.blocking = {cited_run(3, "Order 3", std::nullopt)};
  facts.open = {cited_run(4, "Order 4", 14)};
  EXPECT_THAT(said_of(facts), IsEmpty()) << "that another run is open is not why it is at risk";
}

TEST(GoalStatusWords, WhatFailedSaysWhyTheLastDid) {
  auto facts = facts_of_sales();
  facts.failed = {cited_run(5, "Order 5", 15), cited_run(4, "Order 4", 14)};
  facts.failed.front().why = "book: timeout";
  facts.more = true;
  EXPECT_EQ(said_of(facts).back(),
            "At least 2 runs of order failed; the last was “Order 5”: book: timeout.");
}

TEST(GoalStatusWords, AKpiIsHeldAgainstItsTargetAndTheWeekBefore) {
  kpis::Definition nps;
  nps.name = "nps";
  nps.title = "NPS";
  nps.unit = "percent";
  nps.target = kpis::Target{40, {}};
  StatusKpi kpi{&nps, {}, {}, {20'548, 20'578}};
  kpi.now.whole = {42.5, 30};
  kpi.before.whole = {45, 30};
  auto facts = facts_of_sales();
  facts.kpis = {kpi};
  EXPECT_THAT(said_of(facts),
              ElementsAre("“NPS” is 42.5 % over the days 2026-04-05 to 2026-05-04, target at least "
                          "40, reached; a week before it was 45 (-2.5)."));
  EXPECT_THAT(said_of(facts, Language::fr),
              ElementsAre("« NPS » est à 42,5 % du 2026-04-05 au 2026-05-04, cible au moins 40, "
                          "atteinte ; une semaine avant, 45 (-2,5)."));
  facts.kpis[0].now.too_few = true;
  facts.kpis[0].now.whole.count = 3;
  EXPECT_THAT(said_of(facts), ElementsAre("Too little data for “NPS” over the days 2026-04-05 to "
                                          "2026-05-04: 42.5 %, from 3 only."));
  facts.kpis[0].now = {};
  EXPECT_THAT(said_of(facts),
              ElementsAre("Too little data for “NPS” over the days 2026-04-05 to 2026-05-04."));
}

TEST(GoalStatusWords, TheUnitOfAKpiIsInTheLanguage) {
  kpis::Definition lead_time;
  lead_time.title = "Lead time";
  lead_time.unit = "days";
  StatusKpi kpi{&lead_time, {}, {}, {20'548, 20'578}};
  kpi.now.whole = {2.5, 30};
  auto facts = facts_of_sales();
  facts.kpis = {kpi};
  EXPECT_THAT(said_of(facts),
              ElementsAre("“Lead time” is 2.5 days over the days 2026-04-05 to 2026-05-04."));
  EXPECT_THAT(said_of(facts, Language::fr),
              ElementsAre("« Lead time » est à 2,5 jours du 2026-04-05 au 2026-05-04."));
}

TEST(GoalStatusWords, WhatWillProbablyBeLateStandsOnItsForecast) {
  auto facts = facts_of_sales();
  facts.late = {{core::RunId(7), "order", "Order 7", 0.724, kMonday}};
  facts.unforeseen = {cited_run(8, "Order 8", 18)};
  EXPECT_THAT(said_of(facts),
              ElementsAre("“Order 7” of order will probably end late: 72 %.",
                          StartsWith("Too little data to say whether they will end in time: 1")));
  const auto evidence = status_sentences(facts, Language::en).front().stands_on.at(0);
  EXPECT_EQ(core::text_at(evidence, "kind"), "forecast");
  EXPECT_EQ(core::text_at(evidence, "made_at"), "2026-05-04T00:00:00Z");
}

}  // namespace
}  // namespace baton::runtime
