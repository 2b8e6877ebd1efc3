#pragma once

#include <cstdint>

namespace baton::ports {

// How many rows of each kind the store holds.
struct Counts {
  // Events of the log that have not been pruned.
  std::int64_t events = 0;
  // Runs, open and ended, that have not been pruned.
  std::int64_t runs = 0;
  // Runs that have not ended.
  std::int64_t runs_open = 0;
  // Steps to which something still has to happen: the rows of StepRow.
  std::int64_t steps_live = 0;
  // Approvals that nobody has decided.
  std::int64_t approvals_open = 0;
  // Events that were set aside because they could not be processed.
  std::int64_t parked = 0;
  // Keys of which windows and thresholds keep something: the rows of WindowRow.
  std::int64_t windows = 0;
  bool operator==(const Counts&) const = default;
};

// The numbers of rows, exactly. They are kept beside the tables, so reading them costs one row.
class Counters {
 public:
  virtual ~Counters() = default;

  // The numbers as of this snapshot or transaction.
  virtual Counts counts() = 0;
};

}  // namespace baton::ports
