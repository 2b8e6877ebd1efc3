#pragma once

#include "baton/store/sqlite.hpp"
#include "store/breakage.hpp"
#include "store/read.hpp"
#include "store/sqlite/database.hpp"
#include "store/sqlite/reads.hpp"

#include <chrono>

namespace baton::store {

// A read-only connection. Each read sees one snapshot of what was committed when it began. Made on
// the opener's thread, then used by one reading thread.
class SqliteReader {
 public:
  // A read that takes longer than `time_max` ends with StoreUnavailable; zero: there is no limit.
  SqliteReader(const SqliteOptions& options, Breakage& breakage,
               std::chrono::milliseconds time_max);

  // Runs a read, then calls its `done`.
  void process(const Read& read);

 private:
  std::exception_ptr run(const Read& read);
  void end_snapshot();
  static int over_time(void* self);

  Breakage& breakage_;
  Database database_;
  SqliteReads reads_;
  std::chrono::milliseconds time_max_;
  std::chrono::steady_clock::time_point deadline_{};
};

}  // namespace baton::store
