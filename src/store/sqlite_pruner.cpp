#include "store/sqlite_pruner.hpp"

#include <vector>

namespace baton::store {

SqlitePruner::SqlitePruner(Connection& connection, Head& head)
    : head_(head),
      ended_runs_(connection, "SELECT id FROM runs WHERE open = 0 AND ended_at < ? ORDER BY ended_at, id LIMIT ?"),
      delete_run_(connection, "DELETE FROM runs WHERE id = ?"),
      delete_journal_(connection, "DELETE FROM journal WHERE run = ?"),
      delete_steps_(connection, "DELETE FROM steps WHERE run = ?"),
      delete_waits_(connection, "DELETE FROM waits WHERE run = ?"),
      delete_open_approvals_(connection, "DELETE FROM approvals WHERE run = ? AND status = 'open'"),
      delete_approvals_(connection, "DELETE FROM approvals WHERE run = ?"),
      oldest_events_(connection,
                     "SELECT id, received, EXISTS (SELECT 1 FROM parked WHERE parked.event = events.id) "
                     "FROM events WHERE id <= ? ORDER BY id"),
      delete_event_(connection, "DELETE FROM events WHERE id = ?") {}

std::size_t SqlitePruner::runs(core::Time ended_before, std::size_t limit) {
  std::vector<std::int64_t> gone;
  for (auto use = ended_runs_.with(ended_before, limit); use.next();) gone.push_back(use.integer(0));
  for (const auto run : gone) {
    delete_journal_.run(run);
    head_.counts.steps_live -= delete_steps_.run(run);
    delete_waits_.run(run);
    head_.counts.approvals_open -= delete_open_approvals_.run(run);
    delete_approvals_.run(run);
    head_.counts.runs -= delete_run_.run(run);
  }
  return gone.size();
}

// From the old end of the log up to the first event that is young enough to stay: the log is in order of time.
std::size_t SqlitePruner::events(core::Time received_before, std::size_t limit) {
  std::vector<std::int64_t> gone;
  for (auto use = oldest_events_.with(head_.cursor); gone.size() < limit && use.next();) {
    const bool set_aside = use.integer(2) != 0;
    if (set_aside) continue;
    if (use.time(1) >= received_before) break;
    gone.push_back(use.integer(0));
  }
  for (const auto event : gone) head_.counts.events -= delete_event_.run(event);
  return gone.size();
}

}  // namespace baton::store
