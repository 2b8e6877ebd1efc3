#include "store/sqlite_reader.hpp"

#include <string>

namespace baton::store {
namespace {

Connection& prepare(Connection& connection, const SqliteOptions& options) {
  connection.run("PRAGMA query_only = ON");
  connection.run("PRAGMA mmap_size = 0");
  connection.run("PRAGMA temp_store = MEMORY");
  connection.run("PRAGMA cache_size = -" + std::to_string(options.reader_cache_bytes >> 10U));
  return connection;
}

}  // namespace

SqliteReader::SqliteReader(const SqliteOptions& options, Breakage& breakage)
    : breakage_(breakage),
      connection_(options.path, Connection::Mode::read_only, options.vfs),
      reads_(prepare(connection_, options)),
      queries_(reads_) {}

void SqliteReader::process(const Read& read) {
  auto error = run(read);
  if (connection_.fault() == Fault::broken) breakage_.report(connection_.why());
  connection_.clear_fault();
  read.done(std::move(error));
}

std::exception_ptr SqliteReader::run(const Read& read) {
  try {
    connection_.run("BEGIN");
    read.part(queries_);
    end_snapshot();
    return nullptr;
  } catch (...) {
    auto error = std::current_exception();
    end_snapshot();
    return error;
  }
}

// A snapshot that stays open would keep the log from being folded into the file. Nothing was written, so how it ends does
// not matter; an error that matters shows at the next read.
void SqliteReader::end_snapshot() {
  if (connection_.in_transaction()) sqlite3_exec(connection_.handle(), "ROLLBACK", nullptr, nullptr, nullptr);
}

}  // namespace baton::store
