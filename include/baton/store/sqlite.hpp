#pragma once

#include "baton/ports/clock.hpp"
#include "baton/ports/store.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>

namespace baton::store {

// The file cannot be used by this program as things are: another server has it open, it is another
// program's, or a newer baton wrote it. Nothing was changed. what() says what was found and how to
// mend it.
class StoreRefused : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

struct SqliteOptions {
  std::filesystem::path path;  // the database file; made when missing, its folder must be there
  const ports::Clock& clock;
  ports::Random& random;

  // Transactions that share one commit (one fsync), at most. More raises throughput under load and
  // the wait of the first.
  std::size_t batch_max = 512;
  // Threads that read for people, each with its own connection. One more reads for the server.
  std::size_t readers = 2;
  // A read for people that takes longer ends with StoreUnavailable: others wait for its thread.
  std::chrono::milliseconds read_time_max = std::chrono::seconds(2);
  // Reads that may wait; one more is answered with StoreUnavailable.
  std::size_t reads_waiting_max = 4'096;
  std::size_t writer_cache_bytes = std::size_t{64} << 20;
  std::size_t reader_cache_bytes = std::size_t{8} << 20;
  // The log is copied into the file when it has grown past this many pages of 4 KiB, between two
  // transactions.
  int checkpoint_pages = 4'000;
  // Free space below which events from outside are refused with StoreUnavailable, so that Baton can
  // finish what it took in. Zero: no reserve.
  std::uintmax_t reserve_bytes = std::uintmax_t{64} << 20;
  // Files up to this size are checked page by page at start; larger ones by their header and
  // counters only, since start-up must take bounded time.
  std::uintmax_t check_bytes_max = std::uintmax_t{1} << 30;
  // The file may grow to this many pages of 4 KiB; zero: no bound but the disk's.
  std::int64_t pages_max = 0;
  // Name of a registered SQLite VFS (https://sqlite.org/vfs.html), for fault injection; empty: the
  // system's.
  std::string vfs{};

  // Called after each commit, before any `done`, with the number of transactions it made durable,
  // on the store's thread. May be empty.
  std::function<void(std::size_t works)> on_commit{};
  // Called once, on the thread that met it, when the store is broken for good: the process must
  // stop with exit code 70.
  std::function<void(std::string_view why)> on_broken{};
  // Things worth a log line: a migration was applied, the disk is full, a checkpoint did not
  // finish. On the opener's or the store's thread. May be empty.
  std::function<void(std::string_view message)> note{};
};

// The embedded store: one SQLite file in WAL mode with synchronous=FULL, so that a transaction
// whose `done` was called is on disk. One thread and one connection write and checkpoint; readers
// are read-only. Brings an older schema up to date. Throws StoreRefused when the file cannot be
// used, ports::StoreBroken when it is damaged (naming it), and ports::StoreUnavailable when the
// disk is full. Destroying the store first completes what was submitted, then folds the log into
// the file and closes it.
std::unique_ptr<ports::Store> open_sqlite(SqliteOptions options);

}  // namespace baton::store
