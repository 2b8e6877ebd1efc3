#include "baton/detectors/definitions.hpp"

#include <fstream>
#include <gmock/gmock.h>
#include <iterator>

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

Definition read(const std::string& text) {
  core::Findings findings;
  const auto all = Definitions::read({{"d.yaml", text}}, findings);
  EXPECT_THAT(findings, IsEmpty()) << findings.front().message;
  EXPECT_EQ(all.all().size(), 1U);
  return all.all().begin()->second;
}

core::Findings findings_of(const std::string& text) {
  core::Findings findings;
  EXPECT_THAT(Definitions::read({{"d.yaml", text}}, findings).all(), IsEmpty());
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

TEST(DetectorDefinitions, OneNameStandsForOneDetector) {
  core::Findings findings;
  const auto all = Definitions::read({{"a.yaml", kCtr}, {"b.yaml", kCtr}}, findings);
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

TEST(DetectorDefinitions, TheShippedExampleIsRight) {
  std::ifstream file(BATON_SOURCE_DIR "/config/detectors/cost_per_click.yaml");
  const std::string text((std::istreambuf_iterator<char>(file)), {});
  EXPECT_EQ(read(text).name, "cost-per-click");
}

}  // namespace
}  // namespace baton::detectors
