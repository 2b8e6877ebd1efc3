#pragma once

#include "baton/core/ids.hpp"
#include "baton/ports/counts.hpp"

#include <algorithm>
#include <cstdint>

namespace baton::store {

// Where the log and the counters stand: small, kept in memory by the one who writes, undone with
// the transaction, and written once per commit. It makes counts exact without counting.
struct Head {
  core::EventId cursor{};
  core::EventId
      last_event{};  // the greatest ids ever stored, also when their rows have been pruned since
  core::RunId last_run{};
  std::int64_t last_sequence = 0;
  core::EventId
      pruned{};  // what the log still holds up to here stays for its run, or because it is parked
  ports::Counts counts{};
  bool operator==(const Head&) const = default;

  void count(const ports::Counts& added) {
    counts.events += added.events;
    counts.runs += added.runs;
    counts.runs_open += added.runs_open;
    counts.steps_live += added.steps_live;
    counts.approvals_open += added.approvals_open;
    counts.parked += added.parked;
  }

  // The event may go like others of its age from now on, also when the pruner has been past it.
  void look_again_at(core::EventId event) {
    pruned = std::min(pruned, core::EventId(event.value() - 1));
  }
};

}  // namespace baton::store
