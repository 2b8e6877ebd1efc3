#include "runtime/afterwards.hpp"

#include <algorithm>
#include <array>
#include <iterator>
#include <utility>
#include <variant>

namespace baton::runtime {

namespace {

using telemetry::Metrics;

// One number of a tally, and the function that finds its counter.
struct Row {
  int Tally::*number;
  prometheus::Counter& (*counter)(Metrics&);
};
constexpr std::array kRows{
    Row{&Tally::actions_retried,
        [](Metrics& metrics) -> prometheus::Counter& { return metrics.actions_retried; }},
    Row{&Tally::actions_unknown,
        [](Metrics& metrics) -> prometheus::Counter& { return metrics.actions_unknown; }},
    Row{&Tally::condition_errors,
        [](Metrics& metrics) -> prometheus::Counter& { return metrics.gate_errors; }},
    Row{&Tally::gates_asked,
        [](Metrics& metrics) -> prometheus::Counter& { return metrics.gates_asked; }},
    Row{&Tally::look_backs_cut,
        [](Metrics& metrics) -> prometheus::Counter& { return metrics.look_backs_cut; }},
    Row{&Tally::descendants_refused,
        [](Metrics& metrics) -> prometheus::Counter& { return metrics.descendants_refused; }},
    Row{&Tally::events_parked,
        [](Metrics& metrics) -> prometheus::Counter& { return metrics.events_parked; }},
};

// The number that this transition adds to; null for one by which a run neither starts nor ends.
int RunsCounted::*counted_by(const core::Transition& transition) {
  if (std::holds_alternative<core::RunStarted>(transition)) return &RunsCounted::started;
  if (std::holds_alternative<core::RunSucceeded>(transition)) return &RunsCounted::succeeded;
  if (std::holds_alternative<core::RunFailed>(transition)) return &RunsCounted::failed;
  if (std::holds_alternative<core::RunCancelled>(transition)) return &RunsCounted::cancelled;
  return nullptr;
}

// Adds a number to the counter of all workflows and to that of one.
void count(int number, prometheus::Counter& of_all, prometheus::Counter& of_one) {
  if (number == 0) return;
  of_all.Increment(number);
  of_one.Increment(number);
}

}  // namespace

void Tally::add(const std::vector<core::Transition>& transitions, std::string_view workflow) {
  for (const auto& transition : transitions) {
    if (const auto number = counted_by(transition)) {
      auto at = runs.find(workflow);
      if (at == runs.end()) at = runs.emplace(workflow, RunsCounted{}).first;
      ++(at->second.*number);
    }
    if (std::holds_alternative<core::StepRetrying>(transition)) ++actions_retried;
    if (std::holds_alternative<core::StepUnknown>(transition)) ++actions_unknown;
    const auto* gated = std::get_if<core::StepGated>(&transition);
    if (gated && gated->error) ++condition_errors;
  }
}

void Tally::add(const Tally& other) {
  for (const auto& row : kRows) this->*row.number += other.*row.number;
  for (const auto& [workflow, number] : other.window_late) window_late[workflow] += number;
  for (const auto& [workflow, counted] : other.runs) {
    auto& sum = runs[workflow];
    sum.started += counted.started;
    sum.succeeded += counted.succeeded;
    sum.failed += counted.failed;
    sum.cancelled += counted.cancelled;
  }
}

void Tally::tell(Metrics& metrics) const {
  for (const auto& row : kRows) {
    if (this->*row.number > 0) row.counter(metrics).Increment(this->*row.number);
  }
  for (const auto& [workflow, number] : window_late)
    metrics.window_late(workflow).Increment(number);
  for (const auto& [workflow, counted] : runs) {
    auto& series = metrics.workflow(workflow);
    count(counted.started, metrics.runs_started, series.started);
    count(counted.succeeded, metrics.runs_succeeded, series.succeeded);
    count(counted.failed, metrics.runs_failed, series.failed);
    count(counted.cancelled, metrics.runs_cancelled, series.cancelled);
  }
}

void Afterwards::begin(Action action) {
  beginning_.insert(action.action.run);
  actions.push_back(std::move(action));
}

void Afterwards::end(core::RunId run, const core::StepRef& step) {
  finished.emplace_back(run, step);
  if (!beginning_.contains(run)) return;
  std::erase_if(actions, [&](const Action& begun) {
    return begun.action.run == run && begun.action.step == step;
  });
}

void Afterwards::add(Afterwards later) {
  for (const auto& [run, step] : later.finished) end(run, step);
  for (auto& action : later.actions) begin(std::move(action));
  next_due.add(later.next_due);
  std::move(later.spans.begin(), later.spans.end(), std::back_inserter(spans));
  tally.add(later.tally);
}

}  // namespace baton::runtime
