#include "store/sqlite/reader.hpp"

#include <string>

namespace baton::store {
namespace {

// How many instructions of SQLite's machine run between two looks at the clock; they take some ten
// microseconds.
constexpr int kStepsBetweenLooks = 1'000;

Connection& prepare_reading(Connection& connection, const SqliteOptions& options) {
  connection.run("PRAGMA query_only = ON");
  connection.run("PRAGMA mmap_size = 0");
  connection.run("PRAGMA temp_store = MEMORY");
  connection.run("PRAGMA cache_size = -" + std::to_string(options.reader_cache_bytes >> 10U));
  return connection;
}

}  // namespace

SqliteReader::SqliteReader(const SqliteOptions& options, Breakage& breakage,
                           std::chrono::milliseconds time_max)
    : breakage_(breakage),
      connection_(options.path, Connection::Mode::read_only, options.vfs),
      reads_(prepare_reading(connection_, options)),
      time_max_(time_max) {
  if (time_max_.count() > 0)
    sqlite3_progress_handler(connection_.handle(), kStepsBetweenLooks, over_time, this);
}

int SqliteReader::over_time(void* self) {
  return std::chrono::steady_clock::now() >= static_cast<SqliteReader*>(self)->deadline_ ? 1 : 0;
}

void SqliteReader::process(const Read& read) {
  auto error = run(read);
  if (connection_.fault() == Fault::broken) breakage_.report(connection_.why());
  connection_.clear_fault();
  read.done(std::move(error));
}

std::exception_ptr SqliteReader::run(const Read& read) {
  deadline_ = std::chrono::steady_clock::now() + time_max_;
  try {
    connection_.run("BEGIN");
    read.part(reads_);
    end_snapshot();
    return nullptr;
  } catch (...) {
    auto error = std::current_exception();
    const bool interrupted =
        connection_.fault() == Fault::unavailable && time_max_.count() > 0 && over_time(this) != 0;
    end_snapshot();
    if (!interrupted) return error;
    return std::make_exception_ptr(ports::StoreUnavailable("store: this read took longer than " +
                                                           std::to_string(time_max_.count()) +
                                                           " ms: narrow what it asks for"));
  }
}

// Ends the snapshot, since an open one would keep the write-ahead log from being copied into the
// file. Nothing was written, so an error here does not matter; if it persists, the next read meets
// it.
void SqliteReader::end_snapshot() {
  if (connection_.in_transaction())
    sqlite3_exec(connection_.handle(), "ROLLBACK", nullptr, nullptr, nullptr);
}

}  // namespace baton::store
