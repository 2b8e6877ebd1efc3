#pragma once

#include "baton/core/limits.hpp"
#include "baton/ports/rows.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace baton::ports {

// Which runs a list shows, and where its page begins. A run must meet all that is set.
struct RunFilter {
  // Only runs of this status. `failed` also finds open runs that are failing. Unset: every status.
  std::optional<core::RunStatus> status{};
  // Only runs of this workflow; empty: of every workflow.
  std::string workflow{};
  // Only runs of this key; empty: of every key, and those without one.
  std::string key{};
  // Words separated by spaces, each of which must occur in the title, the key or the workflow.
  // ASCII letters match in both cases.
  std::string words{};
  // The page begins with the newest run that is older than this one; unset: with the newest of all.
  core::RunId before{};
  // The greatest number of rows of the page.
  std::size_t limit = core::kPageSizeDefault;
};

// One row a run, which says how the run stands.
class Runs {
 public:
  virtual ~Runs() = default;

  // The row of one run; nullopt when there is none, or no longer.
  virtual std::optional<RunRow> run(core::RunId id) = 0;
  // A page of runs, the newest first.
  virtual std::vector<RunRow> runs(const RunFilter& filter) = 0;
  // The runs that this event started, in the order of their ids.
  virtual std::vector<RunRow> runs_started_by(core::EventId event) = 0;
  // The open run of a workflow that has this key; there is at most one. nullopt for the empty key.
  virtual std::optional<core::RunId> open_run(std::string_view workflow, std::string_view key) = 0;
};

// Runs inside a transaction, where they can be written.
class RunsTx : public virtual Runs {
 public:
  // A new id for a run, greater than all before.
  virtual core::RunId new_run_id() = 0;
  // Writes all that one decision changes: the run's row, its journal, steps, waits, alarms and
  // approvals. The workflow, key, trigger and started_at of a stored run are never changed. Steps
  // that settle are deleted before other steps are written. Throws core::BrokenInvariant when the
  // stored run is not as the change says it was, when an ended run would have an alarm, and when a
  // second run of a workflow would be open for one key.
  virtual void save(const RunChange& change) = 0;
};

}  // namespace baton::ports
