#include "store/sqlite/migrations.hpp"

#include <string>
#include <system_error>

namespace baton::store {
namespace {

constexpr std::int64_t kApplicationId = 0x4241544f;  // "BATO", which the first migration sets

constexpr auto kMigrationsTable =
    "CREATE TABLE IF NOT EXISTS migrations (number INTEGER PRIMARY KEY, name TEXT NOT NULL, "
    "applied_at INTEGER NOT NULL) STRICT";

int newest_known() { return migrations().back().number; }

bool has_tables(Database& database) {
  return number(database, "SELECT count(*) FROM sqlite_schema") > 0;
}

}  // namespace

void refuse_unfit(Database& database, const std::string& path) {
  if (!has_tables(database)) return;
  if (number(database, "PRAGMA application_id") != kApplicationId) {
    throw StoreRefused(
        path + ": is a SQLite database, but not one of baton's; choose another data folder");
  }
  const auto newest = number(database, "SELECT max(number) FROM migrations");
  if (newest > newest_known()) {
    throw StoreRefused(path + ": schema " + std::to_string(newest) + ", this baton knows up to " +
                       std::to_string(newest_known()) + ": use a newer baton");
  }
}

void require_sound(Database& database, std::string_view check, const std::string& path) {
  Statement statement(database, check);
  auto use = statement.with();
  const std::string verdict = use.next() ? std::string(use.text(0)) : "no verdict";
  if (verdict != "ok") throw ports::StoreBroken(path + ": damaged: " + verdict);
}

void look_over(const SqliteOptions& options) {
  std::error_code missing;
  const auto size = std::filesystem::file_size(options.path, missing);
  if (missing || size == 0) return;
  const auto path = options.path.string();
  // When a first start was killed midway it left a rollback journal, which must be applied before
  // anything can be read. That needs a connection that may write.
  const bool journal = std::filesystem::exists(path + "-journal", missing);
  try {
    Database database(options.path,
                      journal ? Database::Mode::read_write : Database::Mode::read_only,
                      options.vfs);
    refuse_unfit(database, path);
    // The structure of every page. Indexes are not compared with their tables, as the full check
    // would do.
    if (size <= options.check_bytes_max) require_sound(database, "PRAGMA quick_check(1)", path);
  } catch (const ports::StoreBroken& broken) {
    throw ports::StoreBroken(
        std::string(broken.what()) +
        "; keep the file for examination and restore the newest backup in its place");
  }
}

void migrate(Database& database, const SqliteOptions& options) {
  const auto applied = has_tables(database)
                           ? number(database, "SELECT coalesce(max(number), 0) FROM migrations")
                           : std::int64_t{0};
  for (const auto& migration : migrations()) {
    if (migration.number <= applied) continue;
    database.run("BEGIN IMMEDIATE");
    database.run(kMigrationsTable);
    database.run(std::string(migration.sql));
    Statement(database, "INSERT INTO migrations VALUES (?, ?, ?)")
        .run(migration.number, migration.name, options.clock.now());
    database.run("COMMIT");
    if (options.note)
      options.note(options.path.string() + ": migration " + std::string(migration.name) +
                   " applied");
  }
}

}  // namespace baton::store
