#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>

namespace baton::store {

// What a database file holds, once it was checked.
struct CopyReport {
  // The size of the file.
  std::uint64_t bytes = 0;
  int schema = 0;           // the number of its last migration
  std::int64_t events = 0;  // rows of the log
  std::int64_t runs = 0;
  std::int64_t runs_open = 0;
  std::int64_t last_event = 0;  // the greatest id that was ever given out
};

// Told now and then how much of a copy is done, in pages of 4 KiB.
using CopyProgress = std::function<void(std::int64_t done, std::int64_t total)>;

// Copies the database `from` into a new file `to`, as it was at one instant, and checks the copy as
// look_through() does. A server may have `from` open and go on writing: it is only read, by one
// connection
// (https://sqlite.org/backup.html); its log grows until the copy is done. `to` is readable by its
// owner only, stands alone without further files, and appears under its name when it is complete
// and on disk; until then it is called `to` with ".new" behind. Throws StoreRefused when `from` is
// not a database of Baton's or `to` is there already, ports::StoreBroken when one of them is
// damaged, and ports::StoreUnavailable when the disk is full.
CopyReport back_up(const std::filesystem::path& from, const std::filesystem::path& to,
                   const CopyProgress& progress = {});

// Checks a database file that nobody writes to: every page, every index, and whether there are as
// many rows as its counters say. Throws as back_up().
CopyReport look_through(const std::filesystem::path& file);

// Puts a copy of `file` in the place of the database `database`, while no server has it open. The
// database that is there is first kept as `aside`, which must not exist; nothing is kept when there
// is none. A log of it that cannot be brought into it, or that stands there without its database,
// is kept as `aside` with "-wal" behind, since it would change what is restored. A crash at any
// point leaves either the old database or the new one in its place. Throws as back_up(), and
// StoreRefused when a server has the database open.
CopyReport restore(const std::filesystem::path& file, const std::filesystem::path& database,
                   const std::filesystem::path& aside, const CopyProgress& progress = {});

}  // namespace baton::store
