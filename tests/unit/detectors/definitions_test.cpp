#include "baton/detectors/definitions.hpp"

#include "unit/schema_keys.hpp"

#include <filesystem>
#include <fstream>
#include <gmock/gmock.h>
#include <iterator>
#include <set>

namespace baton::detectors {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr auto* kCtr =
    "detector: ctr\n"
    "title: Click-through rate\n"
    "series:\n"
    "  event: ads.report\n"
    "  from: google_ads\n"
    "  when: event.data.impressions > 0\n"
    "  by: event.data.campaign\n"
    "  at: event.data.date\n"
    "  rate: { successes: event.data.clicks, trials: event.data.impressions, per: 1d }\n";

// The KPIs that a detector may watch.
kpis::Definitions kpis_there() {
  core::Findings findings;
  auto kpis = kpis::Definitions::read(
      {{"e.yaml", "kpi: failed-runs\nkind: error_rate\n"},
       {"c.yaml", "kpi: won\nkind: conversion\nfrom: { event: lead }\nto: { event: won }\n"},
       {"t.yaml", "kpi: first-answer\nkind: first_action\nfigure: p95\nunit: minutes\n"},
       {"l.yaml", "kpi: leads\nkind: count\nunit: leads\nfrom: { event: lead }\n"},
       {"n.yaml", "kpi: liked\nkind: nps\nfrom: { event: answer, value: event.data.score }\n"}},
      findings);
  EXPECT_THAT(findings, IsEmpty()) << findings.front().message;
  return kpis;
}

Definition read(const std::string& text) {
  core::Findings findings;
  const auto all = Definitions::read({{"d.yaml", text}}, kpis_there(), findings);
  EXPECT_THAT(findings, IsEmpty()) << findings.front().message;
  EXPECT_EQ(all.all().size(), 1U);
  return all.all().begin()->second;
}

core::Findings findings_of(const std::string& text) {
  core::Findings findings;
  EXPECT_THAT(Definitions::read({{"d.yaml", text}}, kpis_there(), findings).all(), IsEmpty());
  return findings;
}

core::Event report() {
  core::Event event;
  event.type = "ads.report";
  event.source = "google_ads";
  event.time = core::parse_rfc3339("2026-05-04T03:00:00Z").value();
  event.data = {{"campaign", "brand"},
                {"clicks", 12},
                {"impressions", 1'000},
                {"date", "2026-05-03"},
                {"cost", 30.0}};
  return event;
}

core::Result<std::optional<Measured>> measured(const Definition& detector,
                                               const core::Event& event) {
  return measure(detector, event, event.to_json());
}

TEST(DetectorDefinitions, ReadARateOfEvents) {
  const auto ctr = read(kCtr);
  EXPECT_TRUE(ctr.is_rate());
  const auto value = measured(ctr, report()).value().value();
  EXPECT_EQ(value.key, "brand");
  EXPECT_EQ(value.at, core::parse_rfc3339("2026-05-03T00:00:00Z").value());
  EXPECT_EQ(value.value, 12);
  EXPECT_EQ(value.trials, 1'000U);
  const auto json = to_json(ctr);
  EXPECT_EQ(json.at("kind"), "rate");
  EXPECT_EQ(json.at("per"), "1d");
  EXPECT_TRUE(json.at("workflow").is_null());
}

TEST(DetectorDefinitions, ReadAQuantityOfEvents) {
  const auto cost = read(
      "detector: cpc\nseries: { event: ads.report, value: event.data.cost / "
      "double(event.data.clicks) }\n");
  EXPECT_FALSE(cost.is_rate());
  EXPECT_EQ(cost.title, "cpc");
  const auto value = measured(cost, report()).value().value();
  EXPECT_EQ(value.key, "");
  EXPECT_EQ(value.at, report().time);
  EXPECT_DOUBLE_EQ(value.value, 2.5);
}

TEST(DetectorDefinitions, ReadAFigureOfAWorkflow) {
  const auto took = read("detector: t\nseries: { workflow: onboarding, figure: took }\n");
  EXPECT_FALSE(took.is_rate());
  EXPECT_EQ(to_json(took).at("figure"), "took");
  EXPECT_TRUE(read("detector: e\nseries: { workflow: x, figure: error_rate }\n").is_rate());
}

TEST(DetectorDefinitions, TakeOnlyTheEventsThatTheyName) {
  const auto ctr = read(kCtr);
  auto other = report();
  other.source = "meta_ads";
  EXPECT_FALSE(measured(ctr, other).value());
  other = report();
  other.data["impressions"] = 0;
  EXPECT_FALSE(measured(ctr, other).value()) << "when";
}

TEST(DetectorDefinitions, SayWhichExpressionGaveNoValue) {
  const auto ctr = read(kCtr);
  auto event = report();
  event.data["clicks"] = "many";
  EXPECT_THAT(measured(ctr, event).error().message, HasSubstr("successes: expected a number"));
  event = report();
  event.data["clicks"] = -1;
  EXPECT_THAT(measured(ctr, event).error().message, HasSubstr("not negative"));
  event = report();
  event.data["date"] = "yesterday";
  EXPECT_THAT(measured(ctr, event).error().message, HasSubstr("at: expected a time or a date"));
  event = report();
  event.data.erase("campaign");
  EXPECT_THAT(measured(ctr, event).error().message, HasSubstr("by: "));
  event.data["campaign"] = std::string(501, 'a');
  EXPECT_THAT(measured(ctr, event).error().message, HasSubstr("at most 500 bytes"));
}

// It would be the last value of its series for good, behind which nothing is taken.
TEST(DetectorDefinitions, TakeNoValueThatLiesFarAhead) {
  const auto ctr = read(kCtr);
  auto event = report();
  event.received = event.time;
  event.data["date"] = "2026-05-05";
  EXPECT_TRUE(measured(ctr, event).value().has_value()) << "a clock may be another";
  event.data["date"] = "2999-01-01";
  EXPECT_THAT(measured(ctr, event).error().message, HasSubstr("lies ahead"));
  const auto cost =
      read("detector: cost\ntitle: Cost\nseries: { event: ads.report, value: event.data.cost }\n");
  event.time = core::parse_rfc3339("2999-01-01T00:00:00Z").value();
  EXPECT_THAT(measured(cost, event).error().message, HasSubstr("lies ahead"));
}

TEST(DetectorDefinitions, AMistakeHasItsPlace) {
  const auto unknown = findings_of("detector: a\nseries:\n  event: x.y\n  vallue: event.data.z\n");
  ASSERT_FALSE(unknown.empty());
  EXPECT_EQ(unknown.front().at.line, 4);
  EXPECT_THAT(unknown.front().hint, HasSubstr("value"));
  const auto field = findings_of("detector: a\nseries: { event: x.y, value: evnt.data.z }\n");
  ASSERT_FALSE(field.empty());
  EXPECT_EQ(field.front().at.line, 2);
  EXPECT_THAT(field.front().hint + field.front().message, HasSubstr("event"));
  const auto rule = [](const std::string& text) {
    const auto found = findings_of(text);
    return found.empty() ? std::string() : found.front().rule;
  };
  EXPECT_EQ(rule("detector: a\nseries: { event: 'x.*', value: '1' }\n"), "detector/event");
  EXPECT_EQ(rule("detector: a\nseries: { event: baton.step.due, value: '1' }\n"), "detector/event");
  EXPECT_EQ(rule("detector: a\n"), "config/missing");
  EXPECT_EQ(rule("detector: A\nseries: { event: x.y, value: '1' }\n"), "config/name");
  EXPECT_EQ(rule("detector: a\nseries: { event: x.y }\n"), "config/missing");
  EXPECT_EQ(rule("detector: a\nseries: { event: x.y, value: '1', rate: { successes: '1', trials: "
                 "'1' } }\n"),
            "config/missing");
  EXPECT_EQ(rule("detector: a\nseries: { event: x.y, rate: { successes: '1', trials: '1', per: 1s "
                 "} }\n"),
            "detector/per");
  EXPECT_EQ(rule("detector: a\nseries: { workflow: x, figure: tok }\n"), "config/value");
}

// Such a detector would find no value in any event, and never say so where people look.
TEST(DetectorDefinitions, AnExpressionThatNeverFitsIsFound) {
  for (const auto* series :
       {"value: event.subject", "value: '[1]'", "value: '1', by: event", "value: '1', at: '5'",
        "rate: { successes: event.subject, trials: '1' }",
        "rate: { successes: '1', trials: 'duration(\"1h\")' }"}) {
    const auto findings =
        findings_of("detector: a\nseries: { event: x.y, " + std::string(series) + " }\n");
    ASSERT_EQ(findings.size(), 1U) << series;
    EXPECT_EQ(findings.front().rule, "type/expression") << series;
    EXPECT_EQ(findings.front().at.line, 2U) << series;
  }
  for (const auto* series :
       {"value: event.data.cost", "value: '1', by: event.source, at: timestamp(event.time)",
        "rate: { successes: event.data.score >= 9, trials: '1' }"})
    read("detector: a\nseries: { event: x.y, " + std::string(series) + " }\n");
}

// A detector that begins anew reads old events again, and must find in them what it found before.
TEST(DetectorDefinitions, AnExpressionReadsNothingButTheEvent) {
  for (const auto* value : {"fact(\"budget\")", "route(event.type, {\"a\": 1}).limit",
                            "business.is_open(timestamp(event.time)) ? 1 : 2"}) {
    const auto findings =
        findings_of("detector: a\nseries:\n  event: x.y\n  value: '" + std::string(value) + "'\n");
    ASSERT_FALSE(findings.empty()) << value;
    EXPECT_EQ(findings.front().rule, "config/outside") << value;
    EXPECT_EQ(findings.front().at.line, 4U) << value;
    EXPECT_THAT(findings.front().hint, HasSubstr("counted anew"));
  }
}

TEST(DetectorDefinitions, AMemberThatEventsDoNotHaveIsFound) {
  core::Findings findings;
  const auto all = Definitions::read(
      {{"ctr.yaml", kCtr},
       {"other.yaml", "detector: o\nseries: { event: shop.sold, value: event.data.clikcs }\n"}},
      {}, findings);
  ASSERT_THAT(findings, IsEmpty());
  const auto found =
      all.unknown_members([](const std::string& type) -> std::optional<std::vector<std::string>> {
        if (type != "ads.report") return std::nullopt;
        return std::vector<std::string>{"campaign", "from", "click", "impressions"};
      });
  ASSERT_EQ(found.size(), 2U) << "what is not known of an event is not doubted";
  for (const auto& finding : found) {
    EXPECT_EQ(finding.rule, "detector/unknown-field");
    EXPECT_EQ(finding.severity, core::Finding::Severity::warning);
    EXPECT_EQ(finding.file, "ctr.yaml");
  }
  EXPECT_EQ(found[0].at.line, 8U);
  EXPECT_EQ(found[0].pointer, "/series/at");
  EXPECT_THAT(found[0].message, HasSubstr("ads.report has no \"date\""));
  EXPECT_EQ(found[1].at.line, 9U);
  EXPECT_EQ(found[1].pointer, "/series/rate/successes");
  EXPECT_EQ(found[1].hint, "did you mean \"click\"?");
}

TEST(DetectorDefinitions, OneNameStandsForOneDetector) {
  core::Findings findings;
  const auto all = Definitions::read({{"a.yaml", kCtr}, {"b.yaml", kCtr}}, {}, findings);
  EXPECT_THAT(all.names(), ElementsAre("ctr"));
  ASSERT_EQ(findings.size(), 1U);
  EXPECT_EQ(findings.front().rule, "detector/twice");
  EXPECT_THAT(all.named("crt").error().hint, HasSubstr("ctr"));
}

TEST(DetectorDefinitions, AnotherSeriesHasAnotherDigest) {
  const auto one = read(kCtr);
  std::string titled = kCtr;
  titled.replace(titled.find("Click-through rate"), 5, "CLICK");
  EXPECT_EQ(read(titled).digest, one.digest) << "what it is called does not matter";
  std::string other = kCtr;
  other.replace(other.find("per: 1d"), 7, "per: 2d");
  EXPECT_NE(read(other).digest, one.digest);
}

TEST(DetectorDefinitions, WatchAKpiAsARateOrAsAQuantity) {
  const auto failed = read("detector: d\nseries: { kpi: failed-runs }\n");
  EXPECT_TRUE(failed.is_rate());
  EXPECT_FALSE(failed.of_events());
  const auto json = to_json(failed);
  EXPECT_EQ(json.at("kpi"), "failed-runs");
  EXPECT_EQ(json.at("kind"), "rate");
  EXPECT_TRUE(json.at("event").is_null() && json.at("workflow").is_null());
  EXPECT_TRUE(json.at("figure").is_null() && json.at("unit").is_null());
  const auto first = read("detector: d\nseries: { kpi: first-answer }\n");
  EXPECT_FALSE(first.is_rate());
  EXPECT_EQ(to_json(first).at("unit"), "minutes");
}

TEST(DetectorDefinitions, TheValueOfADayIsThatOfTheKpi) {
  constexpr std::int64_t kDay = 20'000;
  const auto failed = read("detector: d\nseries: { kpi: failed-runs }\n");
  auto value = measure(failed, kDay, {{kDay, {2.5, 200}}}).value();
  EXPECT_EQ(value.at, core::Time(std::chrono::hours(24 * kDay)));
  EXPECT_EQ(value.value, 5) << "of 200 runs";
  EXPECT_EQ(value.trials, 200U);
  EXPECT_FALSE(measure(failed, kDay, {{kDay - 1, {2.5, 200}}})) << "nothing ended on that day";
  const auto won = read("detector: d\nseries: { kpi: won }\n");
  EXPECT_EQ(measure(won, kDay, {{kDay, {150.0, 10}}})->value, 10) << "1 at most";
  const auto first = read("detector: d\nseries: { kpi: first-answer }\n");
  value = measure(first, kDay, {{kDay, {12.5, 3}}}).value();
  EXPECT_EQ(value.value, 12.5);
  EXPECT_EQ(value.trials, 0U);
  EXPECT_FALSE(measure(first, kDay, {{kDay, {-1.0, 3}}}));
}

TEST(DetectorDefinitions, AValueOfAKpiThatCountsIsTheSumOfAWeek) {
  const auto leads = read("detector: d\nseries: { kpi: leads }\n");
  EXPECT_EQ(leads.unit(), "leads in 7 days");
  ASSERT_EQ(days_before(leads), 6);
  std::map<std::int64_t, kpis::Point> points;
  for (std::int64_t day = 1; day <= 8; ++day) points[day] = {static_cast<double>(day), day};
  EXPECT_EQ(measure(leads, 8, points)->value, 35) << "from the second to the eighth";
  EXPECT_EQ(measure(leads, 14, points)->value, 8) << "there is nothing on the last six";
  EXPECT_EQ(measure(leads, 15, points)->value, 0) << "and that nothing came is a value";
}

TEST(DetectorDefinitions, AKpiThatThereIsNotIsNamedWithItsPlace) {
  const auto unknown = findings_of("detector: a\nseries:\n  kpi: failed-rnus\n");
  ASSERT_EQ(unknown.size(), 1U);
  EXPECT_EQ(unknown.front().rule, "ref/unknown-kpi");
  EXPECT_EQ(unknown.front().at, (core::Position{3, 3}));
  EXPECT_EQ(unknown.front().hint, "did you mean \"failed-runs\"?");
  const auto score = findings_of("detector: a\nseries: { kpi: liked }\n");
  ASSERT_EQ(score.size(), 1U);
  EXPECT_EQ(score.front().rule, "detector/kpi");
  EXPECT_THAT(score.front().hint, HasSubstr("rate: {"));
  const auto more = findings_of("detector: a\nseries: { kpi: won, figure: took }\n");
  ASSERT_EQ(more.size(), 1U);
  EXPECT_EQ(more.front().rule, "config/unknown-key");
}

TEST(DetectorDefinitions, AKpiThatMeasuresSomethingElseIsAnotherSeries) {
  const auto digest = [](const std::string& more) {
    core::Findings findings;
    const auto kpis =
        kpis::Definitions::read({{"k.yaml", "kpi: e\nkind: error_rate\n" + more}}, findings);
    return Definitions::read({{"d.yaml", "detector: d\nseries: { kpi: e }\n"}}, kpis, findings)
        .find("d")
        ->digest;
  };
  EXPECT_NE(digest("workflows: [a]\n"), digest(""));
  EXPECT_NE(digest("where: row.team == 'web'\n"), digest(""));
  EXPECT_EQ(digest("target: { at_most: 5 }\nwindow: 7d\nowner: ops\n"), digest(""));
}

const std::filesystem::path kConfigFolder = std::filesystem::path(BATON_SOURCE_DIR) / "config";

template <class Kind>
std::vector<typename Kind::File> files_of(const std::string& folder) {
  std::vector<typename Kind::File> files;
  for (const auto& entry : std::filesystem::directory_iterator(kConfigFolder / folder)) {
    std::ifstream in(entry.path());
    files.push_back({entry.path().filename().string(), {std::istreambuf_iterator<char>(in), {}}});
  }
  return files;
}

TEST(DetectorDefinitions, TheShippedExamplesAreRightAndStandInFilesOfTheirNames) {
  core::Findings findings;
  const auto kpis = kpis::Definitions::read(files_of<kpis::Definitions>("kpis"), findings);
  const auto files = files_of<Definitions>("detectors");
  const auto all = Definitions::read(files, kpis, findings);
  EXPECT_THAT(findings, IsEmpty()) << findings.front().file << ": " << findings.front().message;
  EXPECT_GE(files.size(), 2U);
  for (const auto& file : files)
    EXPECT_NE(all.find(std::filesystem::path(file.name).stem().string()), nullptr) << file.name;
}

// The keys that the reader names where one is not known.
std::set<std::string> keys_read_at(const std::string& yaml) {
  return tests::keys_in_hints(findings_of(yaml));
}

TEST(DetectorDefinitions, TheSchemaKnowsTheKeysThatTheReaderKnows) {
  std::ifstream in(kConfigFolder / "schema/detector.schema.json");
  const auto schema = core::Json::parse(in);
  EXPECT_EQ(keys_read_at("qqqqqq: 1\ndetector: d\nseries: { kpi: won }\n"),
            tests::keys_in(schema.at("properties")));
  const auto& of = schema.at("$defs");
  EXPECT_EQ(keys_read_at("detector: d\nseries: { event: a.b, value: '1', qqqqqq: 1 }\n"),
            tests::keys_in(of.at("of_events").at("properties")));
  EXPECT_EQ(keys_read_at("detector: d\nseries: { workflow: a, figure: took, qqqqqq: 1 }\n"),
            tests::keys_in(of.at("of_workflow").at("properties")));
  EXPECT_EQ(keys_read_at("detector: d\nseries: { kpi: won, qqqqqq: 1 }\n"),
            tests::keys_in(of.at("of_kpi").at("properties")));
}

}  // namespace
}  // namespace baton::detectors
