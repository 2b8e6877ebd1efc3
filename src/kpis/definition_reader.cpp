#include "kpis/definition_reader.hpp"

#include "baton/cel/event_expression.hpp"
#include "baton/cel/event_members.hpp"
#include "baton/core/days.hpp"
#include "baton/core/event_names.hpp"
#include "baton/core/read_without_errors.hpp"
#include "baton/core/text.hpp"
#include "baton/formats/field_reader.hpp"
#include "kpis/expression_reader.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>
#include <utility>

namespace baton::kpis {

using core::Json;
using formats::FieldReader;
using TypeKind = cel::Type::Kind;

namespace {

constexpr std::size_t kUnitBytesMax = 24;
constexpr std::size_t kCostsMax = 200;
constexpr std::size_t kWorkflowsMax = 200;

constexpr std::array kKinds{Kind::first_action, Kind::time_to_market, Kind::throughput,
                            Kind::rework,       Kind::error_rate,     Kind::human_error_rate,
                            Kind::cost,         Kind::conversion,     Kind::nps,
                            Kind::count,        Kind::average};
constexpr std::array kFigures{Figure::p50, Figure::p95, Figure::mean};
const std::vector<std::string> kLengthUnits{"seconds", "minutes", "hours", "days"};

std::string shown_json(const Json& value) { return core::one_line(core::dump(value), 60); }

// The keys that a KPI of this kind may have.
std::vector<std::string> keys_of(Kind kind) {
  std::vector<std::string> keys{"kpi",  "title", "description", "owner",
                                "kind", "unit",  "window",      "target"};
  const auto add = [&keys](std::initializer_list<const char*> more) {
    keys.insert(keys.end(), more.begin(), more.end());
  };
  if (!of_events(kind)) add({"workflows", "where"});
  if (of_lengths(kind)) add({"figure"});
  if (kind == Kind::throughput || kind == Kind::error_rate) add({"of"});
  if (kind == Kind::cost) add({"costs"});
  if (of_events(kind)) add({"from"});
  if (kind == Kind::conversion) add({"to"});
  return keys;
}

// What a KPI of this kind is measured in where its file does not say.
std::string default_unit(const Definition& kpi) {
  switch (kpi.kind) {
    case Kind::first_action:
    case Kind::time_to_market: return "hours";
    case Kind::throughput: return kpi.of_steps ? "steps" : "runs";
    case Kind::nps: return "points";
    case Kind::count: return "events";
    case Kind::cost:
    case Kind::average: return "";
    default: return "percent";
  }
}

// The least and the most that a KPI of this kind can be, where there is such.
Target range_of(Kind kind) {
  if (kind == Kind::average) return {};
  if (kind == Kind::nps) return {-100.0, 100.0};
  if (kind == Kind::error_rate) return {0.0, 100.0};
  return {0.0, std::nullopt};
}

class KpiReader {
 public:
  KpiReader(const formats::YamlFile& file, core::Findings& findings)
      : root_(file, "", file.value(), findings) {}

  ReadDefinition read() {
    kpi_.name = root_.required_text("kpi");
    if (!kpi_.name.empty() && !formats::is_settings_name(kpi_.name))
      root_.error("kpi", "config/name",
                  "a KPI's name is lower-case letters, digits, - and _, and begins with a letter, "
                  "got \"" +
                      core::one_line(kpi_.name, 40) + "\"");
    if (!read_kind()) return std::move(read_);
    root_.allow(keys_of(kpi_.kind));
    kpi_.title = root_.text("title", kpi_.name);
    kpi_.description = root_.text("description");
    kpi_.owner = root_.text("owner");
    read_figure();
    read_of();
    read_unit();
    read_window();
    read_target();
    read_workflows();
    kpi_.where = row_expression(root_, "where");
    cel::check_condition(root_, "where", kpi_.where);
    if (kpi_.kind == Kind::cost) read_costs();
    if (of_events(kpi_.kind)) read_source("from");
    if (kpi_.kind == Kind::conversion) read_source("to");
    return std::move(read_);
  }

 private:
  bool read_kind() {
    const auto word = root_.required_text("kind");
    if (word.empty()) return false;
    std::vector<std::string> words;
    for (const auto kind : kKinds) {
      words.emplace_back(to_text(kind));
      if (word != words.back()) continue;
      kpi_.kind = kind;
      return true;
    }
    auto hint = core::did_you_mean(word, words);
    if (hint.empty()) hint = "the kinds are " + core::join(words);
    root_.error("kind", "config/value",
                "expected what the KPI measures, got \"" + core::one_line(word, 40) + "\"", hint);
    return false;
  }

