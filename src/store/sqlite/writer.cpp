#include "store/sqlite/writer.hpp"

#include "store/sqlite/folder.hpp"
#include "store/sqlite/migrations.hpp"

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <string>

namespace baton::store {
namespace {

// When the write-ahead log is this many times longer than SqliteOptions::checkpoint_pages, readers
// keep it from starting anew. The checkpoint then waits for them, so that the log does not grow on.
constexpr int kLogTimesMax = 3;
// How long a checkpoint waits for readers that have outlasted a longer wait. No turn runs
// meanwhile, and such a reader, for example a backup of a large database, may stay for minutes.
constexpr std::chrono::milliseconds kWaitAgain{50};

// Sets up the connection that writes, as P1 and P5 in docs/reliability.md demand.
void prepare_writing(Database& database, const SqliteOptions& options) {
  database.on_damage(options.on_damage);
  database.run("PRAGMA page_size = 4096");
  database.run("PRAGMA journal_mode = WAL");
  database.run("PRAGMA synchronous = FULL");
  database.run("PRAGMA wal_autocheckpoint = 0");
  database.run("PRAGMA mmap_size = 0");
  database.run("PRAGMA foreign_keys = OFF");
  database.run("PRAGMA secure_delete = OFF");
  database.run("PRAGMA temp_store = MEMORY");
  database.run("PRAGMA cache_size = -" + std::to_string(options.writer_cache_bytes >> 10U));
  if (options.pages_max > 0)
    database.run("PRAGMA max_page_count = " + std::to_string(options.pages_max));
  migrate(database, options);
}

// Reads the head. It is written with every commit, so if there are rows beyond it the file is not
// as it was written. Throws ports::StoreBroken then.
Head load_head(Database& database, const SqliteOptions& options) {
  const auto head = SqliteReads(database).head();
  Statement greatest(database, sql::kGreatest);
  auto use = greatest.with();
  const bool fits = use.next() && use.integer(0) <= head.last_event.value() &&
                    use.integer(1) <= head.last_run.value() &&
                    use.integer(2) <= head.last_sequence && head.cursor <= head.last_event;
  if (fits) return head;
  throw ports::StoreBroken(options.path.string() +
                           ": damaged: there are rows beyond its head; restore the newest backup");
}

// Gives each work an exception of its own, since each goes to another thread.
template <class Exception>
void refuse_all(std::vector<std::exception_ptr>& errors, const std::string& why) {
  for (auto& error : errors) error = std::make_exception_ptr(Exception(why));
}

}  // namespace

SqliteWriter::SqliteWriter(const SqliteOptions& options, Breakage& breakage)
    : options_(options),
      breakage_(breakage),
      database_(options.path, Database::Mode::read_write, options.vfs),
      head_((prepare_writing(database_, options), load_head(database_, options))),
      saved_(head_),
      reserve_(folder_of(options.path), options.reserve_bytes, options.clock),
      tx_(database_, head_, reserve_, options.clock, options.random),
      begin_(database_, sql::kBegin),
      commit_(database_, sql::kCommit),
      rollback_(database_, sql::kRollback),
      save_head_(database_, sql::kSaveHead),
      checkpoint_at_(options.checkpoint_pages) {
  const auto remember = [](void* pages, sqlite3*, const char*, int count) {
    *static_cast<int*>(pages) = count;
    return SQLITE_OK;
  };
  sqlite3_wal_hook(database_.handle(), remember, &log_pages_);
}

SqliteWriter::~SqliteWriter() {
  if (!breakage_.happened()) checkpoint(SQLITE_CHECKPOINT_TRUNCATE);
}

void SqliteWriter::process(Works works) {
  std::vector<std::exception_ptr> errors(works.size());
  transact(works, errors);
  for (std::size_t at = 0; at < works.size(); ++at) works[at]->done(std::move(errors[at]));
  works.clear();
  checkpoint_if_due();
}

void SqliteWriter::transact(Works& works, std::vector<std::exception_ptr>& errors) {
  if (!breakage_.happened()) {
    try {
      run_all(works, errors);
      return;
    } catch (const std::exception& cause) {
      recover(cause.what());
      if (!breakage_.happened()) return refuse_all<ports::StoreUnavailable>(errors, cause.what());
    }
  }
  refuse_all<ports::StoreBroken>(errors, breakage_.why());
}

// Throws when the transaction as a whole is lost; then none of its works happened.
void SqliteWriter::run_all(Works& works, std::vector<std::exception_ptr>& errors) {
  const bool alone = works.size() == 1;
  begin_.run();
  for (std::size_t at = 0; at < works.size(); ++at) {
    errors[at] = run_one(*works[at], alone);
    database_.ensure_usable();
  }
  if (alone && errors.front()) {
    rollback_.run();
    head_ = saved_;
    return;
  }
  save_head();
  commit_.run();
  saved_ = head_;
  const auto kept = static_cast<std::size_t>(std::count(errors.begin(), errors.end(), nullptr));
  if (options_.on_commit && kept > 0) options_.on_commit(kept);
}

// A work that is alone in its transaction needs no savepoint, since the rollback undoes it.
std::exception_ptr SqliteWriter::run_one(ports::Store::Work& work, bool alone) {
  try {
    if (alone) {
      work.run(tx_);
    } else {
      tx_.guarded([this, &work] { work.run(tx_); });
    }
    return nullptr;
  } catch (...) {
    return std::current_exception();
  }
}

void SqliteWriter::save_head() {
  tx_.write_counts();
  if (head_ == saved_) return;
  const auto& counts = head_.counts;
  save_head_.run(head_.cursor, head_.last_event, head_.last_run, head_.last_sequence, counts.events,
                 counts.runs, counts.runs_open, counts.steps_live, counts.approvals_open,
                 counts.parked, counts.windows, head_.pruned, head_.words_to, head_.words_missing);
}

// Called when a transaction was lost. When the disk was full or the file locked, the next one may
// work. Otherwise the store is broken for good; an fsync is never tried again.
void SqliteWriter::recover(const std::string& why) {
  head_ = saved_;
  const bool may_go_on = database_.fault() == Fault::unavailable;
  database_.clear_fault();
  try {
    if (!may_go_on) throw ports::StoreBroken(why);
    if (database_.in_transaction()) rollback_.run();
    note(why + "; nothing of this transaction was written");
  } catch (const std::exception& error) {
    breakage_.report(error.what());
  }
}

void SqliteWriter::checkpoint_if_due() {
  if (breakage_.happened()) return;
  if (log_pages_ < checkpoint_at_) {
    // The log has started anew since the last checkpoint, so the next one is due at the usual
    // length.
    if (log_pages_ < options_.checkpoint_pages) {
      checkpoint_at_ = options_.checkpoint_pages;
      waited_at_ = 0;
    }
    return;
  }
  if (log_pages_ >= kLogTimesMax * options_.checkpoint_pages) {
    restart_log();
  } else {
    checkpoint(SQLITE_CHECKPOINT_PASSIVE);
  }
  checkpoint_at_ = log_pages_ + options_.checkpoint_pages;
}

// Waits for readers as long as a read for people may take, so that the log starts anew. When one
// stays for longer, it is waited for so long only once more each time that the log has doubled.
void SqliteWriter::restart_log() {
  const bool patient = log_pages_ >= 2 * waited_at_;
  if (patient) waited_at_ = log_pages_;
  database_.wait_for_locks(patient ? std::max(kWaitAgain, options_.read_time_max) : kWaitAgain);
  if (checkpoint(SQLITE_CHECKPOINT_RESTART)) waited_at_ = 0;
  database_.wait_for_locks(kLockWaitMax);
}

bool SqliteWriter::checkpoint(int mode) {
  const int code = sqlite3_wal_checkpoint_v2(database_.handle(), "main", mode, nullptr, nullptr);
  const auto fault = fault_of(code);
  if (fault == Fault::none) return true;
  const std::string why =
      options_.path.string() + ": checkpoint: " + sqlite3_errmsg(database_.handle());
  if (fault == Fault::broken) {
    breakage_.report(why);
  } else {
    note(why + "; it stays in the log and is tried again later");
  }
  return false;
}

void SqliteWriter::note(const std::string& message) const {
  if (options_.note) options_.note(message);
}

}  // namespace baton::store
