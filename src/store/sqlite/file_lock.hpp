#pragma once

#include <filesystem>

namespace baton::store {

// An exclusive lock on a small file beside the data, held for the life of the object and let go by
// the system when the process dies (flock(2)). The file itself stays.
class FileLock {
 public:
  // Throws StoreRefused, naming the process that has it.
  explicit FileLock(const std::filesystem::path& path);
  ~FileLock();
  FileLock(const FileLock&) = delete;
  FileLock& operator=(const FileLock&) = delete;

 private:
  int file_ = -1;
};

}  // namespace baton::store
