#include "baton/runtime/kpi_figures.hpp"

#include "baton/core/template.hpp"
#include "baton/engine/plan.hpp"

#include <algorithm>
#include <set>

namespace baton::runtime {
namespace {

// Whether a KPI is computed from the figures of runs as a whole, of which there are few.
bool of_whole_runs(const kpis::Definition& kpi) {
  return kpis::of_lengths(kpi.kind) ||
         ((kpi.kind == kpis::Kind::throughput || kpi.kind == kpis::Kind::error_rate) &&
          !kpi.of_steps);
}

// The operation of each step that acts, and of what undoes one, by its name.
std::map<std::string, std::string> operations_of(ports::Queries& queries, PlanCache& plans,
                                                 const std::string& workflow, int version) {
  std::map<std::string, std::string> operations;
  const auto plan = plans.plan(queries, workflow, version);
  if (!plan || !*plan) return operations;
  for (const auto& step : (*plan)->steps()) {
    const auto shown = core::outline_of(*step.spec);
    if (!shown.operation.empty()) operations[shown.name] = shown.connection + "." + shown.operation;
  }
  return operations;
}

}  // namespace

insight::Days KpiFigures::window(const kpis::Definition& kpi) const {
  return {today_ - kpi.window_days + 1, today_ + 1};
}

const kpis::Value& KpiFigures::of(const kpis::Definition& kpi) {
  if (!values_.contains(kpi.name)) look_at({&kpi});
  return values_.at(kpi.name);
}

kpis::Value KpiFigures::of(const kpis::Definition& kpi, insight::Days days) {
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
                                          insight::Days days) {
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
  if (of_runs) add_runs(kpis, evaluations, days, whole_runs);
  std::vector<kpis::Value> values;
  for (const auto& evaluation : evaluations) values.push_back(evaluation.value());
  return values;
}

void KpiFigures::add_runs(const std::vector<const kpis::Definition*>& kpis,
                          std::vector<kpis::Evaluation>& evaluations, insight::Days days,
                          bool whole_runs) {
  std::set<std::string> workflows;
  for (const auto& row : queries_.templates()) workflows.insert(row.name);
  for (const auto& of : queries_.run_counts()) workflows.insert(of.workflow);
  std::erase_if(workflows, [&kpis](const std::string& workflow) {
    return std::none_of(kpis.begin(), kpis.end(), [&workflow](const auto* kpi) {
      return kpi->workflows.empty() || kpi->workflows.contains(workflow);
    });
  });
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
  if (is_new) known->second = operations_of(queries_, plans_, workflow, version);
  const auto found = known->second.find(step);
  return found == known->second.end() ? std::string() : found->second;
}

}  // namespace baton::runtime
