#pragma once

#include "baton/ports/store.hpp"
#include "baton/store/sqlite.hpp"
#include "store/breakage.hpp"
#include "store/connection.hpp"
#include "store/read.hpp"
#include "store/sqlite_reads.hpp"
#include "store/with_reads.hpp"

namespace baton::store {

// A read-only connection: each read sees one snapshot of what was committed when it began. Made on the opener's thread,
// then used by one reading thread.
class SqliteReader {
 public:
  SqliteReader(const SqliteOptions& options, Breakage& breakage);

  void process(const Read& read);

 private:
  std::exception_ptr run(const Read& read);
  void end_snapshot();

  Breakage& breakage_;
  Connection connection_;
  SqliteReads reads_;
  WithReads<ports::Queries, SqliteReads> queries_;
};

}  // namespace baton::store
