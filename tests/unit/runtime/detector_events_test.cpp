#include "runtime/detector_events.hpp"

#include <gmock/gmock.h>

namespace baton::runtime {
namespace {

using context::Language;

const detectors::Definition& described(const std::string& series, detectors::Definitions& into,
                                       const std::string& kpi = {}) {
  core::Findings findings;
  std::vector<kpis::Definitions::File> files;
  if (!kpi.empty()) files.push_back({"k.yaml", kpi});
  const auto kpis = kpis::Definitions::read(files, findings);
  into = detectors::Definitions::read({{"d.yaml", "detector: d\ntitle: Clics\nseries: " + series}},
                                      kpis, findings);
  EXPECT_TRUE(findings.empty());
  return *into.find("d");
}

insight::Anomaly drift(double value, double expected) {
  insight::Anomaly anomaly;
  anomaly.kind = insight::Anomaly::Kind::drift;
  anomaly.from = anomaly.at = core::parse_rfc3339("2026-05-02T00:00:00Z").value();
  anomaly.value = value;
  anomaly.expected = expected;
  return anomaly;
}

std::string sentence_of(const detectors::Definition& detector, const core::Json& detail,
                        Language language) {
  return core::text_at(alarm_in(detector, detail, language), "sentence");
}

TEST(DetectorEvents, ARateIsToldInEachLanguage) {
  detectors::Definitions all;
  const auto& rate = described(
      "{ event: ads.report, rate: { successes: event.data.clicks, trials: event.data.shown, per: "
      "1d } }",
      all);
  const auto detail = alarm_detail(rate, "brand-fr", drift(0.012, 0.0174));
  EXPECT_EQ(core::text_at(detail, "sentence"),
            "Clics of brand-fr: 31 % below the usual since 2026-05-02T00:00:00Z (1.2 %, expected "
            "1.74 %)");
  EXPECT_EQ(detail.at("rate"), true);
  EXPECT_TRUE(detail.at("unit").is_null());
  EXPECT_EQ(sentence_of(rate, detail, Language::en), core::text_at(detail, "sentence"));
  EXPECT_EQ(sentence_of(rate, detail, Language::fr),
            "Clics de brand-fr : 31 % de moins que d’habitude depuis le 2026-05-02T00:00:00Z "
            "(1,2 %, attendu 1,74 %)");
}

TEST(DetectorEvents, AQuantityIsToldWithItsUnit) {
  detectors::Definitions all;
  const auto& took = described("{ workflow: order, figure: took }", all);
  auto anomaly = drift(60, 2.5);
  anomaly.kind = insight::Anomaly::Kind::spike;
  const auto detail = alarm_detail(took, {}, anomaly);
  EXPECT_EQ(detail.at("unit"), "hours");
  EXPECT_EQ(sentence_of(took, detail, Language::fr),
            "Clics : 2300 % de plus que d’habitude le 2026-05-02T00:00:00Z (60 heures, attendu 2,5 "
            "heures)");
  detectors::Definitions of_counts;
  const auto& leads = described("{ kpi: leads }", of_counts,
                                "kpi: leads\nkind: count\nunit: leads\nfrom: { event: x.y }\n");
  EXPECT_THAT(sentence_of(leads, alarm_detail(leads, {}, anomaly), Language::fr),
              testing::EndsWith("(60 leads en 7 jours, attendu 2,5 leads en 7 jours)"));
}

TEST(DetectorEvents, WhereNothingWasExpectedThereIsNoPercentage) {
  detectors::Definitions all;
  const auto& took = described("{ workflow: order, figure: took }", all);
  const auto detail = alarm_detail(took, {}, drift(5, 0));
  EXPECT_EQ(core::text_at(detail, "sentence"),
            "Clics: above the usual since 2026-05-02T00:00:00Z (5 hours, expected 0 hours)");
  EXPECT_EQ(sentence_of(took, detail, Language::fr),
            "Clics : plus que d’habitude depuis le 2026-05-02T00:00:00Z (5 heures, attendu 0 "
            "heures)");
  EXPECT_EQ(detail.at("direction"), "above");
}

// What cannot be read back is left as it is.
TEST(DetectorEvents, AnAlarmThatIsNoObjectHasNoSentence) {
  detectors::Definitions all;
  const auto& took = described("{ workflow: order, figure: took }", all);
  EXPECT_TRUE(alarm_in(took, core::Json(), Language::fr).is_null());
}

}  // namespace
}  // namespace baton::runtime
