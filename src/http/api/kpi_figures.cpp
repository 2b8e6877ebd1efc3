#include "http/api/kpi_figures.hpp"

#include "baton/insight/flow.hpp"
#include "baton/runtime/reads.hpp"

#include <algorithm>
#include <set>

namespace baton::http {
namespace {

// Whether a KPI is computed from the figures of runs as a whole, of which there are few.
bool of_whole_runs(const kpis::Definition& kpi) {
  return kpis::of_lengths(kpi.kind) ||
         ((kpi.kind == kpis::Kind::throughput || kpi.kind == kpis::Kind::error_rate) &&
          !kpi.of_steps);
}

}  // namespace

Days KpiFigures::window(const kpis::Definition& kpi) const {
  return {today_ - kpi.window_days + 1, today_ + 1};
}

const kpis::Value& KpiFigures::of(const kpis::Definition& kpi) {
  if (!values_.contains(kpi.name)) look_at({&kpi});
  return values_.at(kpi.name);
}

kpis::Value KpiFigures::of(const kpis::Definition& kpi, Days days) {
  return std::move(over({&kpi}, days).front());
}

void KpiFigures::look_at(const std::vector<const kpis::Definition*>& kpis) {
  std::map<std::int64_t, std::vector<const kpis::Definition*>> by_window;
  for (const auto* kpi : kpis) by_window[kpi->window_days].push_back(kpi);
  for (const auto& [ignored, alike] : by_window) {
    auto values = over(alike, window(*alike.front()));
    for (std::size_t at = 0; at < alike.size(); ++at)
      values_.insert_or_assign(alike[at]->name, std::move(values[at]));
  }
}

std::vector<kpis::Value> KpiFigures::over(const std::vector<const kpis::Definition*>& kpis,
                                          Days days) {
  std::vector<kpis::Evaluation> evaluations;
  bool of_runs = false;
  bool whole_runs = true;
  for (const auto* kpi : kpis) {
    auto& evaluation = evaluations.emplace_back(*kpi, operation_of_);
    if (!kpis::of_events(kpi->kind)) {
      of_runs = true;
      whole_runs = whole_runs && of_whole_runs(*kpi);
      continue;
    }
    for (auto& row : queries_.kpi_days(kpi->name, days.from, days.to))
      evaluation.add(kpis::DayCount{row.day, std::move(row.what), row.count, row.thousandths});
  }
  if (of_runs) add_runs(evaluations, days, whole_runs);
  std::vector<kpis::Value> values;
  for (const auto& evaluation : evaluations) values.push_back(evaluation.value());
  return values;
}

void KpiFigures::add_runs(std::vector<kpis::Evaluation>& evaluations, Days days, bool whole_runs) {
  std::set<std::string> workflows;
  for (const auto& row : queries_.templates()) workflows.insert(row.name);
  for (const auto& of : queries_.run_counts()) workflows.insert(of.workflow);
  for (const auto& workflow : workflows) {
    for (auto& row : queries_.flow({workflow, days.from, days.to, whole_runs})) {
      const kpis::RunCounts counts{
          row.workflow,
          row.version,
          {row.day, std::move(row.step), std::move(row.team), std::move(row.what), row.took},
          {row.count, row.spent}};
      for (auto& evaluation : evaluations) evaluation.add(counts);
    }
  }
}

std::string KpiFigures::operation(const std::string& workflow, int version,
                                  const std::string& step) {
  const auto [known, is_new] = operations_.try_emplace(std::pair(workflow, version));
  if (is_new) {
    for (const auto& outline : runtime::outline(queries_, plans_, workflow, version))
      if (!outline.operation.empty())
        known->second[outline.name] = outline.connection + "." + outline.operation;
  }
  const auto found = known->second.find(step);
  return found == known->second.end() ? std::string() : found->second;
}

std::vector<const kpis::Definition*> all_of(const kpis::Definitions& kpis) {
  std::vector<const kpis::Definition*> all;
  for (const auto& name : kpis.names()) all.push_back(kpis.find(name));
  return all;
}

core::Json kpis_beneath(KpiFigures& figures, const kpis::Definitions& kpis, const goals::Tree& tree,
                        const goals::Node& node) {
  std::set<std::string> names;
  for (const auto* one : tree.nodes()) {
    const auto chain = tree.chain(*one);
    if (std::find(chain.begin(), chain.end(), &node) != chain.end())
      names.insert(one->kpis.begin(), one->kpis.end());
  }
  std::map<kpis::State, std::int64_t> counts;
  for (const auto& name : names)
    if (const auto* kpi = kpis.find(name); kpi != nullptr && kpi->target)
      ++counts[figures.of(*kpi).state];
  core::Json json = core::Json::object();
  for (const auto state : {kpis::State::reached, kpis::State::missed, kpis::State::no_data})
    json[std::string(to_text(state))] = counts[state];
  return json;
}

core::Json kpis_of(KpiFigures& figures, const kpis::Definitions& kpis, const goals::Node& node) {
  core::Json list = core::Json::array();
  for (const auto& name : node.kpis) {
    const auto* kpi = kpis.find(name);
    list.push_back(kpi != nullptr ? kpi_json(figures, *kpi)
                                  : core::Json{{"name", name}, {"state", "unknown"}});
  }
  return list;
}

core::Json kpi_json(KpiFigures& figures, const kpis::Definition& kpi) {
  core::Json json = kpis::to_json(kpi);
  json.update(kpis::to_json(figures.of(kpi)));
  return json;
}

}  // namespace baton::http
