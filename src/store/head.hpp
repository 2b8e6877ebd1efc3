#pragma once

#include "baton/core/ids.hpp"
#include "baton/ports/store.hpp"

#include <cstdint>

namespace baton::store {

// Where the log and the counters stand: small, kept in memory by the one who writes, undone with the transaction, and
// written once per commit. It makes counts exact without counting.
struct Head {
  core::EventId cursor{};
  core::EventId last_event{};  // the greatest ids ever stored, also when their rows have been pruned since
  core::RunId last_run{};
  std::int64_t last_sequence = 0;
  ports::Counts counts{};
  bool operator==(const Head&) const = default;
};

}  // namespace baton::store
