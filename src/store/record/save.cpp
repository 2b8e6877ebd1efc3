#include "store/record/save.hpp"

#include "store/record/rules.hpp"

#include <algorithm>
#include <variant>
#include <vector>

namespace baton::store {
namespace {

bool has(const std::vector<core::StepRef>& steps, const core::StepRef& step) {
  return std::find(steps.begin(), steps.end(), step) != steps.end();
}

// Whether a run or an approval counts as open: 1 or 0.
int as_open(core::RunStatus status) { return core::ended(status) ? 0 : 1; }
int as_open(ports::ApprovalStatus status) { return status == ports::ApprovalStatus::open ? 1 : 0; }

// Whether the version of the run may have changed, and its title and goal with it: it was started
// anew, or migrated.
bool renames(const ports::JournalRow& entry) {
  const auto sets_version = [](const core::Transition& transition) {
    return std::holds_alternative<core::RunStarted>(transition) ||
           std::holds_alternative<core::RunMigrated>(transition);
  };
  return std::any_of(entry.transitions.begin(), entry.transitions.end(), sets_version);
}

void save_run(const ports::RunChange& change, RunTables& tables, ports::Counts& added) {
  const auto& run = change.run;
  const auto& before = change.before;
  added.runs_open += as_open(run.status);
  if (change.is_new()) {
    ++added.runs;
    return tables.insert_run(run);
  }
  added.runs_open -= as_open(before.status);
  if (renames(change.entry)) tables.rename_run(run);
  if (run.status == before.status) return tables.update_run(run, before);
  tables.update_status(run, before);
}

// Steps that settle are deleted first, since one of them may have begun again in the same change.
void save_steps(const ports::RunChange& change, RunTables& tables, ports::Counts& added) {
  for (const auto& step : change.settled) {
    tables.delete_step(change.run.id, step);
    --added.steps_live;
  }
  for (const auto& row : change.steps) {
    if (has(change.before.steps, row.step) && !has(change.settled, row.step)) {
      tables.update_step(row);
    } else {
      tables.insert_step(row);
      ++added.steps_live;
    }
  }
}

void save_approvals(const ports::RunChange& change, RunTables& tables, ports::Counts& added) {
  for (const auto& row : change.approvals) {
    tables.put_approval(row);
    added.approvals_open += as_open(row.status);
    added.approvals_open -= has(change.before.open_approvals, row.step) ? 1 : 0;
  }
}

}  // namespace

ports::Counts save(const ports::RunChange& change, RunTables& tables) {
  check(change);
  ports::Counts added;
  tables.insert_entry(change.entry, change.resumed);
  save_run(change, tables, added);
  save_steps(change, tables, added);
  for (const auto& alarm : change.alarms_over) tables.delete_alarm(alarm);
  for (const auto& alarm : change.alarms) tables.insert_alarm(alarm);
  if (change.slot != change.before.slot) {
    if (change.before.slot) tables.delete_slot(*change.before.slot);
    if (change.slot) tables.insert_slot(*change.slot);
  }
  for (const auto& step : change.waits_over) tables.delete_waits(change.run.id, step);
  for (const auto& row : change.waits) tables.put_wait(row);
  save_approvals(change, tables, added);
  for (const auto& row : change.tasks) tables.put_task(row);
  for (const auto& row : change.flow) tables.add_flow(row);
  return added;
}

}  // namespace baton::store
