#include "runtime/afterwards.hpp"

#include <array>
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
    Row{&Tally::runs_started,
        [](Metrics& metrics) -> prometheus::Counter& { return metrics.runs_started; }},
    Row{&Tally::runs_succeeded,
        [](Metrics& metrics) -> prometheus::Counter& { return metrics.runs_succeeded; }},
    Row{&Tally::runs_failed,
        [](Metrics& metrics) -> prometheus::Counter& { return metrics.runs_failed; }},
    Row{&Tally::runs_cancelled,
        [](Metrics& metrics) -> prometheus::Counter& { return metrics.runs_cancelled; }},
    Row{&Tally::actions_retried,
        [](Metrics& metrics) -> prometheus::Counter& { return metrics.actions_retried; }},
    Row{&Tally::actions_unknown,
        [](Metrics& metrics) -> prometheus::Counter& { return metrics.actions_unknown; }},
    Row{&Tally::condition_errors,
        [](Metrics& metrics) -> prometheus::Counter& { return metrics.gate_errors; }},
    Row{&Tally::look_backs_cut,
        [](Metrics& metrics) -> prometheus::Counter& { return metrics.look_backs_cut; }},
    Row{&Tally::descendants_refused,
        [](Metrics& metrics) -> prometheus::Counter& { return metrics.descendants_refused; }},
    Row{&Tally::events_parked,
        [](Metrics& metrics) -> prometheus::Counter& { return metrics.events_parked; }},
};

}  // namespace

void Tally::add(const std::vector<core::Transition>& transitions) {
  for (const auto& transition : transitions) {
    if (std::holds_alternative<core::RunStarted>(transition)) ++runs_started;
    if (std::holds_alternative<core::RunSucceeded>(transition)) ++runs_succeeded;
    if (std::holds_alternative<core::RunFailed>(transition)) ++runs_failed;
    if (std::holds_alternative<core::RunCancelled>(transition)) ++runs_cancelled;
    if (std::holds_alternative<core::StepRetrying>(transition)) ++actions_retried;
    if (std::holds_alternative<core::StepUnknown>(transition)) ++actions_unknown;
    const auto* gated = std::get_if<core::StepGated>(&transition);
    if (gated && gated->error) ++condition_errors;
  }
}

void Tally::add(const Tally& other) {
  for (const auto& row : kRows) this->*row.number += other.*row.number;
}

void Tally::tell(Metrics& metrics) const {
  for (const auto& row : kRows) {
    if (this->*row.number > 0) row.counter(metrics).Increment(this->*row.number);
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
  tally.add(later.tally);
}

}  // namespace baton::runtime
