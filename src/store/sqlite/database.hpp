#pragma once

#include "baton/core/actor.hpp"
#include "baton/core/ids.hpp"
#include "baton/core/step_ref.hpp"
#include "baton/core/time.hpp"
#include "baton/ports/failures.hpp"

#include <chrono>
#include <concepts>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <set>
#include <sqlite3.h>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace baton::store {

// What an error code of SQLite means for Baton (https://sqlite.org/rescode.html).
enum class Fault {
  none,
  refused_row,  // a constraint, or a wrong statement of ours: the statement did nothing
  unavailable,  // the disk is full or the file locked: the transaction is lost, the next may work
  broken,       // an I/O error, damage, no memory: nothing may be acknowledged any more
};
// The fault of a code; primary and extended codes are both known.
Fault fault_of(int code);

// How long a statement waits for a lock of the file, unless wait_for_locks() says otherwise.
inline constexpr std::chrono::milliseconds kLockWaitMax{5'000};

// An open database: one connection to a SQLite file. Lives on one thread at a time.
class Database {
 public:
  enum class Mode { read_write, read_only };
  // Opens the file. Throws ports::StoreBroken when that fails. `vfs`: SqliteOptions::vfs.
  Database(const std::filesystem::path& path, Mode mode, const std::string& vfs);
  ~Database();
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  sqlite3* handle() const { return handle_; }
  // From now on a statement waits so long for a lock of the file, or a checkpoint for readers.
  void wait_for_locks(std::chrono::milliseconds most);
  // Runs statements that have no parameters and whose rows do not matter. Throws as fail() does.
  void run(const std::string& sql);

  // The worst fault since clear_fault(). Once it is `unavailable` or `broken` the transaction is
  // lost, even if the code that met the fault has caught the exception: every further statement
  // throws it again.
  Fault fault() const { return fault_; }
  // What happened, with SQLite's message; of that fault.
  const std::string& why() const { return why_; }
  // A new transaction is to begin.
  void clear_fault() { fault_ = Fault::none; }
  bool in_transaction() const { return sqlite3_get_autocommit(handle_) == 0; }

  // From now on leave_out() calls this. SqliteOptions::on_damage.
  void on_damage(std::function<void(std::string_view)> told) { on_damage_ = std::move(told); }
  // A read goes on without this row. It is told once, since the outbox and the alarms are read
  // again and again.
  void leave_out(const ports::RowDamaged& damage);

  // Throws what `code` means: core::BrokenInvariant, ports::StoreUnavailable or ports::StoreBroken.
  [[noreturn]] void fail(int code, std::string_view doing);
  // Throws again if the transaction is lost.
  void ensure_usable() const {
    if (fault_ != Fault::none) throw_fault();
  }

 private:
  [[noreturn]] void throw_fault() const;

  std::filesystem::path path_;
  sqlite3* handle_ = nullptr;
  Fault fault_ = Fault::none;
  std::string why_;
  std::function<void(std::string_view)> on_damage_{};
  std::set<std::string> left_out_{};  // what leave_out() has told
};

// Throws ports::RowDamaged for a row that does not match its checksum or cannot be read back.
// `table` is a literal. `step`: where a step belongs to the key of the row, which is then the run.
[[noreturn]] void damaged(std::string_view table, std::int64_t row, std::string_view why,
                          core::StepRef step = {});

// A parameter of a statement.
using SqlValue = std::variant<std::int64_t, std::string>;

// A prepared statement, kept as long as its database. with(…) binds all parameters in order,
// without copying them, and returns a Use. Rows are read through that, and its destructor resets
// the statement.
class Statement {
 public:
  Statement(Database& database, std::string_view sql);
  ~Statement();
  Statement(const Statement&) = delete;
  Statement& operator=(const Statement&) = delete;

  // One execution of the statement. Columns are counted from 0.
  class Use {
   public:
    explicit Use(Statement& statement) : statement_(statement) {}
    ~Use() { sqlite3_reset(statement_.handle_); }
    Use(const Use&) = delete;
    Use& operator=(const Use&) = delete;

    // Moves to the next row; false after the last.
    bool next() { return statement_.step() == SQLITE_ROW; }
    // Executes a statement that returns no rows; returns how many rows it changed.
    int run();

    std::int64_t integer(int column) const {
      return sqlite3_column_int64(statement_.handle_, column);
    }
    bool null(int column) const {
      return sqlite3_column_type(statement_.handle_, column) == SQLITE_NULL;
    }
    // The text is valid until the next row, or until the Use ends.
    std::string_view text(int column) const {
      const auto* bytes = static_cast<const char*>(
          static_cast<const void*>(sqlite3_column_text(statement_.handle_, column)));
      return {bytes == nullptr ? "" : bytes,
              static_cast<std::size_t>(sqlite3_column_bytes(statement_.handle_, column))};
    }
    core::Time time(int column) const { return core::Time(core::Duration(integer(column))); }
    std::optional<core::Time> time_if(int column) const {
      return null(column) ? std::nullopt : std::optional(time(column));
    }

   private:
    Statement& statement_;
  };

  // Binds all parameters. Texts are borrowed until the Use ends.
  template <class... Values>
  Use with(const Values&... values) {
    database_.ensure_usable();
    [[maybe_unused]] int at = 0;
    (bind(++at, values), ...);
    return Use(*this);
  }
  // The same for parameters whose number is not known beforehand. They are borrowed until the Use
  // ends.
  Use with_values(const std::vector<SqlValue>& values) {
    database_.ensure_usable();
    int at = 0;
    for (const SqlValue& value : values)
      std::visit([this, &at](const auto& each) { bind(++at, each); }, value);
    return Use(*this);
  }
  // with(…).run().
  template <class... Values>
  int run(const Values&... values) {
    return with(values...).run();
  }

 private:
  template <std::integral Value>
  void bind(int at, Value value) {
    check(sqlite3_bind_int64(handle_, at, static_cast<std::int64_t>(value)));
  }
  // An empty view may hold a null pointer, which SQLite would bind as NULL.
  void bind(int at, std::string_view value) {
    check(sqlite3_bind_text64(handle_, at, value.empty() ? "" : value.data(), value.size(), nullptr,
                              SQLITE_UTF8));
  }
  void bind(int at, const core::Actor& value) { bind(at, std::string_view(value.text())); }
  void bind(int at, core::Time value) { bind(at, value.time_since_epoch().count()); }
  void bind(int at, const std::optional<core::Time>& value) {
    if (value) {
      bind(at, *value);
    } else {
      check(sqlite3_bind_null(handle_, at));
    }
  }
  template <class Kind>
  void bind(int at, core::Id<Kind> value) {
    bind(at, value.value());
  }
  void check(int code) {
    if (code != SQLITE_OK) database_.fail(code, "binding a value");
  }
  int step();

  Database& database_;
  sqlite3_stmt* handle_ = nullptr;
};

// The number in the first column of the first row of a question; 0 when there is no row.
std::int64_t number(Database& database, std::string_view sql);

}  // namespace baton::store
