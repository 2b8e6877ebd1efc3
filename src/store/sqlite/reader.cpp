#include "store/sqlite/reader.hpp"

#include <string>

namespace baton::store {
namespace {

// How many instructions of SQLite's machine run between two looks at the clock; they take some ten
// microseconds.
constexpr int kStepsBetweenLooks = 1'000;

Database& prepare_reading(Database& database, const SqliteOptions& options) {
  database.on_damage(options.on_damage);
  database.run("PRAGMA query_only = ON");
  database.run("PRAGMA mmap_size = 0");
  database.run("PRAGMA temp_store = MEMORY");
  database.run("PRAGMA cache_size = -" + std::to_string(options.reader_cache_bytes >> 10U));
  return database;
}

}  // namespace

SqliteReader::SqliteReader(const SqliteOptions& options, Breakage& breakage,
                           std::chrono::milliseconds time_max)
    : breakage_(breakage),
      database_(options.path, Database::Mode::read_only, options.vfs),
      reads_(prepare_reading(database_, options)),
      time_max_(time_max) {
  if (time_max_.count() > 0)
    sqlite3_progress_handler(database_.handle(), kStepsBetweenLooks, over_time, this);
}

int SqliteReader::over_time(void* self) {
  return std::chrono::steady_clock::now() >= static_cast<SqliteReader*>(self)->deadline_ ? 1 : 0;
}

void SqliteReader::process(const Read& read) {
  auto error = run(read);
  if (database_.fault() == Fault::broken) breakage_.report(database_.why());
  database_.clear_fault();
  read.done(std::move(error));
}

std::exception_ptr SqliteReader::run(const Read& read) {
  deadline_ = std::chrono::steady_clock::now() + time_max_;
  try {
    database_.run("BEGIN");
    read.part(reads_);
    end_snapshot();
    return nullptr;
  } catch (...) {
    auto error = std::current_exception();
    const bool interrupted =
        database_.fault() == Fault::unavailable && time_max_.count() > 0 && over_time(this) != 0;
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
  if (database_.in_transaction())
    sqlite3_exec(database_.handle(), "ROLLBACK", nullptr, nullptr, nullptr);
}

}  // namespace baton::store
