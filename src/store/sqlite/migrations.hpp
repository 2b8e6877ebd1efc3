#pragma once

#include "baton/store/sqlite.hpp"
#include "store/sqlite/database.hpp"

#include <span>
#include <string>
#include <string_view>

namespace baton::store {

// One numbered file of src/store/sql. It only ever changes a schema forward, and is never edited
// once it is released.
struct Migration {
  int number = 0;
  std::string_view name;
  std::string_view sql;
};
// All migrations in order, as they were embedded at build time (src/store/room.cmake).
std::span<const Migration> migrations();

// Throws StoreRefused when another program or a newer baton made this database.
void refuse_unfit(Database& database, const std::string& path);

// Runs a check of SQLite's own, "PRAGMA quick_check(1)" or "PRAGMA integrity_check(1)". Throws
// ports::StoreBroken when it finds something.
void require_sound(Database& database, std::string_view check, const std::string& path);

// Checks the file before anything writes to it. A file that is missing or empty is fine. Throws
// StoreRefused when another program or a newer baton made it, ports::StoreBroken when it is
// damaged.
void look_over(const SqliteOptions& options);

// Applies the migrations that the file lacks. Each one shares a transaction with its row in the
// table `migrations`, so that it is applied as a whole or not at all, even if the process is
// killed.
void migrate(Database& database, const SqliteOptions& options);

}  // namespace baton::store
