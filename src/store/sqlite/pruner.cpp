#include "store/sqlite/pruner.hpp"

#include <array>
#include <vector>

namespace baton::store {
namespace {

// What an event stays for, however old it is.
#define BATON_EVENT_NEEDED                                              \
  "(EXISTS (SELECT 1 FROM runs WHERE runs.\"trigger\" = events.id) OR " \
  "EXISTS (SELECT 1 FROM parked WHERE parked.event = events.id))"

}  // namespace

SqlitePruner::SqlitePruner(Connection& connection, Head& head)
    : head_(head),
      ended_runs_(connection,
                  "SELECT id, \"trigger\", last_entry FROM runs WHERE open = 0 AND over < ? ORDER "
                  "BY over, id LIMIT ?"),
      delete_run_(connection, "DELETE FROM runs WHERE id = ?"),
      delete_entry_(connection, "DELETE FROM journal WHERE sequence = ? RETURNING previous"),
      delete_steps_(connection, "DELETE FROM steps WHERE run = ?"),
      delete_waits_(connection, "DELETE FROM waits WHERE run = ?"),
      delete_open_approvals_(connection, "DELETE FROM approvals WHERE run = ? AND status = 'open'"),
      delete_approvals_(connection, "DELETE FROM approvals WHERE run = ?"),
      oldest_events_(connection, "SELECT id, stored, " BATON_EVENT_NEEDED
                                 " FROM events WHERE id > ? AND id <= ? ORDER BY id LIMIT ?"),
      delete_event_(connection, "DELETE FROM events WHERE id = ?"),
      release_event_(connection,
                     "DELETE FROM events WHERE id = ? AND id <= ? AND NOT " BATON_EVENT_NEEDED) {}

std::size_t SqlitePruner::runs(core::Time ended_before, std::size_t limit) {
  std::vector<std::array<std::int64_t, 3>> gone;
  for (auto use = ended_runs_.with(ended_before, limit); use.next();) {
    gone.push_back({use.integer(0), use.integer(1), use.integer(2)});
  }
  for (const auto& [run, trigger, last_entry] : gone) {
    delete_journal(last_entry);
    head_.counts.steps_live -= delete_steps_.run(run);
    delete_waits_.run(run);
    head_.counts.approvals_open -= delete_open_approvals_.run(run);
    delete_approvals_.run(run);
    head_.counts.runs -= delete_run_.run(run);
    head_.counts.events -= release_event_.run(trigger, head_.pruned);
  }
  return gone.size();
}

void SqlitePruner::delete_journal(std::int64_t last_entry) {
  while (last_entry != 0) {
    auto use = delete_entry_.with(last_entry);
    last_entry = use.next() ? use.integer(0) : 0;
  }
}

// From where it stopped up to the first event that is young enough to stay: the log is in the order
// of steady time.
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
