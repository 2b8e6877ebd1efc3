#pragma once

#include <stdexcept>

namespace baton::ports {

// The world's fault, for now: the disk is full, the database is away. The transaction did not
// happen; others may.
class StoreUnavailable : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// The world's fault, for good: an I/O error or a damaged file. Nothing may be acknowledged any
// more; the process stops with exit code 70 and recovers from disk (docs/reliability.md, P18).
class StoreBroken : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// One stored row no longer matches its checksum. It is named, never served; the rest of the store
// goes on.
class RowDamaged : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

}  // namespace baton::ports
