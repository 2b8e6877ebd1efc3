#pragma once

#include "baton/ports/rows.hpp"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace baton::ports {

// That a run has changed: which, and by which row of its journal.
struct RunChanged {
  std::int64_t sequence = 0;
  core::RunId run{};
};

// What each event did to each run. The journal is the truth about all runs; every other row of a
// run can be computed from it. RunsTx::save() writes it.
class Journal {
 public:
  virtual ~Journal() = default;

  // The whole journal of one run, the oldest row first. Throws RowDamaged when a row is missing or
  // damaged.
  virtual std::vector<JournalRow> journal(core::RunId run) = 0;
  // Up to `limit` rows of the journal of one run, behind the row of sequence `after`, the oldest
  // first. The row with which their texts reach `bytes_max` is the last, so that there may be more
  // behind fewer than `limit`; there are none behind no row. Throws as journal() does.
  virtual std::vector<JournalRow> journal_page(core::RunId run, std::int64_t after,
                                               std::size_t limit, std::size_t bytes_max) = 0;
  // The sequence of the newest row of the journal of one run; 0 when there is no such run. Reads
  // one row, and not whether those of the journal are undamaged.
  virtual std::int64_t last_entry(core::RunId run) = 0;
  // The first `limit` runs that continued because one of their waits took this event
  // (RunChange::resumed), in the order of their ids and each once.
  virtual std::vector<core::RunId> runs_resumed_by(core::EventId event, std::size_t limit) = 0;
  // Up to `limit` rows of all runs behind `sequence`, the oldest first: for live followers.
  virtual std::vector<JournalRow> journal_after(std::int64_t sequence, std::size_t limit) = 0;
  // The runs and sequences of up to `limit` such rows, without what they tell.
  virtual std::vector<RunChanged> runs_changed(std::int64_t sequence, std::size_t limit) = 0;
  // The greatest sequence ever given out, also when its row has been pruned since; 0 while no row
  // was ever stored.
  virtual std::int64_t last_sequence() = 0;
};

}  // namespace baton::ports
