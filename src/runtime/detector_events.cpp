#include "runtime/detector_events.hpp"

#include "baton/core/lifecycle.hpp"
#include "baton/core/text.hpp"

#include <array>
#include <cmath>
#include <cstdio>

namespace baton::runtime {
namespace {

constexpr double kPercent = 100;

// A number for people, to three digits: "0.0123", "1.34"; from 100 on a whole one, "5213".
std::string three_digits(double value) {
  constexpr double kWholeFrom = 100;
  constexpr double kWholeTo = 1e15;
  const double size = std::abs(value);
  std::array<char, 32> text{};
  if (size >= kWholeFrom && size < kWholeTo)
    std::snprintf(text.data(), text.size(), "%.0f", value);
  else
    std::snprintf(text.data(), text.size(), "%.3g", value);
  return text.data();
}

std::string value_text(const detectors::Definition& detector, double value) {
  if (detector.is_rate()) return three_digits(value * kPercent) + " %";
  const auto unit = detector.unit();
  return three_digits(value) + (unit.empty() ? "" : " " + unit);
}

// "Click-through rate of brand-fr: 31 % below the usual since 2026-05-02T00:00:00Z (1.2 %, expected
// 1.74 %)".
std::string alarm_sentence(const detectors::Definition& detector, const std::string& key,
                           const insight::Anomaly& anomaly) {
  const auto percent = std::lround(std::abs(anomaly.size()) * kPercent);
  const bool above = anomaly.value >= anomaly.expected;
  auto text = detector.title;
  if (!key.empty()) text += " of " + core::one_line(key, 80);
  text += ": " + std::to_string(percent) + " % " + (above ? "above" : "below") + " the usual ";
  text += anomaly.kind == insight::Anomaly::Kind::spike ? "at " : "since ";
  text += core::to_rfc3339(anomaly.from) + " (" + value_text(detector, anomaly.value) +
          ", expected " + value_text(detector, anomaly.expected) + ")";
  return text;
}

}  // namespace

core::Json alarm_detail(const detectors::Definition& detector, const std::string& key,
                        const insight::Anomaly& anomaly) {
  return {{"detector", detector.name},
          {"title", detector.title},
          {"owner", detector.owner},
          {"key", key},
          {"kind", insight::name(anomaly.kind)},
          {"direction", anomaly.value >= anomaly.expected ? "above" : "below"},
          {"from", core::to_rfc3339(anomaly.from)},
          {"at", core::to_rfc3339(anomaly.at)},
          {"value", anomaly.value},
          {"expected", anomaly.expected},
          {"size_percent", anomaly.size() * kPercent},
          {"strength", anomaly.strength},
          {"sentence", alarm_sentence(detector, key, anomaly)}};
}

core::Event detector_alarm(const detectors::Definition& detector, const core::Json& detail,
                           core::Time now) {
  core::Event event;
  event.type = core::kDetectorAlarm;
  event.source = "baton";
  event.subject = detector.name;
  event.time = now;
  event.received = now;
  event.data = detail;
  return event;
}

}  // namespace baton::runtime
