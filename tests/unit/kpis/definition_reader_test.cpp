#include "kpis/definition_reader.hpp"

#include "make.hpp"

#include <gmock/gmock.h>

namespace baton::kpis {
namespace {

using testing::HasSubstr;

// The one finding of a file.
core::Finding finding_of_kpi(const std::string& text) {
  auto findings = findings_of_kpi(text);
  EXPECT_EQ(findings.size(), 1U) << text;
  for (const auto& finding : findings) SCOPED_TRACE(finding.message);
  return findings.empty() ? core::Finding{} : findings.front();
}

TEST(KpiReader, ReadsAKpi) {
  const auto kpis =
      kpis_of({"kpi: first\ntitle: First action\nowner: ops\nkind: first_action\nfigure: p95\n"
               "workflows: [a, b]\nwhere: row.version >= 2\nwindow: 14d\nunit: minutes\n"
               "target: { at_least: 1, at_most: 5 }\n"});
  const auto& kpi = *kpis.find("first");
  EXPECT_EQ(kpi.title, "First action");
  EXPECT_EQ(kpi.figure, Figure::p95);
  EXPECT_EQ(kpi.window_days, 14);
  EXPECT_TRUE(kpi.workflows.contains("b"));
  EXPECT_TRUE(kpi.target->reached_by(5));
  EXPECT_FALSE(kpi.target->reached_by(5.1));
  EXPECT_FALSE(kpi.target->reached_by(0.9));
  EXPECT_EQ(to_json(kpi)["target"]["at_most"], 5);
}

TEST(KpiReader, UnitsAreThoseOfTheKind) {
  EXPECT_EQ(kpis_of({"kpi: a\nkind: throughput\nof: steps\n"}).find("a")->unit, "steps");
  EXPECT_EQ(kpis_of({"kpi: a\nkind: rework\n"}).find("a")->unit, "percent");
  EXPECT_EQ(kpis_of({"kpi: a\nkind: time_to_market\n"}).find("a")->unit, "hours");
  EXPECT_EQ(finding_of_kpi("kpi: a\nkind: time_to_market\nunit: day\n").hint,
            "did you mean \"days\"?");
  EXPECT_EQ(finding_of_kpi("kpi: a\nkind: rework\nunit: EUR\n").rule, "kpi/unit");
}

TEST(KpiReader, AnUnknownFieldIsFoundWithItsPlace) {
  const auto of_event = finding_of_kpi(
      "kpi: a\nkind: nps\nfrom:\n  event: survey.answered\n  value: event.dta.score\n");
  EXPECT_EQ(of_event.at.line, 5U);
  EXPECT_EQ(of_event.pointer, "/from/value");
  EXPECT_THAT(of_event.message + of_event.hint, HasSubstr("dta"));
  const auto of_row = finding_of_kpi("kpi: a\nkind: rework\nwhere: row.stp == \"legal\"\n");
  EXPECT_EQ(of_row.at.line, 3U);
  EXPECT_THAT(of_row.message + of_row.hint, HasSubstr("stp"));
  const auto of_name = finding_of_kpi("kpi: a\nkind: rework\nwhere: event.step == \"legal\"\n");
  EXPECT_THAT(of_name.message, HasSubstr("event"));
}

TEST(KpiReader, AKeyOfAnotherKindIsUnknown) {
  for (const auto* text :
       {"kpi: a\nkind: rework\nfigure: p95\n", "kpi: a\nkind: rework\nfrom: { event: x }\n",
        "kpi: a\nkind: count\nfrom: { event: x, value: event.data.x }\n",
        "kpi: a\nkind: count\nfrom: { event: x }\nwhere: row.step == \"\"\n",
        "kpi: a\nkind: first_action\nof: steps\n"})
    EXPECT_EQ(finding_of_kpi(text).rule, "config/unknown-key") << text;
}

TEST(KpiReader, NamesWhatIsWrong) {
  EXPECT_EQ(finding_of_kpi("kpi: a\nkind: thruput\n").rule, "config/value");
  EXPECT_EQ(finding_of_kpi("kpi: a\nkind: throughpt\n").hint, "did you mean \"throughput\"?");
  EXPECT_EQ(finding_of_kpi("kpi: A b\nkind: rework\n").rule, "config/name");
  EXPECT_EQ(finding_of_kpi("kpi: a\nkind: rework\nwindow: 36h\n").rule, "kpi/window");
  EXPECT_EQ(finding_of_kpi("kpi: a\nkind: rework\nwindow: 500d\n").rule, "kpi/window");
  EXPECT_EQ(finding_of_kpi("kpi: a\nkind: rework\ntarget: {}\n").rule, "kpi/target");
  EXPECT_EQ(finding_of_kpi("kpi: a\nkind: rework\ntarget: { at_least: 2, at_most: 1 }\n").rule,
            "kpi/target");
  const auto of_target = [](const std::string& kind, const std::string& target) {
    return finding_of_kpi("kpi: a\nkind: " + kind + "\ntarget: { " + target + " }\n").message;
  };
  EXPECT_EQ(of_target("error_rate", "at_least: 120"),
            "a KPI of the kind error_rate is at most 100, got 120");
  EXPECT_EQ(of_target("rework", "at_most: -1"), "a KPI of the kind rework is at least 0, got -1");
  EXPECT_TRUE(findings_of_kpi("kpi: a\nkind: rework\ntarget: { at_most: 120 }\n").empty())
      << "more may be sent back than was done";
  EXPECT_EQ(finding_of_kpi("kpi: a\nkind: nps\ntarget: { at_least: 101 }\n"
                           "from: { event: x, value: event.data.n }\n")
                .pointer,
            "/target/at_least");
  EXPECT_EQ(finding_of_kpi("kpi: a\nkind: cost\n").rule, "kpi/costs");
  EXPECT_EQ(finding_of_kpi("kpi: a\nkind: cost\ncosts: { jira: -1 }\n").pointer, "/costs/jira");
  EXPECT_EQ(finding_of_kpi("kpi: a\nkind: nps\nfrom: { event: x }\n").rule, "config/missing-key");
  EXPECT_EQ(finding_of_kpi("kpi: a\nkind: conversion\nfrom: { event: x }\n").rule,
            "config/missing-key");
  EXPECT_EQ(finding_of_kpi("kpi: a\nkind: count\nfrom: { event: baton.run.failed }\n").rule,
            "kpi/event");
  EXPECT_EQ(finding_of_kpi("kpi: a\nkind: count\nfrom: { event: 'a b' }\n").rule, "kpi/event");
  const auto no_condition = finding_of_kpi("kpi: a\nkind: rework\nwhere: row.version + 1\n");
  EXPECT_EQ(no_condition.rule, "type/expression");
  EXPECT_EQ(no_condition.message, "\"where\": expected a condition, got a whole number");
}

// No event would be counted, and the log would say so with each of them.
TEST(KpiReader, AValueThatIsNeverANumberIsFound) {
  for (const auto* value : {"event.data.score > 3", "event.subject", "[1, 2]"}) {
    const auto finding = finding_of_kpi("kpi: a\nkind: average\nfrom:\n  event: x\n  value: '" +
                                        std::string(value) + "'\n");
    EXPECT_EQ(finding.rule, "type/expression") << value;
    EXPECT_EQ(finding.at.line, 5U) << value;
  }
  for (const auto* value : {"event.data.score", "size(event.data.items)", "event.data.n * 2.5"})
    kpis_of({"kpi: a\nkind: average\nfrom:\n  event: x\n  value: '" + std::string(value) + "'\n"});
}

// Counting anew has to give the same.
TEST(KpiReader, AnExpressionReadsNothingButWhatItCounts) {
  for (const auto* when : {"fact(\"freeze\")", "route(event.type, {\"a\": 1}).found",
                           "business.is_open(timestamp(event.time))",
                           "business.is_open(timestamp(event.time), \"fr\")"}) {
    const auto finding = finding_of_kpi("kpi: a\nkind: count\nfrom: { event: x, when: '" +
                                        std::string(when) + "' }\n");
    EXPECT_EQ(finding.rule, "config/outside") << when;
    EXPECT_EQ(finding.at.line, 3U) << when;
    EXPECT_FALSE(finding.hint.empty());
  }
  EXPECT_TRUE(core::has_errors(
      findings_of_kpi("kpi: a\nkind: count\nfrom: { event: x, when: now > now }\n")));
}

}  // namespace
}  // namespace baton::kpis
