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

// The file cannot be used: another server has it open, another program made it, or a newer baton
// wrote it. Nothing was changed.
class StoreRefused : public std::runtime_error {
 public:
  // The message says what was found and how to mend it.
  using std::runtime_error::runtime_error;
};

// Where the database of a store is, and how the store works.
struct SqliteOptions {
  // The database file. It is made when it is missing; its folder must exist.
  std::filesystem::path path;
  // Where the store gets times from; it must outlive the store.
  const ports::Clock& clock;
  // Where the store gets the random part of ids from; it must outlive the store.
  ports::Random& random;

  // The most transactions that share one commit, which is one fsync. A greater number raises the
  // throughput under load, and makes the first transaction of a commit wait longer.
  std::size_t batch_max = 512;
  // The number of threads that read for people, each with its own connection. One more thread reads
  // for the server, and one for what is computed beside the turns.
  std::size_t readers = 2;
  // A read for people that takes longer ends with StoreUnavailable, since others wait for its
  // thread.
  std::chrono::milliseconds read_time_max = std::chrono::seconds(2);
  // The most reads that may wait; one more ends with StoreUnavailable.
  std::size_t reads_waiting_max = 4'096;
  // The most memory that the writing connection caches pages in.
  std::size_t writer_cache_bytes = std::size_t{64} << 20;
  // The same, for each reading connection.
  std::size_t reader_cache_bytes = std::size_t{8} << 20;
  // When the write-ahead log has grown past this many pages of 4 KiB, it is copied into the file
  // between two transactions.
  int checkpoint_pages = 4'000;
  // While less space than this is free on the disk, events from outside are refused with
  // StoreUnavailable, so that Baton can finish what it took in. Zero: never.
  std::uintmax_t reserve_bytes = std::uintmax_t{64} << 20;
  // Files up to this size are checked page by page at start. Of larger ones only the header and the
  // counters are checked, since a start must take bounded time.
  std::uintmax_t check_bytes_max = std::uintmax_t{1} << 30;
  // The most pages of 4 KiB that the file may grow to; zero: as many as the disk holds.
  std::int64_t pages_max = 0;
  // The name of a registered SQLite VFS (https://sqlite.org/vfs.html), for fault injection; empty:
  // the system's.
  std::string vfs{};

  // Called on the store's thread after each commit, before any `done`, with the number of
  // transactions that it made durable. May be empty.
  std::function<void(std::size_t works)> on_commit{};
  // Called once, on the thread that found it, when the store is broken for good. The process must
  // then stop with exit code 70. May be empty.
  std::function<void(std::string_view why)> on_broken{};
  // Called with messages for the log: a migration was applied, the disk is full, a checkpoint did
  // not finish. On the opener's or the store's thread. May be empty.
  std::function<void(std::string_view message)> note{};
  // Called with a message for the log when a read leaves out a damaged row because the others can
  // be used without it: once for each row and connection, on the thread that reads. May be empty.
  std::function<void(std::string_view message)> on_damage{};
};

// Opens the embedded store: one SQLite file in WAL mode with synchronous=FULL, so that a
// transaction is on disk when its `done` is called. One thread and one connection write and
// checkpoint; all other connections are read-only. An older schema is brought up to date. Throws
// StoreRefused when the file cannot be used, ports::StoreBroken when it is damaged, and
// ports::StoreUnavailable when the disk is full. Destroying the store first completes the
// transactions that were submitted, then copies the write-ahead log into the file and closes it;
// reads that still wait end with ports::StoreUnavailable.
std::unique_ptr<ports::Store> open_sqlite(SqliteOptions options);

}  // namespace baton::store
