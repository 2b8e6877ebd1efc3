#include "store/sqlite/run_tables.hpp"

#include "baton/core/result.hpp"
#include "store/record/checksum.hpp"
#include "store/record/rules.hpp"
#include "store/record/standing_text.hpp"
#include "store/record/transitions_text.hpp"

namespace baton::store {
namespace {

constexpr std::string_view kAsLoaded =
    "a saved run is there, at the revision and the status it was loaded with";
constexpr std::string_view kStepThere = "a step that had a row has it";

}  // namespace

void SqliteRunTables::insert_entry(const ports::JournalRow& entry, bool resumed) {
  const auto text = to_text(entry.transitions);
  insert_entry_.run(++head_.last_sequence, entry.run, entry.at, entry.cause, entry.actor, text,
                    checksum(text), resumed);
}

// The steady time from which on the keeping time of an ended run counts; nothing for an open run.
std::optional<core::Time> SqliteRunTables::over(core::RunStatus status) const {
  if (!core::ended(status)) return std::nullopt;
  return clock_.steady();
}

void SqliteRunTables::insert_run(const ports::RunRow& run) {
  insert_run_.run(run.id, run.workflow, run.version, run.key, run.title, run.goal,
                  core::to_text(run.status), run.now_at, run.revision, run.trigger, run.started_at,
                  run.updated_at, run.ended_at, run.failing, standing_text(run),
                  static_cast<int>(run.calls_for), run.connection(), !core::ended(run.status),
                  over(run.status), head_.last_sequence);
  words_.inserted(run);
  head_.unwritten.began(run);
}

void SqliteRunTables::update_run(const ports::RunRow& run, const ports::RunBefore& before) {
  const int changed =
      update_run_.run(run.now_at, run.revision, run.updated_at, run.ended_at, run.failing,
                      standing_text(run), static_cast<int>(run.calls_for), run.connection(),
                      head_.last_sequence, run.id, before.revision, core::to_text(before.status));
  core::ensure(changed == 1, kAsLoaded);
  head_.unwritten.changed(run, before);
}

void SqliteRunTables::rename_run(const ports::RunRow& run) {
  {
    auto use = names_of_run_.with(run.id);
    core::ensure(use.next(), "a run that is started anew or migrated is stored");
    words_.forget(run.id, use.text(0), use.text(1), use.text(2));
  }
  rename_run_.run(run.version, run.title, run.goal, run.id);
  words_.renamed(run);
}

void SqliteRunTables::update_status(const ports::RunRow& run, const ports::RunBefore& before) {
  const int changed =
      update_status_.run(run.now_at, run.revision, run.updated_at, run.ended_at, run.failing,
                         standing_text(run), static_cast<int>(run.calls_for), run.connection(),
                         head_.last_sequence, core::to_text(run.status), !core::ended(run.status),
                         over(run.status), run.id, before.revision, core::to_text(before.status));
  core::ensure(changed == 1, kAsLoaded);
  head_.unwritten.changed(run, before);
}

void SqliteRunTables::delete_step(core::RunId run, const core::StepRef& step) {
  core::ensure(delete_step_.run(run, step.name, step.item) == 1, kStepThere);
}

void SqliteRunTables::insert_step(const ports::StepRow& step) {
  insert_step_.run(step.run, step.step.name, step.step.item, core::to_text(step.status),
                   step.attempt, step.due, step.lane, step.turn, performing(step));
}

void SqliteRunTables::update_step(const ports::StepRow& step) {
  const int changed =
      update_step_.run(core::to_text(step.status), performing(step), step.attempt, step.due,
                       step.lane, step.turn, step.run, step.step.name, step.step.item);
  core::ensure(changed == 1, kStepThere);
}

void SqliteRunTables::delete_alarm(const ports::AlarmRow& alarm) {
  const int deleted = delete_alarm_.run(alarm.on_wall, alarm.due, alarm.run, alarm.step.name,
                                        alarm.step.item, core::to_text(alarm.kind));
  core::ensure(deleted == 1, "an alarm that was set is there");
}

void SqliteRunTables::insert_alarm(const ports::AlarmRow& alarm) {
  insert_alarm_.run(alarm.on_wall, alarm.due, alarm.run, alarm.step.name, alarm.step.item,
                    core::to_text(alarm.kind));
}

void SqliteRunTables::delete_slot(const ports::SlotRow& slot) {
  core::ensure(delete_slot_.run(slot.workflow, slot.key, slot.run) == 1,
               "a run that has or wants a place has a row");
}

void SqliteRunTables::insert_slot(const ports::SlotRow& slot) {
  constexpr int kPassedOver = 2;
  const int held = slot.passed_over ? kPassedOver : static_cast<int>(slot.held);
  insert_slot_.run(slot.workflow, slot.key, held, slot.run);
}

void SqliteRunTables::delete_waits(core::RunId run, const core::StepRef& step) {
  delete_waits_.run(run, step.name, step.item);
}

void SqliteRunTables::put_wait(const ports::WaitRow& wait) {
  put_wait_.run(wait.run, wait.step.name, wait.step.item, wait.type, wait.path, wait.value,
                wait.branch);
}

void SqliteRunTables::put_approval(const ports::ApprovalRow& approval) {
  put_approval_.run(approval.run, approval.step.name, approval.step.item, approval.workflow,
                    approval.title, approval.ask, approval.group, ports::to_text(approval.status),
                    approval.hash, approval.requested_at, approval.due, approval.decided_at,
                    approval.actor, approval.comment);
}

void SqliteRunTables::put_task(const ports::TaskRow& task) {
  const bool to_do =
      task.status == ports::TaskStatus::open || task.status == ports::TaskStatus::claimed;
  put_task_.run(task.run, task.step.name, task.step.item, task.workflow, task.run_title, task.title,
                task.group, core::dump(task.users), ports::to_text(task.status), task.owner,
                task.requested_at, task.due, task.ends, task.done_at, task.overdue, task.reopened,
                to_do);
}

}  // namespace baton::store
