#include "runtime/detector_events.hpp"

#include "baton/context/phrase.hpp"
#include "baton/core/lifecycle.hpp"
#include "baton/core/text.hpp"

#include <array>
#include <cmath>
#include <cstdio>
#include <string_view>

namespace baton::runtime {

using context::Language;
using context::Phrase;

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

constexpr Phrase kAlarmAbove{"{percent} % above the usual {since}",
                             "{percent} % de plus que d’habitude {since}"};
constexpr Phrase kAlarmBelow{"{percent} % below the usual {since}",
                             "{percent} % de moins que d’habitude {since}"};
constexpr Phrase kAlarmAboveNothing{"above the usual {since}", "plus que d’habitude {since}"};
constexpr Phrase kAlarmAt{"at {from}", "le {from}"};
constexpr Phrase kAlarmSince{"since {from}", "depuis le {from}"};
constexpr Phrase kAlarmOf{"{title} of {key}", "{title} de {key}"};
constexpr Phrase kAlarmWhole{"{what}: {size} ({value}, expected {expected})",
                             "{what} : {size} ({value}, attendu {expected})"};

constexpr Phrase kInAWeek{"{unit} in 7 days", "{unit} en 7 jours"};

std::string unit_of(const detectors::Definition& detector, Language language) {
  if (!detector.kpi || !kpis::of_counts(detector.kpi->kind))
    return context::unit_in(detector.unit(), language);
  return filled(kInAWeek, language, {{"unit", context::unit_in(detector.kpi->unit, language)}});
}

std::string value_text(const detectors::Definition& detector, double value, Language language) {
  const bool rate = detector.is_rate();
  auto text = context::as_number(three_digits(rate ? value * kPercent : value), language);
  if (rate) return text + " %";
  const auto unit = unit_of(detector, language);
  return unit.empty() ? text : text + " " + unit;
}

double number_in(const core::Json& detail, std::string_view name) {
  const auto* value = core::find(detail, name);
  return value != nullptr && value->is_number() ? value->get<double>() : 0;
}

// "Click-through rate of brand-fr: 31 % below the usual since 2026-05-02T00:00:00Z (1.2 %, expected
// 1.74 %)".
std::string alarm_sentence(const detectors::Definition& detector, const core::Json& detail,
                           Language language) {
  auto what = core::text_at(detail, "title");
  if (const auto key = core::text_at(detail, "key"); !key.empty())
    what = filled(kAlarmOf, language, {{"title", what}, {"key", core::one_line(key, 80)}});
  const bool spike = core::text_at(detail, "kind") == insight::name(insight::Anomaly::Kind::spike);
  const auto since =
      filled(spike ? kAlarmAt : kAlarmSince, language, {{"from", core::text_at(detail, "from")}});
  const auto percent = std::lround(std::abs(number_in(detail, "size_percent")));
  const bool above = core::text_at(detail, "direction") == "above";
  const bool of_nothing = number_in(detail, "expected") == 0;  // then there is no percentage
  const auto& phrase = of_nothing ? kAlarmAboveNothing : above ? kAlarmAbove : kAlarmBelow;
  const auto size =
      filled(phrase, language, {{"percent", std::to_string(percent)}, {"since", since}});
  return filled(kAlarmWhole, language,
                {{"what", what},
                 {"size", size},
                 {"value", value_text(detector, number_in(detail, "value"), language)},
                 {"expected", value_text(detector, number_in(detail, "expected"), language)}});
}

}  // namespace

core::Json alarm_detail(const detectors::Definition& detector, const std::string& key,
                        const insight::Anomaly& anomaly) {
  const auto unit = detector.unit();
  core::Json detail{{"detector", detector.name},
                    {"title", detector.title},
                    {"owner", detector.owner},
                    {"key", key},
                    {"kind", insight::name(anomaly.kind)},
                    {"direction", anomaly.value >= anomaly.expected ? "above" : "below"},
                    {"from", core::to_rfc3339(anomaly.from)},
                    {"at", core::to_rfc3339(anomaly.at)},
                    {"value", anomaly.value},
                    {"expected", anomaly.expected},
                    {"rate", detector.is_rate()},
                    {"unit", unit.empty() ? core::Json() : core::Json(unit)},
                    {"size_percent", anomaly.size() * kPercent},
                    {"strength", anomaly.strength}};
  detail["sentence"] = alarm_sentence(detector, detail, Language::en);
  return detail;
}

core::Json alarm_in(const detectors::Definition& detector, core::Json detail, Language language) {
  if (detail.is_object()) detail["sentence"] = alarm_sentence(detector, detail, language);
  return detail;
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
