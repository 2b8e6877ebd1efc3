#include "runtime/projection.hpp"

#include "baton/core/own_events.hpp"
#include "baton/engine/rows.hpp"
#include "baton/engine/standing.hpp"
#include "baton/engine/why.hpp"
#include "baton/runtime/reads.hpp"

#include <algorithm>
#include <set>
#include <utility>

namespace baton::runtime {

namespace {

using core::Run;
using core::StepRef;
using core::StepState;
using core::StepStatus;
using ports::ApprovalStatus;
using ports::RunChange;
using ports::TaskStatus;

// Whether a step has missed a mark of its service level. Its goal alone is no alarm.
bool missed_its_level(const StepState& state) {
  constexpr auto kDue = static_cast<std::size_t>(core::SlaMark::due);
  constexpr auto kLate = static_cast<std::size_t>(core::SlaMark::late);
  return state.sla && (state.sla->missed[kDue] || state.sla->missed[kLate]);
}

// What a run calls people for, as far as the run tells: whether what was written to it asks for a
// decision stands in its journal. `row` has its other members already.
ports::CallsFor calls_for(const ports::RunRow& row, const Run& run) {
  if (run.done()) return ports::CallsFor::nothing;
  const bool acts = row.failing || row.late || run.status() == core::RunStatus::paused ||
                    std::any_of(run.steps().begin(), run.steps().end(), [](const auto& entry) {
                      return entry.second.waits_for_person() || missed_its_level(entry.second);
                    });
  return acts ? ports::CallsFor::action : ports::CallsFor::nothing;
}

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
  row.standing = engine::standing(plan, run);
  row.split = run.split();
  row.spends_on = core::spent_on(run);
  row.due = head.due;
  row.due_on_wall = head.due_on_wall;
  row.late = run.late();
  row.calls_for = calls_for(row, run);
  return row;
}

ApprovalStatus status_of(engine::QuestionState asked) {
  switch (asked) {
    case engine::QuestionState::open: return ApprovalStatus::open;
    case engine::QuestionState::approved: return ApprovalStatus::approved;
    case engine::QuestionState::rejected: return ApprovalStatus::rejected;
    case engine::QuestionState::withdrawn: return ApprovalStatus::withdrawn;
    case engine::QuestionState::expired: return ApprovalStatus::expired;
  }
  return ApprovalStatus::open;
}

// By when the service level of a step wants it done; nullopt if it does not say.
std::optional<core::Time> promised(const StepState& state) {
  return state.sla ? state.sla->promised() : std::nullopt;
}

// The earlier of two times; nullopt if there is neither.
std::optional<core::Time> earlier(std::optional<core::Time> one, std::optional<core::Time> other) {
  return one && other ? std::min(*one, *other) : one ? one : other;
}

ports::ApprovalRow approval_row(const Run& run, const StepRef& step, const StepState& state,
                                engine::QuestionState asked) {
  const auto& approval = *state.approval;
  ports::ApprovalRow row;
  row.run = run.id();
  row.step = step;
  row.workflow = run.head().workflow;
  row.title = run.head().title;
  row.ask = approval.request.ask;
  row.group = approval.request.group;
  row.status = status_of(asked);
  row.hash = approval.request.hash;
  row.requested_at = approval.requested_at;
  row.due = earlier(promised(state), approval.request.due);
  if (!approval.decisions.empty()) {
    const auto& last = approval.decisions.back();
    row.decided_at = last.at;
    row.actor = last.actor;
    row.comment = last.comment;
  }
  return row;
}

TaskStatus status_of(engine::Tasked tasked) {
  switch (tasked) {
    case engine::Tasked::open: return TaskStatus::open;
    case engine::Tasked::claimed: return TaskStatus::claimed;
    case engine::Tasked::done: return TaskStatus::done;
    case engine::Tasked::withdrawn: return TaskStatus::withdrawn;
    case engine::Tasked::expired: return TaskStatus::expired;
  }
  return TaskStatus::open;
}

ports::TaskRow task_row(const Run& run, const StepRef& step, const StepState& state,
                        engine::Tasked tasked) {
  const auto& task = *state.task;
  ports::TaskRow row;
  row.run = run.id();
  row.step = step;
  row.workflow = run.head().workflow;
  row.run_title = run.head().title;
  row.title = task.request.title;
  row.group = task.request.group;
  row.users = task.request.users;
  row.status = status_of(tasked);
  row.owner = task.owner;
  row.requested_at = task.requested_at;
  row.due = task.request.due ? task.request.due : promised(state);
  row.ends = task.request.ends;
  row.done_at = task.done_at;
  row.overdue = task.overdue;
  row.reopened = task.reopened;
  return row;
}

ports::AlarmRow alarm_row(const Run& run, const StepRef& step, const core::Alarm& alarm) {
  return {alarm.on_wall, alarm.due, run.id(), step, alarm.kind};
}

bool has(const std::vector<ports::AlarmRow>& alarms, const ports::AlarmRow& alarm) {
  return std::find(alarms.begin(), alarms.end(), alarm) != alarms.end();
}

// Sets the step's alarms that were not set before, and deletes those that were and are not any
// more.
void put_alarms(RunChange& change, const Run& run, const StepRef& step,
                const std::vector<core::Alarm>& alarms) {
  std::vector<ports::AlarmRow> now;
  for (const auto& alarm : alarms) now.push_back(alarm_row(run, step, alarm));
  for (const auto& row : change.before.alarms)
    if (row.step == step && !has(now, row)) change.alarms_over.push_back(row);
  for (auto& row : now)
    if (!has(change.before.alarms, row)) change.alarms.push_back(std::move(row));
}

// Actions wait in the order of the times at which they were decided. An action counts as decided by
// this much earlier or later for each priority between its own and the usual one. So an urgent
// action passes those that wait, and none waits for ever: between the first priority and the last
// are four, so only what is decided within the next forty minutes may pass it.
constexpr std::chrono::minutes kPriorityStep(10);

// The place of an action among those that wait, in seconds since 1970, which take less room in its
// row than a time does. Of the actions of one second that of the older run is first. 0 for a step
// that sends nothing.
std::int64_t turn_of(const engine::PlanStep& step, const engine::StepRows& rows, core::Time now) {
  if (rows.lane.empty()) return 0;
  const auto turn = std::chrono::floor<std::chrono::seconds>(now) +
                    kPriorityStep * (step.priority - core::kPriorityDefault);
  return turn.time_since_epoch().count();
}

// Whether one of the transitions migrates the run to another version.
bool has_migrated(const std::vector<core::Transition>& transitions) {
  return std::any_of(transitions.begin(), transitions.end(), [](const core::Transition& one) {
    return std::holds_alternative<core::RunMigrated>(one);
  });
}

// Deletes the rows of the steps that the new version of a run does not have.
void drop_steps(RunChange& change, const engine::Plan& plan, const Run& run) {
  for (const auto& ref : change.before.steps) {
    if (plan.step(ref.name) != nullptr) continue;
    change.settled.push_back(ref);
    change.waits_over.push_back(ref);
    put_alarms(change, run, ref, {});
  }
}

// `migrated`: the run had another version before, whose steps may have waited for facts that those
// of the new version do not read.
void put_step(RunChange& change, const engine::Plan& plan, const Run& run, const StepRef& ref,
              bool had_row, bool migrated) {
  const auto& state = run.step(ref);
  const auto* step = plan.step(ref.name);
  core::ensure(step != nullptr, "a run has only steps of its plan");
  auto rows = engine::rows_of(*step, ref, state);
  if (rows.live) {
    const auto turn = turn_of(*step, rows, run.updated_at());
    change.steps.push_back(
        {run.id(), ref, state.status, state.attempt, rows.due, std::move(rows.lane), turn});
  } else if (had_row) {
    change.settled.push_back(ref);
  }
  put_alarms(change, run, ref, rows.alarms);
  // A step that waits for several events and has taken one is not found by that event again.
  const bool fewer = rows.waits.empty() || !state.taken.empty();
  const bool awaits =
      migrated || step->reads_facts || (fewer && !engine::awaited_types(*step).empty());
  if (had_row && awaits) change.waits_over.push_back(ref);
  for (auto& wait : rows.waits)
    change.waits.push_back({run.id(), ref, std::move(wait.type), std::move(wait.path),
                            std::move(wait.value), wait.branch});
  if (rows.asked) change.approvals.push_back(approval_row(run, ref, state, *rows.asked));
  if (rows.tasked) change.tasks.push_back(task_row(run, ref, state, *rows.tasked));
}

// The waits by which the run is found when an event comes that its context hears, such as a comment
// on its ticket.
void put_heard(RunChange& change, const engine::Plan& plan, const Run& run,
               cel::Budget::Clock clock, bool migrated) {
  if (plan.hears().empty() && !migrated) return;
  if (!change.is_new()) change.waits_over.emplace_back();
  for (auto& wait : engine::waits_of_context(plan, run, clock))
    change.waits.push_back({run.id(), StepRef{}, std::move(wait.type), std::move(wait.path),
                            std::move(wait.value), wait.branch});
}

// True when one of the waits that were open took the event. It is false when the wait only got a
// note that its condition could not be evaluated, and when it was opened by the same event.
bool took_by_a_wait(const engine::Plan& plan, const std::vector<core::Transition>& transitions,
                    const std::vector<StepRef>& live_before) {
  return std::any_of(
      transitions.begin(), transitions.end(), [&](const core::Transition& transition) {
        const bool over = std::holds_alternative<core::EventTaken>(transition) ||
                          std::holds_alternative<core::StepSucceeded>(transition) ||
                          std::holds_alternative<core::StepFailed>(transition);
        if (!over) return false;
        const auto& ref = core::step_of(transition);
        const auto* step = plan.step(ref.name);
        return step && !engine::awaited_types(*step).empty() &&
               std::find(live_before.begin(), live_before.end(), ref) != live_before.end();
      });
}

// The run's place in a slot, or the row by which it waits for one.
std::optional<ports::SlotRow> slot_row(const Run& run) {
  const auto& slot = run.slot();
  if (slot.place == core::Slot::Place::none) return std::nullopt;
  const bool held = slot.place == core::Slot::Place::held;
  const bool paused = run.status() == core::RunStatus::paused;
  return ports::SlotRow{run.head().workflow, slot.key, run.id(), held, !held && paused};
}

}  // namespace

