#include "detectors/reader.hpp"

#include "baton/cel/event_expression.hpp"
#include "baton/core/digest.hpp"
#include "baton/core/event_names.hpp"
#include "baton/core/own_events.hpp"
#include "baton/core/read_without_errors.hpp"
#include "baton/core/text.hpp"
#include "baton/formats/field_reader.hpp"

#include <algorithm>
#include <array>
#include <iterator>
#include <utility>

namespace baton::detectors {

using core::Json;
using formats::FieldReader;
using TypeKind = cel::Type::Kind;

namespace {

constexpr std::array kFigures{Figure::error_rate, Figure::rework_rate, Figure::took};
constexpr core::Duration kPerMin = std::chrono::minutes(1);
constexpr core::Duration kPerMax = std::chrono::hours(24 * 31);

std::string shown_of(const Json& value) { return core::one_line(core::dump(value), 60); }

class DetectorReader {
 public:
  DetectorReader(const formats::YamlFile& file, const kpis::Definitions& kpis,
                 core::Findings& findings)
      : file_(file), kpis_(kpis), root_(file, "", file.value(), findings), findings_(findings) {}

  ReadDetector read() {
    root_.allow({"detector", "title", "description", "owner", "series"});
    detector_.name = root_.required_text("detector");
    if (!detector_.name.empty() && !formats::is_settings_name(detector_.name))
      root_.error("detector", "config/name",
                  "a detector's name is lower-case letters, digits, - and _, and begins with a "
                  "letter, got \"" +
                      core::one_line(detector_.name, 40) + "\"");
    detector_.title = root_.text("title", detector_.name);
    detector_.description = root_.text("description");
    detector_.owner = root_.text("owner");
    const auto* series = root_.find("series");
    if (series == nullptr) {
      fault("", "config/missing", "\"series\" is missing: expected what is watched",
            "add series: { event: ads.report.ready, value: event.data.clicks }");
      return std::move(read_);
    }
    const FieldReader fields(file_, root_.pointer("series"), *series, findings_);
    if (fields.find("kpi") != nullptr) {
      read_kpi(fields);
    } else if (fields.find("workflow") != nullptr) {
      read_figure(fields);
    } else {
      read_events(fields);
    }
    detector_.digest = core::sha256_hex(core::dump(*series) + measured_by_kpi());
    return std::move(read_);
  }

 private:
  void fault(const std::string& pointer, std::string rule, std::string message,
             std::string hint = {}) {
    findings_.push_back(
        file_.finding(pointer, std::move(rule), std::move(message), std::move(hint)));
  }

  void read_figure(const FieldReader& fields) {
    fields.allow({"workflow", "figure"});
    detector_.workflow = fields.required_text("workflow");
    const auto figure = fields.required_text("figure");
    std::vector<std::string> words;
    for (const auto each : kFigures) words.emplace_back(to_text(each));
    const auto found = std::find(words.begin(), words.end(), figure);
    if (found != words.end()) {
      detector_.figure = kFigures.at(static_cast<std::size_t>(found - words.begin()));
    } else if (!figure.empty()) {
      fields.error(
          "figure", "config/value",
          "expected " + core::any_of(words) + ", got \"" + core::one_line(figure, 40) + "\"",
          core::did_you_mean(figure, words));
    }
  }

  void read_kpi(const FieldReader& fields) {
    fields.allow({"kpi"});
    const auto name = fields.required_text("kpi");
    if (name.empty()) return;
    const auto named = kpis_.named(name);
    read_.without_kpi = !named && kpis_.left_out(name);
    if (read_.without_kpi) return;
    if (!named)
      return fields.error("kpi", "ref/unknown-kpi", named.error().message, named.error().hint);
    if ((*named)->kind == kpis::Kind::nps)
      return fields.error(
          "kpi", "detector/kpi",
          "a net promoter score may be negative, and what is watched may not",
          "watch the share of the answers from 9 on: { event: survey.answered, rate: "
          "{ successes: event.data.score >= 9, trials: '1' } }");
    detector_.kpi = std::make_shared<const kpis::Definition>(**named);
  }

  // What the KPI measures. It is another series when that changes, and not when its target does.
  std::string measured_by_kpi() const {
    if (!detector_.kpi) return {};
    auto json = kpis::to_json(*detector_.kpi);
    for (const auto* key : {"title", "description", "owner", "window_days", "target"})
      json.erase(key);
    return core::dump(json);
  }

