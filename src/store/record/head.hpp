#pragma once

#include "baton/core/ids.hpp"
#include "baton/ports/counts.hpp"
#include "store/record/unwritten_counts.hpp"

#include <algorithm>
#include <cstdint>

namespace baton::store {

// How far the log has come, and the numbers of rows. The writer keeps it in memory, undoes it
// together with a transaction, and writes it once a commit, so that the numbers are exact and
// nothing has to be counted.
struct Head {
  core::EventId cursor{};  // the last event that was processed
  // The greatest ids ever given out, also when their rows have been pruned since.
  core::EventId last_event{};
  core::RunId last_run{};
  std::int64_t last_sequence = 0;
  // How far the log has been pruned. Events that it still holds up to here are needed by a run or
  // a burst, or are parked.
  core::EventId pruned{};
  ports::Counts counts{};
  // What else was counted. It has rows of its own, which are written before the head.
  UnwrittenCounts unwritten{};
  // The words of all runs up to this one are in the index of words.
  core::RunId words_to{};
  // How many runs came after that one.
  std::int64_t words_missing = 0;
  bool operator==(const Head&) const = default;

  // Adds each number to the one of its name; they may be negative.
  void count(const ports::Counts& added) {
    counts.events += added.events;
    counts.runs += added.runs;
    counts.runs_open += added.runs_open;
    counts.steps_live += added.steps_live;
    counts.approvals_open += added.approvals_open;
    counts.parked += added.parked;
    counts.windows += added.windows;
  }

  // Makes the pruner look at this event again, which it may have passed because the event was
  // needed.
  void look_again_at(core::EventId event) {
    pruned = std::min(pruned, core::EventId(event.value() - 1));
  }
};

}  // namespace baton::store
