#include "baton/store/backup.hpp"

#include "baton/ports/failures.hpp"
#include "store/sqlite/file_lock.hpp"
#include "store/sqlite/folder.hpp"
#include "store/sqlite/migrations.hpp"

#include <cerrno>
#include <fcntl.h>
#include <memory>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>

namespace baton::store {

namespace {

namespace fs = std::filesystem;

// Pages that are copied between two looks at the progress: 8 MiB.
constexpr int kPagesAtOnce = 2'048;

std::string why(int error) { return std::system_category().message(error); }

void require_file(const fs::path& file) {
  std::error_code failed;
  if (!fs::is_regular_file(file, failed))
    throw StoreRefused(file.string() + ": there is no such database file");
}

void require_absent(const fs::path& file) {
  std::error_code failed;
  if (fs::exists(fs::symlink_status(file, failed)))
    throw StoreRefused(file.string() + ": is there already, and is not replaced; name another");
}

// An empty file that only its owner may read, from its first moment on.
void make_private(const fs::path& file) {
  ::unlink(file.c_str());
  const int made = ::open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (made < 0) throw ports::StoreUnavailable(file.string() + ": cannot be made: " + why(errno));
  ::close(made);
}

void sync(const fs::path& path) {
  const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  const bool synced = file >= 0 && ::fsync(file) == 0;
  const int error = errno;
  if (file >= 0) ::close(file);
  if (!synced)
    throw ports::StoreUnavailable(path.string() + ": cannot be written to disk: " + why(error));
}

void require_tables(Database& database, const std::string& path) {
  if (number(database, "SELECT count(*) FROM sqlite_schema") == 0)
    throw StoreRefused(path + ": is empty");
}

void rename_over(const fs::path& from, const fs::path& to) {
  if (::rename(from.c_str(), to.c_str()) != 0)
    throw ports::StoreUnavailable(to.string() + ": cannot be put in place: " + why(errno));
  sync(folder_of(to));
}

// Copies every page that `source` sees in its open transaction.
void copy_pages(Database& source, Database& target, const CopyProgress& progress) {
  const std::unique_ptr<sqlite3_backup, int (*)(sqlite3_backup*)> copy(
      sqlite3_backup_init(target.handle(), "main", source.handle(), "main"), sqlite3_backup_finish);
  if (!copy) target.fail(sqlite3_errcode(target.handle()), "beginning a copy");
  int code = SQLITE_OK;
  while (code == SQLITE_OK) {
    code = sqlite3_backup_step(copy.get(), kPagesAtOnce);
    if (progress && (code == SQLITE_OK || code == SQLITE_DONE)) {
      const auto total = sqlite3_backup_pagecount(copy.get());
      progress(total - sqlite3_backup_remaining(copy.get()), total);
    }
  }
  if (code != SQLITE_DONE) target.fail(code, "copying pages");
}

// The copy says in its header that it has a log, as its original does. A single file is easier to
// keep, to move and to look at.
void fold_into_one_file(const fs::path& file) {
  Database database(file, Database::Mode::read_write, {});
  database.run("PRAGMA journal_mode = DELETE");
}

// Writes a complete copy to `to`, without putting it on disk for good.
void copy_database(const fs::path& from, const fs::path& to, const CopyProgress& progress) {
  make_private(to);
  {
    Database source(from, Database::Mode::read_only, {});
    refuse_unfit(source, from.string());
    source.run("BEGIN");
    require_tables(source, from.string());
    Database target(to, Database::Mode::read_write, {});
    target.run("PRAGMA journal_mode = OFF");
    target.run("PRAGMA synchronous = OFF");
    copy_pages(source, target, progress);
    source.run("COMMIT");
  }
  fold_into_one_file(to);
}

void require_count(std::int64_t counted, std::int64_t kept, const std::string& path,
                   const std::string& what) {
  if (counted == kept) return;
  throw ports::StoreBroken(path + ": damaged: it has " + std::to_string(counted) + " " + what +
                           ", and counts " + std::to_string(kept));
}

// `owner` is a file or folder that the new file should belong to the owner of: root may restore for
// the user that runs the server.
void give_to_owner_of(const fs::path& owner, const fs::path& file) {
  struct stat status {};
  if (::geteuid() != 0 || ::stat(owner.c_str(), &status) != 0) return;
  if (::chown(file.c_str(), status.st_uid, status.st_gid) != 0)
    throw ports::StoreUnavailable(file.string() + ": cannot be given to its owner: " + why(errno));
}

// Brings what stands in the log into the database, so that one file is all of it. A database that
// is damaged is left as it is.
void fold_old(const fs::path& database) {
  try {
    fold_into_one_file(database);
  } catch (const ports::StoreBroken&) {  // NOLINT(bugprone-empty-catch): it is kept as it is
  }
}

// Sets aside what still stands beside the database: the log of one that is damaged, or of one that
// somebody has moved away. SQLite would apply it to whatever database has this name.
void set_log_aside(const fs::path& database, const fs::path& aside) {
  bool any = false;
  for (const char* more : {"-wal", "-shm", "-journal"}) {
    const fs::path file = database.string() + more;
    std::error_code failed;
    if (!fs::exists(fs::symlink_status(file, failed))) continue;
    if (::rename(file.c_str(), (aside.string() + more).c_str()) != 0)
      throw ports::StoreUnavailable(file.string() + ": cannot be set aside: " + why(errno));
    any = true;
  }
  if (any) sync(folder_of(database));
}

}  // namespace

CopyReport look_through(const fs::path& file) {
  require_file(file);
  const auto path = file.string();
  Database database(file, Database::Mode::read_only, {});
  refuse_unfit(database, path);
  require_tables(database, path);
  require_sound(database, "PRAGMA integrity_check(1)", path);
  CopyReport report;
  report.bytes = fs::file_size(file);
  report.schema = static_cast<int>(number(database, "SELECT max(number) FROM migrations"));
  report.events = number(database, "SELECT count(*) FROM events");
  report.runs = number(database, "SELECT count(*) FROM runs");
  report.runs_open = number(database, "SELECT count(*) FROM runs WHERE open = 1");
  report.last_event = number(database, "SELECT last_event FROM head");
  require_count(report.events, number(database, "SELECT events FROM head"), path, "events");
  require_count(report.runs, number(database, "SELECT runs FROM head"), path, "runs");
  require_count(report.runs_open, number(database, "SELECT runs_open FROM head"), path,
                "open runs");
  return report;
}

CopyReport back_up(const fs::path& from, const fs::path& to, const CopyProgress& progress) {
  require_file(from);
  require_absent(to);
  const fs::path fresh = to.string() + ".new";
  try {
    copy_database(from, fresh, progress);
    const auto report = look_through(fresh);
    sync(fresh);
    rename_over(fresh, to);
    return report;
  } catch (...) {
    ::unlink(fresh.c_str());
    throw;
  }
}

CopyReport restore(const fs::path& file, const fs::path& database, const fs::path& aside,
                   const CopyProgress& progress) {
  require_file(file);
  require_absent(aside);
  const FileLock lock(database.string() + ".lock");
  give_to_owner_of(folder_of(database), database.string() + ".lock");
  const fs::path fresh = database.string() + ".new";
  try {
    copy_database(file, fresh, progress);
    const auto report = look_through(fresh);
    give_to_owner_of(folder_of(database), fresh);
    sync(fresh);
    std::error_code failed;
    if (fs::exists(database, failed)) {
      fold_old(database);
      if (::link(database.c_str(), aside.c_str()) != 0)
        throw ports::StoreUnavailable(aside.string() + ": cannot be made: " + why(errno));
    }
    set_log_aside(database, aside);
    rename_over(fresh, database);
    return report;
  } catch (...) {
    ::unlink(fresh.c_str());
    throw;
  }
}

}  // namespace baton::store
