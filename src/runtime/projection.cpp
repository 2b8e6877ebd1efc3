#include "runtime/projection.hpp"

#include "baton/core/own_events.hpp"
#include "baton/engine/why.hpp"
#include "baton/runtime/reads.hpp"

#include <algorithm>
#include <set>
#include <utility>

namespace baton::runtime {

namespace {

using core::Run;
using core::StepState;
using core::StepStatus;
using ports::ApprovalStatus;
using ports::RunChange;

ports::RunRow run_row(const engine::Plan& plan, const Run& run, core::EventId trigger) {
  const auto& head = run.head();
  ports::RunRow row;
  row.id = run.id();
  row.workflow = head.workflow;
  row.version = head.version;
  row.key = head.key;
  row.title = head.title;
  row.goal = head.goal;
  row.status = run.status();
  row.now_at = engine::now_at(plan, run);
  row.revision = run.revision();
  row.trigger = trigger;
  row.started_at = run.started_at();
  row.updated_at = run.updated_at();
  row.ended_at = run.ended_at();
  row.failing = engine::failing(plan, run);
  return row;
}

ApprovalStatus approval_status(const StepState& state) {
  if (state.status == StepStatus::waiting) return ApprovalStatus::open;
  if (state.status == StepStatus::succeeded) return ApprovalStatus::approved;
  const auto& decisions = state.approval->decisions;
  const bool rejected = std::any_of(decisions.begin(), decisions.end(),
                                    [](const auto& decided) { return !decided.approve; });
  if (rejected) return ApprovalStatus::rejected;
  return state.status == StepStatus::failed ? ApprovalStatus::expired : ApprovalStatus::withdrawn;
}

ports::ApprovalRow approval_row(const Run& run, const std::string& step, const StepState& state) {
  const auto& approval = *state.approval;
  ports::ApprovalRow row;
  row.run = run.id();
  row.step = step;
  row.workflow = run.head().workflow;
  row.title = run.head().title;
  row.ask = approval.request.ask;
  row.group = approval.request.group;
  row.status = approval_status(state);
  row.hash = approval.request.hash;
  row.requested_at = approval.requested_at;
  row.due = approval.request.due;
  if (!approval.decisions.empty()) {
    const auto& last = approval.decisions.back();
    row.decided_at = last.at;
    row.actor = last.actor;
    row.comment = last.comment;
  }
  return row;
}

ports::StepRow step_row(const Run& run, const std::string& name, const StepState& state,
                        const core::DoAction* action) {
  ports::StepRow row{
      run.id(),     name,
      state.status, state.attempt,
      state.due,    action ? core::lane_of(action->connection, action->operation) : std::string()};
  if (!state.due_on_wall()) return row;
  row.due = state.gate_closes;
  row.due_on_wall = state.due;
  return row;
}

// A step that was cancelled while its effect was being looked for keeps its place in the outbox
// until something is found.
bool has_row(const StepState& state) {
  return core::live(state.status) || (state.status == StepStatus::cancelled && state.due);
}

void put_step(RunChange& change, const engine::Plan& plan, const Run& run, const std::string& name,
              bool had_row) {
  const auto& state = run.step(name);
  const auto* step = plan.step(name);
  if (has_row(state)) {
    const auto* action = step ? std::get_if<core::DoAction>(&step->spec->verb) : nullptr;
    change.steps.push_back(step_row(run, name, state, action));
  } else if (had_row) {
    change.settled.push_back(name);
  }
  if (!step) return;
  if (std::holds_alternative<core::WaitEvent>(step->spec->verb)) {
    if (state.status == StepStatus::waiting && state.wait && !state.wait->type.empty()) {
      change.waits.push_back(
          {run.id(), name, state.wait->type, state.wait->path, state.wait->value});
    } else if (had_row) {
      change.waits_over.push_back(name);
    }
  }
  const bool asks = std::holds_alternative<core::Approve>(step->spec->verb);
  if (asks && state.approval) change.approvals.push_back(approval_row(run, name, state));
}

// Whether one of the waits that were open took the event that caused this. A note that its
// condition could not be evaluated, and what only came to pass in the same turn, are no such thing.
bool took_by_a_wait(const engine::Plan& plan, const std::vector<core::Transition>& transitions,
                    const std::vector<std::string>& live_before) {
  return std::any_of(
      transitions.begin(), transitions.end(), [&](const core::Transition& transition) {
        const bool over = std::holds_alternative<core::StepSucceeded>(transition) ||
                          std::holds_alternative<core::StepFailed>(transition);
        if (!over) return false;
        const auto name = core::step_of(transition);
        const auto* step = plan.step(name);
        return step && std::holds_alternative<core::WaitEvent>(step->spec->verb) &&
               std::find(live_before.begin(), live_before.end(), name) != live_before.end();
      });
}

}  // namespace

ports::RunBefore as_stored(const Run& run) {
  ports::RunBefore before{run.revision(), run.status(), {}, {}};
  for (const auto& [name, state] : run.steps()) {
    if (has_row(state)) before.steps.push_back(name);
    if (state.approval && approval_status(state) == ApprovalStatus::open)
      before.open_approvals.push_back(name);
  }
  return before;
}

RunChange project(const engine::Plan& plan, engine::Decision& decision, const core::Event& cause,
                  core::Time now, ports::RunBefore before, core::EventId trigger) {
  RunChange change;
  change.before = std::move(before);
  const auto& live_before = change.before.steps;
  change.resumed = !change.is_new() && cause.id && !core::addressed(cause.type) &&
                   took_by_a_wait(plan, decision.transitions, live_before);
  change.run = run_row(plan, decision.run, trigger);
  change.entry = {0,        decision.run.id(), now,
                  cause.id, cause.actor,       std::move(decision.transitions)};
  std::set<std::string_view> touched;
  for (const auto& transition : change.entry.transitions) {
    const auto step = core::step_of(transition);
    if (step.empty() || !touched.insert(step).second) continue;
    const bool had_row =
        std::find(live_before.begin(), live_before.end(), step) != live_before.end();
    put_step(change, plan, decision.run, std::string(step), had_row);
  }
  return change;
}

}  // namespace baton::runtime
