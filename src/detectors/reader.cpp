#include "detectors/reader.hpp"

#include "baton/core/digest.hpp"
#include "baton/core/event_names.hpp"
#include "baton/core/own_events.hpp"
#include "baton/core/text.hpp"
#include "baton/formats/field_reader.hpp"

#include <algorithm>
#include <array>
#include <iterator>
#include <utility>

namespace baton::detectors {

using core::Json;
using formats::FieldReader;

namespace {

constexpr std::size_t kNameBytesMax = 64;
constexpr std::array kFigures{Figure::error_rate, Figure::rework_rate, Figure::took};
constexpr core::Duration kPerMin = std::chrono::minutes(1);
constexpr core::Duration kPerMax = std::chrono::hours(24 * 31);

bool is_detector_name(std::string_view text) {
  const auto is_lower = [](char c) { return c >= 'a' && c <= 'z'; };
  return !text.empty() && text.size() <= kNameBytesMax && is_lower(text.front()) &&
         std::all_of(text.begin(), text.end(), [&](char c) {
           return is_lower(c) || core::is_digit(c) || c == '_' || c == '-';
         });
}

std::string shown_of(const Json& value) { return core::one_line(core::dump(value), 60); }

// What the expressions of a detector see.
cel::Scope scope_of_measured() {
  using cel::Type;
  const auto text = cel::simple(Type::Kind::string);
  cel::Scope scope;
  scope.declare("event", cel::object_of({{"id", text},
                                         {"type", text},
                                         {"source", text},
                                         {"subject", text},
                                         {"time", text},
                                         {"received", text},
                                         {"actor", text},
                                         {"data", cel::dyn()}}));
  return scope;
}

class DetectorReader {
 public:
  DetectorReader(const formats::YamlFile& file, core::Findings& findings)
      : file_(file), root_(file, "", file.value(), findings), findings_(findings) {}

  Definition read() {
    root_.allow({"detector", "title", "description", "owner", "series"});
    detector_.name = root_.required_text("detector");
    if (!detector_.name.empty() && !is_detector_name(detector_.name))
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
            "add series: { event: ads.report, value: event.data.cost_per_click }");
      return std::move(detector_);
    }
    const FieldReader fields(file_, root_.pointer("series"), *series, findings_);
    if (fields.find("workflow") != nullptr) {
      read_figure(fields);
    } else {
      read_events(fields);
    }
    detector_.digest = core::sha256_hex(core::dump(*series));
    return std::move(detector_);
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
    detector_.by = expression(fields, "by");
    detector_.at = expression(fields, "at");
    const bool quantity = fields.find("value") != nullptr;
    const bool rate = fields.find("rate") != nullptr;
    if (quantity == rate) {
      fault(fields.pointer(), "config/missing",
            quantity ? "expected either \"value\" or \"rate\", and both are there"
                     : "expected \"value\", of a quantity, or \"rate\"",
            "add value: event.data.cost, or rate: { successes: event.data.clicks, trials: "
            "event.data.impressions }");
      return;
    }
    if (quantity) {
      detector_.value = expression(fields, "value");
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
    detector_.successes = expression(rate, "successes");
    detector_.trials = expression(rate, "trials");
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

  // An expression under a key; null if it is not there, or has a mistake.
  std::shared_ptr<const cel::Expression> expression(const FieldReader& fields,
                                                    std::string_view key) {
    const auto* value = fields.find(key);
    if (value == nullptr) return nullptr;
    if (!value->is_string()) {
      fields.error(key, "config/type", "expected an expression, as text, got " + shown_of(*value));
      return nullptr;
    }
    static const auto scope = scope_of_measured();
    auto compiled = cel::Expression::compile(value->get<std::string>(), &scope);
    for (const auto& found : compiled.findings) {
      auto finding = file_.finding(fields.pointer(key), found.rule, found.message, found.hint);
      finding.severity = found.severity;
      findings_.push_back(std::move(finding));
    }
    if (compiled.expression && key == "when") {
      const auto& type = compiled.expression->type();
      if (type.kind != cel::Type::Kind::boolean && !type.is_open())
        fields.error("when", "type/expression", "\"when\": expected a condition");
    }
    return compiled.expression;
  }

  const formats::YamlFile& file_;
  FieldReader root_;
  core::Findings& findings_;
  Definition detector_;
};

}  // namespace

std::optional<Definition> read_detector(const formats::YamlFile& file, core::Findings& findings) {
  core::Findings own;
  auto detector = DetectorReader(file, own).read();
  const bool faulty = core::has_errors(own);
  findings.insert(findings.end(), std::make_move_iterator(own.begin()),
                  std::make_move_iterator(own.end()));
  if (faulty) return std::nullopt;
  return detector;
}

}  // namespace baton::detectors
