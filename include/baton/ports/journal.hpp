#pragma once

#include "baton/ports/rows.hpp"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace baton::ports {

// What each event did to each run: the truth about all runs. It is written by RunsTx::save().
class Journal {
 public:
  virtual ~Journal() = default;

  virtual std::vector<JournalRow> journal(core::RunId run) = 0;  // oldest first
  // Of it, at most so many rows after a sequence.
  virtual std::vector<JournalRow> journal_page(core::RunId run, std::int64_t after,
                                               std::size_t limit) = 0;
  // The runs that went on by this event: a wait of theirs took it (RunChange::resumed). In the
  // order of their ids, each once.
  virtual std::vector<core::RunId> runs_resumed_by(core::EventId event) = 0;
  // Rows of all runs after a sequence, for live followers.
  virtual std::vector<JournalRow> journal_after(std::int64_t sequence, std::size_t limit) = 0;
  // The greatest sequence ever given out, also when its row has been pruned; 0 while there is none.
  virtual std::int64_t last_sequence() = 0;
};

}  // namespace baton::ports