  // Types with `*` would be looked for in the whole log.
  void read_events(const FieldReader& fields) {
    fields.allow({"event", "from", "when", "by", "at", "value", "rate"});
    detector_.event = fields.required_text("event");
    const bool plain = detector_.event.find('*') == std::string::npos;
    if (!detector_.event.empty() && (!plain || !core::nameable_pattern(detector_.event)))
      fields.error("event", "detector/event",
                   "expected the type of an event without *, got \"" +
                       core::one_line(detector_.event, 40) + "\"",
                   plain ? "" : "write a detector for each type");
    if (core::addressed(detector_.event))
      fields.error("event", "detector/event",
                   "\"" + detector_.event + "\" is for one run alone, and cannot be watched");
    detector_.connection = fields.text("from");
    detector_.when = expression(fields, "when");
    cel::check_condition(fields, "when", detector_.when);
    detector_.by = expression(fields, "by");
    cel::check_value(
        fields, "by", detector_.by,
        {TypeKind::string, TypeKind::integer, TypeKind::unsigned_integer, TypeKind::boolean},
        "a text or a whole number");
    detector_.at = expression(fields, "at");
    cel::check_value(fields, "at", detector_.at, {TypeKind::string, TypeKind::timestamp},
                     "a time or a date");
    const bool quantity = fields.find("value") != nullptr;
    const bool rate = fields.find("rate") != nullptr;
    if (quantity == rate) {
      fault(fields.pointer(), "config/missing",
            quantity ? "expected either \"value\" or \"rate\", and both are there"
                     : "expected \"value\", of a quantity, or \"rate\"",
            "add value: event.data.clicks, or rate: { successes: event.data.clicks, trials: "
            "event.data.impressions }");
      return;
    }
    if (quantity) {
      detector_.value = number(fields, "value");
    } else {
      read_rate(fields.inner("rate"));
    }
  }

  void read_rate(const FieldReader& rate) {
    rate.allow({"successes", "trials", "per"});
    for (const auto* key : {"successes", "trials"})
      if (rate.find(key) == nullptr)
        fault(rate.pointer(), "config/missing",
              "\"" + std::string(key) + "\" is missing: expected an expression");
    detector_.successes = number(rate, "successes");
    detector_.trials = number(rate, "trials");
    const auto* per = rate.find("per");
    if (per == nullptr) return;
    const auto length = per->is_string()
                            ? core::parse_duration(per->get<std::string>())
                            : core::Result<core::Duration>(core::Error{core::Errc::invalid, ""});
    if (!length || *length < kPerMin || *length > kPerMax)
      return rate.error("per", "detector/per",
                        "expected a length of time from 1m to 31d, got " + shown_of(*per));
    detector_.per = *length;
  }

  // The expression under a key, over the event. What it reads of the event's data is noted.
  std::shared_ptr<const cel::Expression> expression(const FieldReader& fields,
                                                    std::string_view key) {
    auto expression = cel::read_repeatable(fields, key, cel::event_scope());
    if (!expression) return expression;
    auto reads = cel::members_read(fields, key, detector_.event, *expression);
    std::move(reads.begin(), reads.end(), std::back_inserter(read_.reads));
    return expression;
  }

  // The same for one that gives a number; true counts as 1, and false as 0.
  std::shared_ptr<const cel::Expression> number(const FieldReader& fields, std::string_view key) {
    auto number = expression(fields, key);
    cel::check_value(
        fields, key, number,
        {TypeKind::integer, TypeKind::unsigned_integer, TypeKind::floating, TypeKind::boolean},
        "a number");
    return number;
  }

  const formats::YamlFile& file_;
  const kpis::Definitions& kpis_;
  FieldReader root_;
  core::Findings& findings_;
  ReadDetector read_{};
  Definition& detector_ = read_.detector;
};

}  // namespace

std::optional<ReadDetector> read_detector(const formats::YamlFile& file,
                                          const kpis::Definitions& kpis, core::Findings& findings) {
  auto read = core::read_without_errors(findings, [&file, &kpis](core::Findings& own) {
    return DetectorReader(file, kpis, own).read();
  });
  if (read && read->without_kpi) read.reset();
  return read;
}

}  // namespace baton::detectors
