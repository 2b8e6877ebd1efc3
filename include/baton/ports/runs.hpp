#pragma once

#include "baton/core/limits.hpp"
#include "baton/ports/rows.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace baton::ports {

struct RunFilter {
  std::optional<core::RunStatus> status{};  // `failed` finds open runs that are failing as well
  std::string workflow{};
  std::string key{};
  std::string words{};   // found in title, key or workflow, case-insensitively
  core::RunId before{};  // cursor: runs older than this one; unset: from the newest
  std::size_t limit = core::kPageSizeDefault;
};

// One row a run, as its journal says it stands.
class Runs {
 public:
  virtual ~Runs() = default;

  virtual std::optional<RunRow> run(core::RunId id) = 0;
  virtual std::vector<RunRow> runs(const RunFilter& filter) = 0;  // newest first
  virtual std::vector<RunRow> runs_started_by(core::EventId event) = 0;
  // The run of a workflow that is open for a key; there is at most one. None for the empty key.
  virtual std::optional<core::RunId> open_run(std::string_view workflow, std::string_view key) = 0;
};

class RunsTx : public virtual Runs {
 public:
  // A fresh id for a run.
  virtual core::RunId new_run_id() = 0;
  // Writes all that one decision changes: the run, its journal, its steps, waits, alarms
  // and approvals.
  // What identifies a run (workflow, key, trigger, started_at) stays as it was inserted. Steps that
  // settle go before others are put. A run that is not stored as the change says it was, an ended
  // run with an alarm, or a second open run of a workflow for a key: core::BrokenInvariant.
  virtual void save(const RunChange& change) = 0;
};

}  // namespace baton::ports
