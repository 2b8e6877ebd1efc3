#pragma once

#include <atomic>
#include <sqlite3.h>
#include <stdexcept>

namespace baton::store {

// A SQLite VFS named "faulty-disk" whose write-ahead log fails when it is told to; all else is the
// system's (https://sqlite.org/vfs.html). One for the process.
class FaultyDisk {
 public:
  static FaultyDisk& get() {
    static FaultyDisk disk;
    return disk;
  }
  static constexpr auto kName = "faulty-disk";

  // What writing to the log and syncing it return; SQLITE_OK: they work.
  std::atomic<int> write = SQLITE_OK;
  std::atomic<int> sync = SQLITE_OK;
  std::atomic<int> syncs = 0;

 private:
  FaultyDisk() : system_(sqlite3_vfs_find(nullptr)), vfs_(*system_) {
    vfs_.zName = kName;
    vfs_.xOpen = open;
    if (sqlite3_vfs_register(&vfs_, 0) != SQLITE_OK)
      throw std::runtime_error("the VFS cannot be registered");
  }

  static int open(sqlite3_vfs*, const char* name, sqlite3_file* file, int flags, int* out) {
    auto& disk = get();
    const int code = disk.system_->xOpen(disk.system_, name, file, flags, out);
    if (code != SQLITE_OK || (flags & SQLITE_OPEN_WAL) == 0 || file->pMethods == nullptr)
      return code;
    // All logs share one table of methods, so one copy serves them all.
    if (disk.methods_ == nullptr) {
      disk.methods_ = file->pMethods;
      disk.faulty_ = *file->pMethods;
      disk.faulty_.xWrite = write_log;
      disk.faulty_.xSync = sync_log;
    }
    file->pMethods = &disk.faulty_;
    return code;
  }
  static int write_log(sqlite3_file* file, const void* bytes, int count, sqlite3_int64 at) {
    const int fault = get().write;
    return fault != SQLITE_OK ? fault : get().methods_->xWrite(file, bytes, count, at);
  }
  static int sync_log(sqlite3_file* file, int flags) {
    ++get().syncs;
    const int fault = get().sync;
    return fault != SQLITE_OK ? fault : get().methods_->xSync(file, flags);
  }

  sqlite3_vfs* system_;
  sqlite3_vfs vfs_;
  const sqlite3_io_methods* methods_ = nullptr;
  sqlite3_io_methods faulty_{};
};

}  // namespace baton::store
