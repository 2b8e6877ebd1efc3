#pragma once

#include "baton/core/time.hpp"
#include "store/record/head.hpp"
#include "store/sqlite/database.hpp"
#include "store/sqlite/run_words.hpp"

#include <cstddef>
#include <cstdint>
#include <string>

namespace baton::store {

// Deletes runs and events whose keeping time is over, in batches small enough to share a commit
// with other work. Used inside the writer's transaction; borrows what it is given. All times are
// steady time.
class SqlitePruner {
 public:
  SqlitePruner(Database& database, Head& head, RunWords& words);

  // Deletes up to `limit` runs whose end was stored before this time, each with all that belongs to
  // it. The event that started a run goes too when the pruner has passed it already. Returns the
  // number of runs.
  std::size_t runs(core::Time ended_before, std::size_t limit);
  // Looks at up to `limit` events that were stored before this time, and deletes those that are not
  // needed any more. Returns how many it looked at.
  std::size_t events(core::Time stored_before, std::size_t limit);

 private:
  // A run to delete, with what else is found by it.
  struct Gone {
    core::RunId run;
    core::EventId trigger;
    std::int64_t last_entry;
    std::string title, key, workflow, status;
    bool failing;
  };
  void delete_run(const Gone& gone);
  void delete_journal(std::int64_t last_entry);

  Head& head_;
  RunWords& words_;
  Statement ended_runs_, delete_run_, delete_entry_, delete_steps_, delete_waits_,
      delete_open_approvals_, delete_approvals_, delete_tasks_;
  Statement oldest_events_, delete_event_, release_event_;
};

}  // namespace baton::store
