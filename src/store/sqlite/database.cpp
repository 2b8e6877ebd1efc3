#include "store/sqlite/database.hpp"

#include "baton/core/result.hpp"
#include "store/sqlite/page_cache.hpp"

#include <mutex>
#include <utility>

namespace baton::store {
namespace {

// How many damaged rows a connection remembers as told. When there are more, they are told again.
constexpr std::size_t kToldMax = 1'000;

// Configures SQLite before the first connection of the process. It does not count memory, which
// would cost a lock at each allocation. The journal of savepoints stays in memory, where it is no
// larger than the pages that one batch changes.
void configure_library() {
  static std::once_flag once;
  std::call_once(once, [] {
    sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
    sqlite3_config(SQLITE_CONFIG_STMTJRNL_SPILL, -1);
    sqlite3_config(SQLITE_CONFIG_PCACHE2, &page_cache());
  });
}

// A schema of ours has no triggers and no views. Those of a file in which somebody else has put
// some are never run, and what its schema computes calls no function that could do anything.
void distrust_schema(sqlite3* handle) {
  for (const int what : {SQLITE_DBCONFIG_ENABLE_TRIGGER, SQLITE_DBCONFIG_ENABLE_VIEW,
                         SQLITE_DBCONFIG_TRUSTED_SCHEMA})
    sqlite3_db_config(handle, what, 0, static_cast<int*>(nullptr));
}

}  // namespace

Fault fault_of(int code) {
  switch (code & 0xff) {
    case SQLITE_OK:
    case SQLITE_ROW:
    case SQLITE_DONE: return Fault::none;
    case SQLITE_CONSTRAINT:
    case SQLITE_MISMATCH:
    case SQLITE_MISUSE:
    case SQLITE_RANGE:
    case SQLITE_ERROR:
    case SQLITE_TOOBIG: return Fault::refused_row;
    case SQLITE_FULL:
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
    case SQLITE_INTERRUPT: return Fault::unavailable;
    default: return Fault::broken;
  }
}

Database::Database(const std::filesystem::path& path, Mode mode, const std::string& vfs)
    : path_(path) {
  configure_library();
  const int flags =
      SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE |
      (mode == Mode::read_only ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE);
  const int code =
      sqlite3_open_v2(path.c_str(), &handle_, flags, vfs.empty() ? nullptr : vfs.c_str());
  if (code != SQLITE_OK) {
    const std::string why = path.string() + ": cannot be opened: " + sqlite3_errstr(code);
    sqlite3_close_v2(handle_);
    throw ports::StoreBroken(why);
  }
  wait_for_locks(kLockWaitMax);
  distrust_schema(handle_);
}

Database::~Database() { sqlite3_close_v2(handle_); }

void Database::wait_for_locks(std::chrono::milliseconds most) {
  sqlite3_busy_timeout(handle_, static_cast<int>(most.count()));
}

void Database::run(const std::string& sql) {
  ensure_usable();
  const int code = sqlite3_exec(handle_, sql.c_str(), nullptr, nullptr, nullptr);
  if (code != SQLITE_OK) fail(code, sql.substr(0, 80));
}

void Database::fail(int code, std::string_view doing) {
  const auto fault = fault_of(code);
  std::string why = path_.string() + ": " + sqlite3_errmsg(handle_) + " (code " +
                    std::to_string(code) + "), at: ";
  why += doing;
  if (fault == Fault::refused_row) throw core::BrokenInvariant(why);
  if (fault > fault_) {
    fault_ = fault;
    why_ = std::move(why);
  }
  throw_fault();
}

void Database::throw_fault() const {
  if (fault_ == Fault::broken) throw ports::StoreBroken(why_);
  throw ports::StoreUnavailable(why_);
}

void Database::leave_out(const ports::RowDamaged& damage) {
  if (left_out_.size() >= kToldMax) left_out_.clear();
  if (left_out_.insert(damage.what()).second && on_damage_)
    on_damage_(std::string(damage.what()) + "; it is left out");
}

void damaged(std::string_view table, std::int64_t row, std::string_view why, core::StepRef step) {
  const std::string of_step = step.empty() ? "" : ", step " + step.text() + ",";
  const std::string what = "row " + std::to_string(row) + of_step + " of " + std::string(table) +
                           " is damaged: " + std::string(why);
  throw ports::RowDamaged(table, row, what, std::move(step));
}

Statement::Statement(Database& database, std::string_view sql) : database_(database) {
  const int code = sqlite3_prepare_v3(database.handle(), sql.data(), static_cast<int>(sql.size()),
                                      SQLITE_PREPARE_PERSISTENT, &handle_, nullptr);
  if (code != SQLITE_OK) database.fail(code, sql);
}

Statement::~Statement() { sqlite3_finalize(handle_); }

int Statement::step() {
  const int code = sqlite3_step(handle_);
  if (code != SQLITE_ROW && code != SQLITE_DONE) database_.fail(code, sqlite3_sql(handle_));
  return code;
}

int Statement::Use::run() {
  statement_.step();
  return sqlite3_changes(statement_.database_.handle());
}

std::int64_t number(Database& database, std::string_view sql) {
  Statement statement(database, sql);
  auto use = statement.with();
  return use.next() ? use.integer(0) : 0;
}

}  // namespace baton::store