ports::RunBefore as_stored(const Run& run) {
  ports::RunBefore before;
  before.revision = run.revision();
  before.status = run.status();
  before.slot = slot_row(run);
  for (const auto& alarm : engine::alarms_of(run))
    before.alarms.push_back(alarm_row(run, {}, alarm));
  for (const auto& [ref, state] : run.steps()) {
    if (engine::is_live(state)) before.steps.push_back(ref);
    for (const auto& alarm : engine::alarms_of(state))
      before.alarms.push_back(alarm_row(run, ref, alarm));
    // A step that has asked for an approval and waits, waits for that.
    if (state.approval && state.status == StepStatus::waiting) before.open_approvals.push_back(ref);
  }
  return before;
}

RunChange project(const engine::Plan& plan, engine::Decision& decision, const core::Event& cause,
                  core::Time now, ports::RunBefore before, core::EventId trigger,
                  cel::Budget::Clock clock) {
  RunChange change;
  change.before = std::move(before);
  const auto& live_before = change.before.steps;
  change.resumed = !change.is_new() && cause.id && !core::addressed(cause.type) &&
                   took_by_a_wait(plan, decision.transitions, live_before);
  change.run = run_row(plan, decision.run, trigger);
  change.entry = {0,        decision.run.id(), now,
                  cause.id, cause.actor,       std::move(decision.transitions)};
  change.slot = slot_row(decision.run);
  put_alarms(change, decision.run, {}, engine::alarms_of(decision.run));
  const bool migrated = has_migrated(change.entry.transitions);
  if (migrated) drop_steps(change, plan, decision.run);
  std::set<StepRef> touched;
  for (const auto& transition : change.entry.transitions) {
    const auto& step = core::step_of(transition);
    if (step.empty() || !touched.insert(step).second) continue;
    const bool had_row =
        std::find(live_before.begin(), live_before.end(), step) != live_before.end();
    put_step(change, plan, decision.run, step, had_row, migrated);
  }
  put_heard(change, plan, decision.run, clock, migrated);
  return change;
}

}  // namespace baton::runtime