  void read_figure() {
    const auto word = root_.text("figure", "p50");
    std::vector<std::string> words;
    for (const auto figure : kFigures) {
      words.emplace_back(to_text(figure));
      if (word == words.back()) kpi_.figure = figure;
    }
    if (std::find(words.begin(), words.end(), word) == words.end())
      root_.error("figure", "config/value",
                  "expected p50, p95 or mean, got \"" + core::one_line(word, 40) + "\"");
  }

  void read_of() {
    const auto word = root_.text("of", "runs");
    kpi_.of_steps = word == "steps";
    if (word != "runs" && word != "steps")
      root_.error("of", "config/value",
                  "expected runs or steps, got \"" + core::one_line(word, 40) + "\"");
  }

  void read_unit() {
    const auto usual = default_unit(kpi_);
    kpi_.unit = root_.text("unit", usual);
    if (of_lengths(kpi_.kind)) {
      if (std::find(kLengthUnits.begin(), kLengthUnits.end(), kpi_.unit) == kLengthUnits.end())
        root_.error("unit", "kpi/unit",
                    "expected seconds, minutes, hours or days, got \"" +
                        core::one_line(kpi_.unit, 40) + "\"",
                    core::did_you_mean(kpi_.unit, kLengthUnits));
    } else if ((usual == "percent" || usual == "points") && kpi_.unit != usual) {
      root_.error("unit", "kpi/unit",
                  "a KPI of this kind is measured in " + usual + ", got \"" +
                      core::one_line(kpi_.unit, 40) + "\"",
                  "remove this line");
    } else if (kpi_.unit.size() > kUnitBytesMax || core::has_control(kpi_.unit)) {
      root_.error("unit", "kpi/unit",
                  "expected a word of at most " + std::to_string(kUnitBytesMax) + " bytes");
    }
  }

  void read_window() {
    const auto* value = root_.find("window");
    if (value == nullptr) return;
    const auto length = value->is_string()
                            ? core::parse_duration(value->get<std::string>())
                            : core::Result<core::Duration>(core::Error{core::Errc::invalid, ""});
    constexpr core::Duration kDay = std::chrono::hours(24);
    const bool days = length && *length % kDay == core::Duration{};
    const auto count = days ? *length / kDay : 0;
    if (count < 1 || count > core::kFigureDaysKept)
      return root_.error("window", "kpi/window",
                         "expected 1 to " + std::to_string(core::kFigureDaysKept) +
                             " whole days, as 30d, got " + shown_json(*value));
    kpi_.window_days = count;
  }

  void read_target() {
    const auto* value = root_.find("target");
    if (value == nullptr) return;
    const auto target = root_.inner("target");
    target.allow({"at_least", "at_most"});
    const auto bound = [&target](const char* key) -> std::optional<double> {
      if (target.find(key) == nullptr) return std::nullopt;
      return target.number(key, 0, -kValueMax, kValueMax);
    };
    kpi_.target = Target{bound("at_least"), bound("at_most")};
    if (!kpi_.target->at_least && !kpi_.target->at_most)
      root_.error("target", "kpi/target", "expected at_least or at_most, got neither",
                  "write target: { at_most: 5 }, in the unit of the KPI");
    if (kpi_.target->at_least && kpi_.target->at_most &&
        *kpi_.target->at_least > *kpi_.target->at_most)
      root_.error("target", "kpi/target",
                  "no value is at least " + core::number_text(*kpi_.target->at_least) +
                      " and at most " + core::number_text(*kpi_.target->at_most));
    check_reach(target, *kpi_.target);
  }

  // A target outside of what the KPI can be would be missed on every day.
  void check_reach(const formats::FieldReader& at, const Target& target) {
    const auto range = range_of(kpi_.kind);
    const std::string of_kind = "a KPI of the kind " + std::string(to_text(kpi_.kind)) + " is ";
    if (target.at_least && range.at_most && *target.at_least > *range.at_most)
      at.error("at_least", "kpi/target",
               of_kind + "at most " + core::number_text(*range.at_most) + ", got " +
                   core::number_text(*target.at_least));
    if (target.at_most && range.at_least && *target.at_most < *range.at_least)
      at.error("at_most", "kpi/target",
               of_kind + "at least " + core::number_text(*range.at_least) + ", got " +
                   core::number_text(*target.at_most));
  }

