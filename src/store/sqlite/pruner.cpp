#include "store/sqlite/pruner.hpp"

#include "store/sqlite/statements.hpp"

#include <string>
#include <vector>

namespace baton::store {

SqlitePruner::SqlitePruner(Database& database, Head& head, RunWords& words)
    : head_(head),
      words_(words),
      ended_runs_(database, sql::kEndedRuns),
      delete_run_(database, sql::kDeleteRun),
      delete_entry_(database, sql::kDeleteEntry),
      delete_steps_(database, sql::kDeleteSteps),
      delete_waits_(database, sql::kDeleteWaits),
      delete_open_approvals_(database, sql::kDeleteOpenApprovals),
      delete_approvals_(database, sql::kDeleteApprovals),
      delete_tasks_(database, sql::kDeleteTasks),
      oldest_events_(database, sql::kOldestEvents),
      delete_event_(database, sql::kDeleteEvent),
      release_event_(database, sql::kReleaseEvent) {}

std::size_t SqlitePruner::runs(core::Time ended_before, std::size_t limit) {
  std::vector<Gone> all;
  for (auto use = ended_runs_.with(ended_before, limit); use.next();) {
    all.push_back({core::RunId(use.integer(0)), core::EventId(use.integer(1)), use.integer(2),
                   std::string(use.text(3)), std::string(use.text(4)), std::string(use.text(5)),
                   std::string(use.text(6)), use.integer(7) != 0});
  }
  for (const Gone& gone : all) delete_run(gone);
  return all.size();
}

void SqlitePruner::delete_run(const Gone& gone) {
  delete_journal(gone.last_entry);
  head_.counts.steps_live -= delete_steps_.run(gone.run);
  delete_waits_.run(gone.run);
  head_.counts.approvals_open -= delete_open_approvals_.run(gone.run);
  delete_approvals_.run(gone.run);
  delete_tasks_.run(gone.run);
  words_.forget(gone.run, gone.title, gone.key, gone.workflow);
  head_.counts.runs -= delete_run_.run(gone.run);
  if (const auto status = core::run_status(gone.status))
    head_.unwritten.deleted(gone.workflow, *status, gone.failing);
  head_.counts.events -= release_event_.run(gone.trigger, head_.pruned);
}

void SqlitePruner::delete_journal(std::int64_t last_entry) {
  while (last_entry != 0) {
    auto use = delete_entry_.with(last_entry);
    last_entry = use.next() ? use.integer(0) : 0;
  }
}

// Begins where the last call stopped, and ends at the first event that is young enough to stay:
// events are in the order of the steady time at which they were stored.
std::size_t SqlitePruner::events(core::Time stored_before, std::size_t limit) {
  std::size_t looked_at = 0;
  std::vector<std::int64_t> gone;
  for (auto use = oldest_events_.with(head_.pruned, head_.cursor, limit);
       use.next() && use.time(1) < stored_before;) {
    head_.pruned = core::EventId(use.integer(0));
    ++looked_at;
    const bool needed = use.integer(2) != 0;
    if (!needed) gone.push_back(use.integer(0));
  }
  for (const auto event : gone) head_.counts.events -= delete_event_.run(event);
  return looked_at;
}

}  // namespace baton::store
