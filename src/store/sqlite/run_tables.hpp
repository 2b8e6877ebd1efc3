#pragma once

#include "baton/ports/clock.hpp"
#include "store/record/head.hpp"
#include "store/record/save.hpp"
#include "store/sqlite/database.hpp"
#include "store/sqlite/run_words.hpp"
#include "store/sqlite/statements.hpp"

#include <optional>

namespace baton::store {

// Writes the tables of a run in SQL. Used inside the writer's transaction; borrows what it is
// given.
class SqliteRunTables final : public RunTables {
 public:
  SqliteRunTables(Database& database, Head& head, RunWords& words, const ports::Clock& clock)
      : database_(database), head_(head), words_(words), clock_(clock) {}

  void insert_entry(const ports::JournalRow& entry, bool resumed) override;
  void insert_run(const ports::RunRow& run) override;
  void update_run(const ports::RunRow& run, const ports::RunBefore& before) override;
  void rename_run(const ports::RunRow& run) override;
  void update_status(const ports::RunRow& run, const ports::RunBefore& before) override;
  void delete_step(core::RunId run, const core::StepRef& step) override;
  void insert_step(const ports::StepRow& step) override;
  void update_step(const ports::StepRow& step) override;
  void delete_alarm(const ports::AlarmRow& alarm) override;
  void insert_alarm(const ports::AlarmRow& alarm) override;
  void delete_slot(const ports::SlotRow& slot) override;
  void insert_slot(const ports::SlotRow& slot) override;
  void delete_waits(core::RunId run, const core::StepRef& step) override;
  void put_wait(const ports::WaitRow& wait) override;
  void put_approval(const ports::ApprovalRow& approval) override;
  void put_task(const ports::TaskRow& task) override;
  void add_flow(const ports::FlowRow& row) override { head_.unwritten.took(row); }

 private:
  std::optional<core::Time> over(core::RunStatus status) const;

  Database& database_;
  Head& head_;
  RunWords& words_;
  const ports::Clock& clock_;

  Statement insert_entry_{database_, sql::kInsertEntry};
  Statement insert_run_{database_, sql::kInsertRun};
  Statement update_run_{database_, sql::kUpdateRun};
  Statement update_status_{database_, sql::kUpdateStatus};
  Statement rename_run_{database_, sql::kRenameRun};
  Statement names_of_run_{database_, sql::kNamesOfRun};
  Statement delete_step_{database_, sql::kDeleteStep};
  Statement insert_step_{database_, sql::kInsertStep};
  Statement update_step_{database_, sql::kUpdateStep};
  Statement delete_alarm_{database_, sql::kDeleteAlarm};
  Statement insert_alarm_{database_, sql::kInsertAlarm};
  Statement delete_slot_{database_, sql::kDeleteSlot};
  Statement insert_slot_{database_, sql::kInsertSlot};
  Statement delete_waits_{database_, sql::kDeleteStepWaits};
  Statement put_wait_{database_, sql::kPutWait};
  Statement put_approval_{database_, sql::kPutApproval};
  Statement put_task_{database_, sql::kPutTask};
};

}  // namespace baton::store
