#pragma once

#include "baton/core/limits.hpp"
#include "baton/ports/rows.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace baton::ports {

// A condition on the row of a run.
struct RunTerm {
  // What of the run it is about.
  enum class Of {
    // Its status, by its word. `failed` also holds for open runs that are failing; `open`, which is
    // the status of no run, holds for each that has not ended.
    status,
    // The name of its workflow.
    workflow,
    // Its key.
    key,
    // Its goal.
    goal,
    // A connection that one of its actions goes through now, or whose action has stopped it or
    // holds it up (RunRow::connection()).
    connection,
    // Its id, as text.
    id,
    // That it is open, and ends late with a probability above `value`, which is in parts of ten
    // thousand.
    late_above,
    // The same, below `value`.
    late_below,
    // The number of the CallsFor that it calls people for, as text: not that of CallsFor::nothing.
    calls_for,
    // The number of the version of its workflow, as text.
    version,
    // That this number is greater than `value`.
    version_above,
    // That this number is less than `value`.
    version_below,
  };
  Of of = Of::status;
  // What that must be. It is not empty.
  std::string value{};
  // True when it must not be that.
  bool negated = false;
};

// Which runs a list shows, and where its page begins. A run must meet all that is set.
struct RunFilter {
  // Each of these must hold.
  std::vector<RunTerm> terms{};
  // Each must begin a word of the title, the key or the workflow; as core::words_of() gives them.
  std::vector<std::string> words{};
  // Only runs older than this one; unset: from the newest on.
  core::RunId before{};
  // Only runs newer than this one; unset: all.
  core::RunId after{};
  // The greatest number of rows of the page.
  std::size_t limit = core::kPageSizeDefault;

  // True when nothing but its terms narrows it: it has no words and no bounds.
  bool has_terms_only() const { return words.empty() && !before && !after; }
  // True when a run of this workflow with this status may meet the filter: its terms about workflow
  // and status hold. A status that is not known may be any.
  bool may_meet(std::string_view workflow, std::optional<core::RunStatus> status,
                bool failing) const;
};

// A count of runs: those of one workflow that have the same status and are equally failing or not.
struct RunCount {
  // The workflow.
  std::string workflow{};
  // Their status; unset where the row is damaged, so that nobody knows.
  std::optional<core::RunStatus> status = core::RunStatus::running;
  // Whether they are failing (RunRow::failing).
  bool failing = false;
  // How many they are.
  std::int64_t runs = 0;
  bool operator==(const RunCount&) const = default;
};

// How many runs meet a filter, if the counts tell: when its terms are about workflow and status
// only, and it has no words and no bounds. They do not tell where it asks for a status and that of
// a count is not known.
std::optional<std::int64_t> count(const RunFilter& filter, const std::vector<RunCount>& counts);

// How many runs started in a quarter of an hour, or ended in one way after about the same time.
struct RunTally {
  // When the quarter began, in wall time.
  core::Time quarter{};
  // How they ended; unset for those that started.
  std::optional<core::RunStatus> ended{};
  // How long they took at most, to some nine parts in a hundred; zero for those that started.
  core::Duration took{};
  // How many they are.
  std::int64_t runs = 0;
  bool operator==(const RunTally&) const = default;
};
// The length of the times that RunTally is about.
inline constexpr core::Duration kQuarter = std::chrono::minutes(15);

// One row for each run, with its present state.
class Runs {
 public:
  virtual ~Runs() = default;

  // The row of one run; nullopt when there is none, or no longer.
  virtual std::optional<RunRow> run(core::RunId id) = 0;
  // A page of runs, the newest first.
  virtual std::vector<RunRow> runs(const RunFilter& filter) = 0;
  // How many runs there are of each workflow and status. They are kept beside the runs, so nothing
  // is counted. None of them is 0.
  virtual std::vector<RunCount> run_counts() = 0;
  // What started and ended in the quarters of an hour that begin from `from` on and before `to`,
  // the oldest first. Kept for 35 days. A run that was retried has ended more than once.
  virtual std::vector<RunTally> run_tallies(core::Time from, core::Time to) = 0;
  // Up to `limit` runs in which a person has to say what became of an action, the newest first.
  virtual std::vector<RunRow> runs_unknown(std::size_t limit) = 0;
  // The runs that this event started, in the order of their ids.
  virtual std::vector<RunRow> runs_started_by(core::EventId event) = 0;
  // Up to `limit` open runs behind this one, in the order of their ids.
  virtual std::vector<core::RunId> open_runs(core::RunId after, std::size_t limit) = 0;
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
