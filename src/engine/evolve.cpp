#include "baton/core/spent.hpp"
#include "engine/evolution.hpp"
#include "engine/names.hpp"

#include <algorithm>
#include <utility>
#include <variant>

// What transitions change of a run as a whole, and what the other parts of Evolution are made of.
namespace baton::engine {

using core::Json;
using core::RunStatus;
using core::StepRef;
using core::StepState;
using core::StepStatus;

void Evolution::operator()(const core::RunStarted& t) {
  // A run that failed at its start may be started anew, so it may have inputs and a context
  // already.
  if (run_.started()) {
    run_.size_ -= core::size_of(run_.view_["inputs"]);
    run_.size_ -= core::size_of(run_.view_["context"]);
  } else {
    run_.started_at_ = at_;
  }
  run_.head_ = t;
  run_.late_ = false;
  run_.size_ += core::size_of(run_.head_.inputs);
  run_.size_ += core::size_of(run_.head_.context);
  auto& view = run_.view_;
  // Inputs and context are kept once, in the view, which is where they are read.
  view["inputs"] = std::move(run_.head_.inputs);
  view["context"] = std::move(run_.head_.context);
  view["steps"] = Json::object();
  view["run"] = run_names(run_.id_, t, run_.started_at_);
}

void Evolution::operator()(const core::RunQueued& t) {
  run_.slot_ = {core::Slot::Place::queued, t.slot};
  run_.held_since_ = at_;
}

void Evolution::operator()(const core::SlotTaken& t) {
  run_.slot_ = {core::Slot::Place::held, t.slot};
}

void Evolution::operator()(const core::RunPaused& t) {
  run_.status_ = RunStatus::paused;
  run_.reason_ = t.reason;
  run_.held_since_ = at_;
}

void Evolution::operator()(const core::RunResumed&) {
  // A gate that opened while the run was paused is asked again, because it may be closed by now.
  for (auto& [ref, step] : run_.steps_) {
    if (step.status == StepStatus::pending) step.gate_open = false;
  }
  run_.status_ = RunStatus::running;
  run_.reason_.clear();
  run_.ended_at_.reset();
}

void Evolution::operator()(const core::RunOverdue& /*t*/) { run_.late_ = true; }

void Evolution::operator()(const core::RunSucceeded& t) {
  end(RunStatus::succeeded, {});
  replace(run_.view_["outputs"], t.outputs);
}

void Evolution::operator()(const core::RunFailed& t) {
  end(RunStatus::failed, t.step.empty() ? t.message : t.step.text() + ": " + t.message);
}

void Evolution::operator()(const core::RunCancelled& t) { end(RunStatus::cancelled, t.reason); }

void Evolution::spend() {
  if (run_.started() && at_ > run_.updated_at_)
    run_.split_.add(core::spent_on(run_), at_ - run_.updated_at_);
}

void Evolution::close() {
  ++run_.revision_;
  run_.updated_at_ = at_;
  if (run_.status_ != RunStatus::running && run_.status_ != RunStatus::waiting) return;
  const auto performing = [](const auto& entry) {
    const auto& step = entry.second;
    return step.status == StepStatus::running ||
           (step.status == StepStatus::unknown && !step.waits_for_person());
  };
  const auto live = [](const auto& entry) { return core::live(entry.second.status); };
  const bool busy = std::any_of(run_.steps_.begin(), run_.steps_.end(), performing);
  const bool queued = run_.slot_.place == core::Slot::Place::queued;
  const bool waits = queued || (!busy && std::any_of(run_.steps_.begin(), run_.steps_.end(), live));
  run_.status_ = waits ? RunStatus::waiting : RunStatus::running;
}

void Evolution::end(RunStatus status, const std::string& reason) {
  run_.status_ = status;
  run_.reason_ = reason;
  run_.ended_at_ = at_;
  run_.slot_.place = core::Slot::Place::none;
}

StepState& Evolution::enter(const StepRef& ref, StepStatus status) {
  auto& step = run_.steps_[ref];
  if (ref.has_item()) count(ref, step.status, status);
  step.status = status;
  step.since = at_;
  step.due.reset();
  step.wait.reset();
  for (const auto& [branch, event] : step.taken) run_.size_ -= core::size_of(event);
  step.taken.clear();
  step.reason.clear();
  step.skipped_by_person = false;
  if (status != StepStatus::pending && status != StepStatus::gated) step.notes.clear();
  view(ref)["status"] = to_text(status);
  return step;
}

StepState& Evolution::stay(const StepRef& ref, StepStatus status) {
  const auto& before = run_.step(ref);
  const auto since = before.status == status ? before.since : at_;
  auto& step = enter(ref, status);
  step.since = since;
  return step;
}

StepState& Evolution::begin_anew(const StepRef& ref) {
  auto& step = enter(ref, StepStatus::pending);
  step.notes.clear();
  step.gate_open = false;
  step.gate_closes.reset();
  for (std::size_t mark = 0; step.sla && mark < core::kSlaMarks; ++mark)
    step.missed_before[mark] = step.missed_before[mark] || step.sla->missed[mark];
  step.sla.reset();
  auto& seen = view(ref);
  seen.erase("error");
  seen.erase("finished_at");
  return step;
}

void Evolution::forget_output(const StepRef& ref) {
  auto& seen = view(ref);
  if (const auto* output = core::find(seen, "output")) run_.size_ -= core::size_of(*output);
  seen.erase("output");
}

StepState& Evolution::settle(const StepRef& ref, StepStatus status, const std::string& reason) {
  auto& step = enter(ref, status);
  step.gate_closes.reset();
  step.reason = reason;
  view(ref)["finished_at"] = core::to_rfc3339(at_);
  return step;
}

void Evolution::replace(Json& kept, const Json& value) {
  if (!kept.is_null()) run_.size_ -= core::size_of(kept);
  run_.size_ += core::size_of(value);
  kept = value;
}

void Evolution::forget(Json& kept) {
  if (!kept.is_null()) run_.size_ -= core::size_of(kept);
  kept = nullptr;
}

void Evolution::begun(const StepRef& ref) {
  auto& seen = view(ref);
  if (!seen.contains("started_at")) seen["started_at"] = core::to_rfc3339(at_);
  if (!seen.contains("attempt")) seen["attempt"] = 1;
}

Json& Evolution::view(const StepRef& ref) {
  if (!ref.has_item()) return run_.view_["steps"][ref.name];
  if (of_an_item_.is_null()) of_an_item_ = Json::object();
  return of_an_item_;
}

void evolve(core::Run& run, const core::Transition& transition, core::Time at) {
  Evolution evolution(run, at);
  evolution.spend();
  std::visit(evolution, transition);
  evolution.close();
}

}  // namespace baton::engine
