#pragma once

#include "baton/ports/counts.hpp"
#include "baton/ports/rows.hpp"

namespace baton::store {

// The tables of a run, as one store writes them. A call changes exactly one row unless it says
// otherwise; where the store finds another number, the run in memory is not the run that is stored,
// and it throws core::BrokenInvariant: at once, or at the latest before the commit.
class RunTables {
 public:
  virtual ~RunTables() = default;

  // Comes first: it names the run's entry before it, which the run's row leads to until it changes.
  virtual void insert_entry(const ports::JournalRow& entry, bool resumed) = 0;
  virtual void insert_run(const ports::RunRow& run) = 0;
  // The status stays, and with it every index over runs. The row is the one of this revision and
  // status.
  virtual void update_run(const ports::RunRow& run, const ports::RunBefore& before) = 0;
  // The status changes as well.
  virtual void update_status(const ports::RunRow& run, const ports::RunBefore& before) = 0;

  virtual void delete_step(core::RunId run, const core::StepRef& step) = 0;
  virtual void insert_step(const ports::StepRow& step) = 0;
  virtual void update_step(const ports::StepRow& step) = 0;

  virtual void delete_alarm(const ports::AlarmRow& alarm) = 0;
  virtual void insert_alarm(const ports::AlarmRow& alarm) = 0;

  // All of a step, or none: it may have ended before it waited.
  virtual void delete_waits(core::RunId run, const core::StepRef& step) = 0;
  // Inserted or replaced.
  virtual void put_wait(const ports::WaitRow& wait) = 0;
  // Inserted or replaced.
  virtual void put_approval(const ports::ApprovalRow& approval) = 0;
};

// What saving a change means, for every store: which rows are inserted, updated and deleted, and in
// which order, told to `tables` by what the change says of the run before, so that nothing is read.
// Returns what it adds to each counter. Throws core::BrokenInvariant, before the first call, when
// the parts of the change do not belong together.
ports::Counts save(const ports::RunChange& change, RunTables& tables);

}  // namespace baton::store
