#include "baton/kpis/definitions.hpp"

#include "make.hpp"

#include <gmock/gmock.h>

namespace baton::kpis {
namespace {

using core::Json;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

core::Event kpi_event(std::string type, Json data) {
  core::Event event;
  event.type = std::move(type);
  event.source = "salesforce";
  event.data = std::move(data);
  return event;
}

Definitions::Found counted(const Definitions& kpis, const core::Event& event) {
  return kpis.counted_in(event, event.to_json());
}

TEST(KpiDefinitions, AnEventCountsAsWhatItIs) {
  const auto kpis = kpis_of({kNps, kConversion, kBasket});
  EXPECT_THAT(kpis.names(), ElementsAre("basket", "nps", "won"));
  const auto of_score = [&kpis](int score) {
    return counted(kpis, kpi_event("survey.answered", {{"score", score}})).counts;
  };
  EXPECT_THAT(of_score(10), ElementsAre(EventCount{"nps", "promoters"}));
  EXPECT_THAT(of_score(9), ElementsAre(EventCount{"nps", "promoters"}));
  EXPECT_THAT(of_score(8), ElementsAre(EventCount{"nps", "passives"}));
  EXPECT_THAT(of_score(6), ElementsAre(EventCount{"nps", "detractors"}));
  EXPECT_THAT(of_score(0), ElementsAre(EventCount{"nps", "detractors"}));
  EXPECT_THAT(counted(kpis, kpi_event("crm.lead.created", Json::object())).counts,
              ElementsAre(EventCount{"won", "from"}));
  EXPECT_THAT(counted(kpis, kpi_event("shop.order.paid", {{"total", 12.3456}})).counts,
              ElementsAre(EventCount{"basket", "events", 12'346}));
}

TEST(KpiDefinitions, OnlyEventsThatAreMeantCount) {
  const auto kpis = kpis_of({kConversion, kNps});
  EXPECT_TRUE(kpis.listens("crm.lead.created"));
  EXPECT_FALSE(kpis.listens("crm.lead.deleted"));
  auto won = kpi_event("crm.opportunity.updated", {{"stage", "Closed Won"}});
  EXPECT_THAT(counted(kpis, won).counts, ElementsAre(EventCount{"won", "to"}));
  EXPECT_THAT(
      counted(kpis, kpi_event("crm.opportunity.updated", {{"stage", "Closed Lost"}})).counts,
      IsEmpty());
  won.source = "hubspot";
  EXPECT_THAT(counted(kpis, won).counts, IsEmpty()) << "through another connection";
}

TEST(KpiDefinitions, WhatDoesNotFitCountsNothingAndIsNamed) {
  const auto kpis = kpis_of({kNps, kConversion, kBasket});
  const auto fault = [&kpis](const char* type, Json data) {
    const auto found = counted(kpis, kpi_event(type, std::move(data)));
    EXPECT_THAT(found.counts, IsEmpty());
    return found.errors.empty() ? std::string() : found.errors.front().text();
  };
  EXPECT_THAT(fault("survey.answered", {{"score", 11}}), HasSubstr("from 0 to 10, got 11"));
  EXPECT_THAT(fault("survey.answered", {{"score", 7.5}}), HasSubstr("whole number"));
  EXPECT_THAT(fault("survey.answered", {{"score", "9"}}), HasSubstr("expected a number, got"));
  EXPECT_THAT(fault("survey.answered", Json::object()), HasSubstr("score"));
  EXPECT_THAT(fault("crm.opportunity.updated", Json::object()), HasSubstr("KPI won"));
  EXPECT_THAT(fault("shop.order.paid", {{"total", 1e12}}), HasSubstr("a billion"));
}

TEST(KpiDefinitions, TheFingerprintIsThatOfHowIsCounted) {
  const auto one = kpis_of({kNps}).find("nps")->fingerprint();
  const std::string text = kNps;
  EXPECT_EQ(kpis_of({text + "title: Another\nwindow: 7d\n"}).find("nps")->fingerprint(), one);
  const auto other = text.substr(0, text.find("score }")) + "points }\n";
  EXPECT_NE(kpis_of({other}).find("nps")->fingerprint(), one);
}

TEST(KpiDefinitions, AnOperationCostsWhatIsSaidOfItOrOfItsConnection) {
  const auto kpis = kpis_of(
      {"kpi: cost\nkind: cost\nunit: EUR\ncosts: { jira: 0.5, jira.create_issue: 2, ads: 1 }\n"});
  const auto& cost = *kpis.find("cost");
  EXPECT_EQ(cost.cost_of("jira.create_issue"), 2);
  EXPECT_EQ(cost.cost_of("jira.add_comment"), 0.5);
  EXPECT_EQ(cost.cost_of("asana.create_task"), 0);
}

TEST(KpiDefinitions, AMemberThatEventsDoNotHaveIsFound) {
  const auto kpis = kpis_of({kConversion, kNps});
  const auto members = [](const std::string& type) -> std::optional<std::vector<std::string>> {
    if (type == "crm.opportunity.updated") return std::vector<std::string>{"id", "stages"};
    return std::nullopt;
  };
  const auto findings = kpis.unknown_members(members);
  ASSERT_EQ(findings.size(), 1U) << "what is not known of an event is not doubted";
  EXPECT_EQ(findings[0].rule, "kpi/unknown-field");
  EXPECT_EQ(findings[0].severity, core::Finding::Severity::warning);
  EXPECT_EQ(findings[0].file, "k0");
  EXPECT_EQ(findings[0].at.line, 4U);
  EXPECT_THAT(findings[0].message, HasSubstr("has no \"stage\""));
  EXPECT_EQ(findings[0].hint, "did you mean \"stages\"?");
}

TEST(KpiDefinitions, AConnectionThatThereIsNotIsFound) {
  const auto kpis = kpis_of(
      {"kpi: cost\nkind: cost\nunit: EUR\ncosts:\n  jira: 1\n  jira.creat_issue: 2\n  asanna: 3\n",
       kConversion});
  core::Operations known;
  known["jira"]["create_issue"] = {};
  known["asana"] = {};
  known["salesforce"] = {};
  const auto findings = kpis.unknown_connections(known);
  ASSERT_EQ(findings.size(), 2U);
  EXPECT_EQ(findings[0].rule, "ref/unknown-connection");
  EXPECT_EQ(findings[0].hint, "did you mean \"asana\"?");
  EXPECT_EQ(findings[0].at.line, 7U);
  EXPECT_EQ(findings[1].rule, "ref/unknown-operation");
  EXPECT_EQ(findings[1].hint, "did you mean \"create_issue\"?");
  EXPECT_EQ(findings[1].pointer, "/costs/jira.creat_issue");
}

TEST(KpiDefinitions, TwoFilesOfOneNameAreOneTooMany) {
  core::Findings findings;
  Definitions::read({{"a", kNps}, {"b", kNps}}, findings);
  ASSERT_EQ(findings.size(), 1U);
  EXPECT_EQ(findings[0].rule, "kpi/twice");
  EXPECT_THAT(findings[0].message, HasSubstr("also in a"));
}

TEST(KpiDefinitions, AFileWithAMistakeLeavesOutTheKpiThatItNames) {
  core::Findings findings;
  const auto kpis =
      Definitions::read({{"a", kNps}, {"b", "kpi: opened\nkind: openings\n"}}, findings);
  EXPECT_TRUE(kpis.left_out("opened"));
  EXPECT_FALSE(kpis.left_out("nps"));
  EXPECT_FALSE(kpis.left_out("other"));
  EXPECT_TRUE(Definitions::read({{"b", "kpi: [\n"}}, findings).left_out("other"))
      << "nobody knows which KPI this file was to be";
}

TEST(KpiDefinitions, NamesAreHeldToThoseThatThereAre) {
  EXPECT_EQ(kpis_of({kNps}).named("npss").error().hint, "did you mean \"nps\"?");
  EXPECT_THAT(Definitions().named("x").error().hint, HasSubstr("config/kpis"));
}

}  // namespace
}  // namespace baton::kpis
