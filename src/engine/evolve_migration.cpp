#include "engine/evolution.hpp"
#include "engine/evolve_people.hpp"
#include "engine/names.hpp"

#include <utility>

// How a run comes to another version of its workflow.
namespace baton::engine {

void Evolution::operator()(const core::RunMigrated& t) {
  run_.head_.version = t.version;
  run_.head_.pins = t.pins;
  auto& inputs = run_.view_["inputs"];
  run_.size_ -= core::size_of(inputs);
  for (const auto& [name, value] : t.inputs.items()) inputs[name] = value;
  run_.size_ += core::size_of(inputs);
  for (const auto& step : t.dropped) drop(step);
  for (const auto& step : t.renewed) forget_earlier_round(step, run_.steps_[step]);
  run_.view_["run"] = run_names(run_.id_, run_.head_, run_.started_at_);
}

void Evolution::drop(const std::string& step) {
  auto& seen = run_.view_["steps"];
  if (seen.contains(step)) {
    forget_output(step);
    seen.erase(step);
  }
  for (auto at = run_.steps_.lower_bound(core::StepRef(step));
       at != run_.steps_.end() && at->first.name == step;) {
    forget_all(at->second);
    at = run_.steps_.erase(at);
  }
}

void Evolution::forget_all(core::StepState& step) {
  forget_work(step);
  forget(step.facts);
  for (const auto& [branch, event] : step.taken) run_.size_ -= core::size_of(event);
  if (step.items) run_.size_ -= core::size_of(step.items->of);
  if (step.approval) run_.size_ -= core::size_of(step.approval->request.of);
  if (step.task) run_.size_ -= size_of(*step.task);
}

}  // namespace baton::engine
