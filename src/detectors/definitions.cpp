#include "baton/detectors/definitions.hpp"

#include "baton/cel/event_expression.hpp"
#include "baton/core/days.hpp"
#include "baton/core/enum_text.hpp"
#include "baton/core/text.hpp"
#include "baton/formats/yaml_file.hpp"
#include "baton/insight/flow.hpp"
#include "detectors/reader.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <iterator>
#include <utility>

namespace baton::detectors {

namespace {

using core::Json;

constexpr core::EnumText<Figure, 3> kFigureText{{"error_rate", "rework_rate", "took"}};

// The longest name of a series. It is kept with each value, and all names are listed in one answer.
constexpr std::size_t kSeriesKeyBytesMax = 500;

core::Error about(std::string_view which, std::string message) {
  return {core::Errc::invalid, std::string(which) + ": " + std::move(message)};
}

core::Result<Json> json_of(const cel::Expression& expression, std::string_view which,
                           const cel::Bindings& names) {
  const auto value = expression.evaluate(names).value;
  if (!value) return about(which, value.error().message);
  auto json = value->to_json();
  if (!json) return about(which, json.error().message);
  return *std::move(json);
}

core::Result<double> number_of(const cel::Expression& expression, std::string_view which,
                               const cel::Bindings& names) {
  const auto json = json_of(expression, which, names);
  if (!json) return json.error();
  const double number = json->is_number()    ? json->get<double>()
                        : json->is_boolean() ? (json->get<bool>() ? 1 : 0)
                                             : std::nan("");
  if (std::isfinite(number) && number >= 0) return number;
  return about(which, "expected a number that is not negative, got " +
                          core::one_line(core::dump(*json), 60));
}

core::Result<core::Time> moment_of(const Definition& detector, const core::Event& event,
                                   const cel::Bindings& names) {
  if (!detector.at) return event.time == core::Time() ? event.received : event.time;
  const auto json = json_of(*detector.at, "at", names);
  if (!json) return json.error();
  auto moment = core::parse_day_or_moment(json->is_string() ? json->get<std::string>() : "");
  if (moment) return *moment;
  return about("at", "expected a time or a date, got " + core::one_line(core::dump(*json), 60));
}

// A series takes no value that is older than its last one. So one that lies far ahead, which a
// sender may say, must not become the last: all that came behind it would be left out.
core::Result<core::Time> moment_not_ahead(core::Time moment, const core::Event& event) {
  // A date is a day of the sender's, whose clock may be another as well.
  constexpr core::Duration kAheadMax = std::chrono::hours(48);
  const bool not_received = event.received == core::Time();
  if (not_received || moment <= core::plus(event.received, kAheadMax)) return moment;
  return about("at", core::to_rfc3339(moment) + " lies ahead of when the event was received");
}

}  // namespace

std::string_view to_text(Figure figure) { return kFigureText.of(figure); }

bool Definition::is_rate() const {
  if (kpi) return kpis::of_shares(kpi->kind);
  return workflow.empty() ? successes != nullptr : figure != Figure::took;
}

std::string Definition::unit() const {
  if (kpi && kpis::of_counts(kpi->kind)) return kpi->unit + " in 7 days";
  if (kpi) return is_rate() ? "" : kpi->unit;
  return !workflow.empty() && figure == Figure::took ? "hours" : "";
}

core::Result<std::optional<Measured>> measure(const Definition& detector, const core::Event& event,
                                              const core::Json& seen) {
  auto budget = cel::decision_budget(cel::thread_time);
  const cel::EventNames names(seen, budget);
  if (!core::event_matches(event, detector.event, detector.connection))
    return std::optional<Measured>();
  if (detector.when) {
    const auto verdict = cel::decide_gate(*detector.when, names, false);
    if (verdict.outcome == cel::Outcome::error) return about("when", verdict.reason);
    if (verdict.outcome == cel::Outcome::closed) return std::optional<Measured>();
  }
  Measured measured;
  if (detector.by) {
    const auto value = detector.by->evaluate(names).value;
    if (!value) return about("by", value.error().message);
    auto key = value->key_text();
    if (!key) return about("by", "expected a text or a whole number, got " + value->literal(80));
    if (key->size() > kSeriesKeyBytesMax)
      return about("by", "expected a text of at most " + std::to_string(kSeriesKeyBytesMax) +
                             " bytes, got " + std::to_string(key->size()));
    measured.key = *std::move(key);
  }
  const auto at = moment_of(detector, event, names);
  if (!at) return at.error();
  const auto in_time = moment_not_ahead(*at, event);
  if (!in_time) return in_time.error();
  measured.at = *in_time;
  const auto number = detector.is_rate() ? number_of(*detector.successes, "successes", names)
                                         : number_of(*detector.value, "value", names);
  if (!number) return number.error();
  measured.value = *number;
  if (!detector.is_rate()) return std::optional(std::move(measured));
  const auto trials = number_of(*detector.trials, "trials", names);
  if (!trials) return trials.error();
  constexpr double kTrialsMax = 1e15;
  measured.trials = static_cast<std::uint64_t>(std::min(kTrialsMax, *trials));
  return std::optional(std::move(measured));
}

std::int64_t days_before(const Definition& detector) {
  constexpr std::int64_t kWeek = 7;
  return kpis::of_counts(detector.kpi->kind) ? kWeek - 1 : 0;
}

std::optional<Measured> measure(const Definition& detector, std::int64_t day,
                                const std::map<std::int64_t, kpis::Point>& points) {
  Measured measured;
  measured.at = insight::begin_of_day(day);
  if (kpis::of_counts(detector.kpi->kind)) {
    const auto end = points.upper_bound(day);
    for (auto at = points.lower_bound(day - days_before(detector)); at != end; ++at)
      measured.value += static_cast<double>(at->second.count);
    return measured;
  }
  const auto found = points.find(day);
  if (found == points.end() || !found->second.value || *found->second.value < 0)
    return std::nullopt;
  const auto& [value, count] = found->second;
  measured.value = *value;
  if (!detector.is_rate()) return measured;
  constexpr double kHundred = 100;
  const auto whole = static_cast<double>(count);
  measured.value = std::min(whole, std::round(*value / kHundred * whole));
  measured.trials = static_cast<std::uint64_t>(count);
  return measured;
}

Definitions Definitions::read(const std::vector<File>& files, const kpis::Definitions& kpis,
                              core::Findings& findings) {
  Definitions out;
  std::map<std::string, std::string> file_of;  // by the name of the detector
  for (const auto& file : files) {
    const auto yaml = formats::YamlFile::read(file.text, file.name, findings);
    if (!yaml) continue;
    auto read = read_detector(*yaml, kpis, findings);
    if (!read) continue;
    auto& detector = read->detector;
    const auto [first, is_new] = file_of.try_emplace(detector.name, file.name);
    if (!is_new) {
      findings.push_back(
          yaml->finding("/detector", "detector/twice",
                        "the detector \"" + detector.name + "\" is also in " + first->second));
      continue;
    }
    std::move(read->reads.begin(), read->reads.end(), std::back_inserter(out.reads_));
    auto name = detector.name;
    out.all_.emplace(std::move(name), std::move(detector));
  }
  return out;
}

const Definition* Definitions::find(std::string_view name) const {
  const auto found = all_.find(name);
  return found == all_.end() ? nullptr : &found->second;
}

core::Result<const Definition*> Definitions::named(std::string_view name) const {
  if (const auto* found = find(name)) return found;
  return core::no_such_name("detector", name, names(),
                            "there are none: detectors are files of config/detectors");
}

std::vector<std::string> Definitions::names() const {
  std::vector<std::string> names;
  for (const auto& [name, ignored] : all_) names.push_back(name);
  return names;
}

core::Findings Definitions::unknown_members(const cel::MembersOf& members) const {
  return cel::unknown_members(reads_, members, "detector/unknown-field");
}

core::Json to_json(const Definition& detector) {
  const auto if_any = [](const std::string& text) { return text.empty() ? Json() : Json(text); };
  return {{"name", detector.name},
          {"title", detector.title},
          {"description", detector.description},
          {"owner", detector.owner},
          {"kind", detector.is_rate() ? "rate" : "quantity"},
          {"event", if_any(detector.event)},
          {"connection", if_any(detector.connection)},
          {"workflow", if_any(detector.workflow)},
          {"figure", detector.workflow.empty() ? Json() : Json(to_text(detector.figure))},
          {"kpi", detector.kpi ? Json(detector.kpi->name) : Json()},
          {"unit", if_any(detector.unit())},
          {"per", detector.is_rate() ? Json(core::to_text(detector.per)) : Json()}};
}

}  // namespace baton::detectors
