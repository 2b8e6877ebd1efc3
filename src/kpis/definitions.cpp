#include "baton/kpis/definitions.hpp"

#include "baton/cel/event_expression.hpp"
#include "baton/core/digest.hpp"
#include "baton/core/enum_text.hpp"
#include "baton/core/event_names.hpp"
#include "baton/core/text.hpp"
#include "kpis/definition_reader.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <utility>

namespace baton::kpis {

namespace {

using core::Json;

constexpr core::EnumText<Kind, 11> kKindText{{"first_action", "time_to_market", "throughput",
                                              "rework", "error_rate", "human_error_rate", "cost",
                                              "conversion", "nps", "count", "average"}};
constexpr core::EnumText<Figure, 3> kFigureText{{"p50", "p95", "mean"}};

// More than these are more than anybody looks at, and each costs time with each event.
constexpr std::size_t kKpisMax = 200;

core::Error not_counted(std::string message) {
  return {core::Errc::invalid, std::move(message), {}, {}};
}

core::Result<double> number_of(const Source& source, const cel::Bindings& names) {
  const auto value = source.value->evaluate(names).value;
  if (!value) return core::Error{value.error().code, "value: " + value.error().message};
  const auto json = value->to_json();
  if (!json) return core::Error{json.error().code, "value: " + json.error().message};
  if (!json->is_number())
    return not_counted("value: expected a number, got " + core::one_line(core::dump(*json), 60));
  return json->get<double>();
}

// As what an answer from 0 to 10 counts.
core::Result<std::string> nps_group(double score) {
  if (score < 0 || score > 10 || std::trunc(score) != score)
    return not_counted("value: expected a whole number from 0 to 10, got " +
                       core::number_text(score));
  if (score >= 9) return std::string("promoters");
  return std::string(score <= 6 ? "detractors" : "passives");
}

// What an event adds by one source; nullopt if its condition does not hold.
core::Result<std::optional<EventCount>> counted_by(const Definition& kpi, std::size_t at,
                                                   const cel::Bindings& names) {
  const auto& source = kpi.sources[at];
  if (source.when) {
    const auto verdict = cel::decide_gate(*source.when, names, false);
    if (verdict.outcome == cel::Outcome::error) return not_counted("when: " + verdict.reason);
    if (verdict.outcome == cel::Outcome::closed) return std::optional<EventCount>();
  }
  EventCount count{kpi.name, "events", 0};
  if (kpi.kind == Kind::conversion) count.what = at == 0 ? "from" : "to";
  if (!source.value) return std::optional(std::move(count));
  const auto number = number_of(source, names);
  if (!number) return number.error();
  if (kpi.kind == Kind::nps) {
    auto group = nps_group(*number);
    if (!group) return group.error();
    count.what = *std::move(group);
    return std::optional(std::move(count));
  }
  if (!(std::abs(*number) <= kValueMax))
    return not_counted("value: expected a number of at most a billion, got " +
                       core::number_text(*number));
  count.thousandths = static_cast<std::int64_t>(std::llround(*number * 1'000));
  return std::optional(std::move(count));
}

Json source_json(const Source& source) {
  Json json{{"event", source.event}};
  if (!source.connection.empty()) json["connection"] = source.connection;
  if (source.when) json["when"] = source.when->text();
  if (source.value) json["value"] = source.value->text();
  return json;
}

Json sources_json(const Definition& kpi) {
  Json list = Json::array();
  for (const auto& source : kpi.sources) list.push_back(source_json(source));
  return list;
}

}  // namespace

std::string_view to_text(Kind kind) { return kKindText.of(kind); }
std::string_view to_text(Figure figure) { return kFigureText.of(figure); }
bool of_events(Kind kind) { return kind >= Kind::conversion; }
bool of_lengths(Kind kind) { return kind == Kind::first_action || kind == Kind::time_to_market; }
bool of_shares(Kind kind) {
  return kind == Kind::error_rate || kind == Kind::human_error_rate || kind == Kind::conversion;
}
bool of_counts(Kind kind) { return kind == Kind::throughput || kind == Kind::count; }

std::string Definition::fingerprint() const {
  constexpr std::size_t kDigits = 16;
  const Json counted{{"kind", to_text(kind)}, {"events", sources_json(*this)}};
  return core::sha256_hex(core::dump(counted)).substr(0, kDigits);
}

double Definition::cost_of(std::string_view operation) const {
  auto found = costs.find(operation);
  if (found == costs.end()) found = costs.find(operation.substr(0, operation.find('.')));
  return found == costs.end() ? 0 : found->second;
}

Definitions Definitions::read(const std::vector<File>& files, core::Findings& findings) {
  Definitions out;
  std::map<std::string, std::string> file_of;  // by the name of the KPI
  for (const auto& file : files) {
    const auto yaml = formats::YamlFile::read(file.text, file.name, findings);
    auto read = yaml ? read_definition(*yaml, findings) : std::nullopt;
    if (!read) {
      out.left_out_.insert(yaml ? core::text_at(yaml->value(), "kpi") : std::string(kNameless));
      continue;
    }
    auto& kpi = read->kpi;
    const auto [first, is_new] = file_of.try_emplace(kpi.name, file.name);
    if (!is_new || out.kpis_.size() == kKpisMax) {
      findings.push_back(
          yaml->finding("/kpi", is_new ? "kpi/many" : "kpi/twice",
                        is_new ? "expected at most " + std::to_string(kKpisMax) + " KPIs"
                               : "the KPI \"" + kpi.name + "\" is also in " + first->second));
      out.left_out_.insert(kpi.name);
      continue;
    }
    for (const auto& source : kpi.sources) {
      if (source.event.find('*') != std::string::npos) out.patterns_ = true;
      out.types_.insert(source.event);
    }
    std::move(read->reads.begin(), read->reads.end(), std::back_inserter(out.reads_));
    std::move(read->named.begin(), read->named.end(), std::back_inserter(out.named_));
    auto name = kpi.name;
    out.kpis_.emplace(std::move(name), std::move(kpi));
  }
  return out;
}

const Definition* Definitions::find(std::string_view name) const {
  const auto found = kpis_.find(name);
  return found == kpis_.end() ? nullptr : &found->second;
}

core::Result<const Definition*> Definitions::named(std::string_view name) const {
  if (const auto* found = find(name)) return found;
  return core::no_such_name("KPI", name, names(), "there are none: KPIs are files of config/kpis");
}

std::vector<std::string> Definitions::names() const {
  std::vector<std::string> out;
  for (const auto& [name, ignored] : kpis_) out.push_back(name);
  return out;
}

bool Definitions::listens(const std::string& type) const {
  return patterns_ || types_.contains(type);
}

Definitions::Found Definitions::counted_in(const core::Event& event, const Json& seen,
                                           cel::Budget::Clock clock) const {
  Found found;
  if (!listens(event.type) || core::own_type(event.type)) return found;
  auto budget = cel::decision_budget(clock);
  const cel::EventNames names(seen, budget);
  for (const auto& [name, kpi] : kpis_) {
    for (std::size_t at = 0; at < kpi.sources.size(); ++at) {
      const auto& source = kpi.sources[at];
      if (!core::event_matches(event, source.event, source.connection)) continue;
      auto count = counted_by(kpi, at, names);
      if (!count) {
        auto error = count.error();
        error.where = "KPI " + name;
        found.errors.push_back(std::move(error));
      } else if (*count) {
        found.counts.push_back(**std::move(count));
      }
    }
  }
  return found;
}

core::Findings Definitions::unknown_members(const cel::MembersOf& members) const {
  return cel::unknown_members(reads_, members, "kpi/unknown-field");
}

core::Findings Definitions::unknown_connections(const core::Operations& known) const {
  core::Findings findings;
  for (const auto& named : named_) {
    const auto connection = known.find(named.connection);
    std::vector<std::string> names;
    if (connection == known.end()) {
      for (const auto& [name, ignored] : known) names.push_back(name);
    } else {
      for (const auto& [name, ignored] : connection->second) names.push_back(name);
    }
    const bool of_connection = connection == known.end();
    const auto& name = of_connection ? named.connection : named.operation;
    if (!of_connection && (name.empty() || connection->second.contains(name))) continue;
    auto finding = named.place;
    finding.rule = of_connection ? "ref/unknown-connection" : "ref/unknown-operation";
    finding.message = of_connection ? "there is no connection \"" : named.connection + " has no \"";
    finding.message += core::one_line(name, 64) + "\"";
    finding.hint = core::did_you_mean(name, names);
    findings.push_back(std::move(finding));
  }
  return findings;
}

Json to_json(const Definition& kpi) {
  Json json{{"name", kpi.name},
            {"title", kpi.title},
            {"kind", to_text(kpi.kind)},
            {"description", kpi.description},
            {"unit", kpi.unit},
            {"owner", kpi.owner},
            {"window_days", kpi.window_days},
            {"figure", nullptr},
            {"target", nullptr},
            {"workflows", kpi.workflows},
            {"where", nullptr},
            {"of", nullptr},
            {"costs", kpi.costs},
            {"events", sources_json(kpi)}};
  if (of_lengths(kpi.kind)) json["figure"] = to_text(kpi.figure);
  if (kpi.where) json["where"] = kpi.where->text();
  if (!of_events(kpi.kind)) json["of"] = kpi.of_steps ? "steps" : "runs";
  if (kpi.target) {
    json["target"] = Json::object();
    if (kpi.target->at_least) json["target"]["at_least"] = *kpi.target->at_least;
    if (kpi.target->at_most) json["target"]["at_most"] = *kpi.target->at_most;
  }
  return json;
}

}  // namespace baton::kpis