  void read_workflows() {
    const auto* list = root_.find("workflows");
    if (list == nullptr) return;
    const bool texts =
        list->is_array() && !list->empty() && list->size() <= kWorkflowsMax &&
        std::all_of(list->begin(), list->end(), [](const auto& one) { return one.is_string(); });
    if (!texts)
      return root_.error("workflows", "config/type",
                         "expected a list of 1 to " + std::to_string(kWorkflowsMax) +
                             " names of workflows, got " + shown_json(*list));
    for (const auto& one : *list) kpi_.workflows.insert(one.get<std::string>());
  }

  void read_costs() {
    const auto costs = root_.inner("costs");
    if (costs.value().empty() || costs.value().size() > kCostsMax)
      root_.error("costs", "kpi/costs",
                  "expected what an attempt at an action costs, for 1 to " +
                      std::to_string(kCostsMax) + " connections or operations",
                  "write costs: { jira: 0.02, google_ads.set_campaign_status: 0.1 }");
    for (const auto& [name, cost] : costs.value().items()) {
      note_connection(costs, name, name);
      if (cost.is_number() && cost.get<double>() >= 0 && cost.get<double>() <= kValueMax) {
        kpi_.costs[name] = cost.get<double>();
      } else {
        costs.error(name, "kpi/costs", "expected a number from 0 on, got " + shown_json(cost));
      }
    }
  }

  void read_source(const char* key) {
    const auto* value = root_.find(key);
    if (value == nullptr)
      return root_.findings().push_back(
          root_.file().finding("", "config/missing-key", "\"" + std::string(key) + "\" is missing",
                               "add " + std::string(key) + ": { event: survey.answered }"));
    const bool brings = kpi_.kind == Kind::nps || kpi_.kind == Kind::average;
    const auto fields = root_.inner(key);
    std::vector<std::string> keys{"event", "connection", "when"};
    if (brings) keys.emplace_back("value");
    fields.allow(keys);
    Source source{fields.required_text("event"), fields.text("connection"), {}, {}};
    check_event(fields, source.event);
    if (!source.connection.empty()) note_connection(fields, "connection", source.connection);
    source.when = cel::read_repeatable(fields, "when", cel::event_scope());
    cel::check_condition(fields, "when", source.when);
    if (brings) source.value = cel::read_repeatable(fields, "value", cel::event_scope());
    cel::check_value(fields, "value", source.value,
                     {TypeKind::integer, TypeKind::unsigned_integer, TypeKind::floating},
                     "a number");
    if (brings && fields.find("value") == nullptr)
      fields.findings().push_back(fields.file().finding(
          fields.pointer(), "config/missing-key", "\"value\" is missing: the number that is meant",
          "add value: event.data.score"));
    for (const auto* of : {"when", "value"}) {
      const auto& expression = std::string_view(of) == "when" ? source.when : source.value;
      if (!expression) continue;
      auto reads = cel::members_read(fields, of, source.event, *expression);
      std::move(reads.begin(), reads.end(), std::back_inserter(read_.reads));
    }
    kpi_.sources.push_back(std::move(source));
  }

  // "jira" or "jira.create_issue", under a key of `fields`.
  void note_connection(const FieldReader& fields, std::string_view key, const std::string& name) {
    const auto dot = name.find('.');
    read_.named.push_back({name.substr(0, dot),
                           dot == std::string::npos ? "" : name.substr(dot + 1),
                           cel::doubtful_place(fields, key)});
  }

  static void check_event(const FieldReader& fields, const std::string& event) {
    if (event.empty()) return;
    if (!core::nameable_pattern(event))
      return fields.error("event", "kpi/event",
                          "expected the type of an event: " + std::string(core::kTypePattern) +
                              ", got \"" + core::one_line(event, 40) + "\"");
    if (core::own_type(event))
      fields.error("event", "kpi/event",
                   "events of Baton's own are not counted, got \"" + event + "\"",
                   "the kinds throughput and error_rate count runs and steps");
  }

  FieldReader root_;
  ReadDefinition read_{};
  Definition& kpi_ = read_.kpi;
};

}  // namespace

std::optional<ReadDefinition> read_definition(const formats::YamlFile& file,
                                              core::Findings& findings) {
  return core::read_without_errors(
      findings, [&file](core::Findings& own) { return KpiReader(file, own).read(); });
}

}  // namespace baton::kpis
