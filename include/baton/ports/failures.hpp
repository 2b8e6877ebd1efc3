#pragma once

#include "baton/core/step_ref.hpp"

#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

namespace baton::ports {

// The store cannot do this now: the disk is full, a file is locked, or a read took too long. The
// transaction did not happen; a later one may.
class StoreUnavailable : public std::runtime_error {
 public:
  // The message says what was found, for people.
  using std::runtime_error::runtime_error;
};

// The store cannot go on at all: an I/O error, or a damaged file. Nothing may be acknowledged any
// more; the process stops with exit code 70, and the next one recovers from disk
// (docs/reliability.md, P18).
class StoreBroken : public std::runtime_error {
 public:
  // The message names the file and what is wrong with it.
  using std::runtime_error::runtime_error;
};

// One stored row does not match its checksum, or cannot be read back. Such a row is named and never
// served; the rest of the store can still be used.
class RowDamaged : public std::runtime_error {
 public:
  // The message names the table and the row.
  using std::runtime_error::runtime_error;
  // `table` is a literal. `row`: the key of the row in it; where a step belongs to the key, the
  // run, with the step in `step`.
  RowDamaged(std::string_view table, std::int64_t row, const std::string& what,
             core::StepRef step = {})
      : std::runtime_error(what), table_(table), row_(row), step_(std::move(step)) {}

  // Which row it is, for a reader that goes on behind it; empty and 0 where no row by itself is
  // damaged.
  std::string_view table() const { return table_; }
  std::int64_t row() const { return row_; }
  const core::StepRef& step() const { return step_; }

 private:
  std::string_view table_{};
  std::int64_t row_ = 0;
  core::StepRef step_{};
};

}  // namespace baton::ports
