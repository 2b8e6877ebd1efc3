#pragma once

#include <filesystem>

namespace baton::store {

// An exclusive lock on a small file beside the data. It is held as long as the object lives; when
// the process dies the system releases it (flock(2)). The file stays.
class FileLock {
 public:
  // Takes the lock. Throws StoreRefused, which names the process that has it.
  explicit FileLock(const std::filesystem::path& path);
  ~FileLock();
  FileLock(const FileLock&) = delete;
  FileLock& operator=(const FileLock&) = delete;

 private:
  int file_ = -1;
};

}  // namespace baton::store
