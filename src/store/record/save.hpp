#pragma once

#include "baton/ports/counts.hpp"
#include "baton/ports/rows.hpp"

namespace baton::store {

// The tables of a run, as one kind of store writes them. Each call changes exactly one row unless
// its comment says otherwise. When the store finds another number of rows, the run in memory is not
// the run that is stored, and it throws core::BrokenInvariant: at once, or at the latest before the
// commit.
class RunTables {
 public:
  virtual ~RunTables() = default;

  // Inserts an entry of the journal. It must come before the run's row is written, since the new
  // entry names the one before it, which that row still says.
  virtual void insert_entry(const ports::JournalRow& entry, bool resumed) = 0;
  virtual void insert_run(const ports::RunRow& run) = 0;
  // Updates a run whose status does not change, so that no index over runs does. The stored row
  // must have the revision and status of `before`.
  virtual void update_run(const ports::RunRow& run, const ports::RunBefore& before) = 0;
  // Updates the version, title and goal of a run, which change only when one that failed at its
  // start is started anew. It comes before the other update of the run.
  virtual void rename_run(const ports::RunRow& run) = 0;
  // As update_run(), for a run whose status changes.
  virtual void update_status(const ports::RunRow& run, const ports::RunBefore& before) = 0;

  virtual void delete_step(core::RunId run, const core::StepRef& step) = 0;
  virtual void insert_step(const ports::StepRow& step) = 0;
  virtual void update_step(const ports::StepRow& step) = 0;

  virtual void delete_alarm(const ports::AlarmRow& alarm) = 0;
  virtual void insert_alarm(const ports::AlarmRow& alarm) = 0;

  // Deletes the place of a run in a slot, or the row by which it waits for one.
  virtual void delete_slot(const ports::SlotRow& slot) = 0;
  virtual void insert_slot(const ports::SlotRow& slot) = 0;

  // Deletes all waits of a step. There may be none, since the step may have ended before it waited.
  virtual void delete_waits(core::RunId run, const core::StepRef& step) = 0;
  // Inserts or replaces a wait.
  virtual void put_wait(const ports::WaitRow& wait) = 0;
  // Inserts or replaces an approval.
  virtual void put_approval(const ports::ApprovalRow& approval) = 0;
  // Inserts or replaces a task.
  virtual void put_task(const ports::TaskRow& task) = 0;
  // Adds to a row of the figures, which may be written later in the transaction.
  virtual void add_flow(const ports::FlowRow& row) = 0;
};

// Saves a change, in the same way for every store: has `tables` insert, update and delete rows, in
// the right order. The change says what is stored of the run, so nothing is read. Returns what it
// adds to each number of rows. Throws core::BrokenInvariant, before it calls `tables`, when the
// parts of the change do not belong together.
ports::Counts save(const ports::RunChange& change, RunTables& tables);

}  // namespace baton::store
