#include "store/sqlite/file_lock.hpp"

#include "baton/store/sqlite.hpp"

#include <array>
#include <cerrno>
#include <fcntl.h>
#include <string>
#include <sys/file.h>
#include <system_error>
#include <unistd.h>

namespace baton::store {
namespace {

std::string holder(int file) {
  std::array<char, 32> text{};
  const auto length = pread(file, text.data(), text.size() - 1, 0);
  return length > 0 ? "process " + std::string(text.data()) : "another process";
}

}  // namespace

FileLock::FileLock(const std::filesystem::path& path)
    : file_(open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600)) {
  if (file_ < 0) {
    throw StoreRefused(path.string() +
                       ": cannot be opened: " + std::system_category().message(errno) +
                       "; the data folder must exist and be writable");
  }
  if (flock(file_, LOCK_EX | LOCK_NB) != 0) {
    const std::string why = path.string() + ": " + holder(file_) +
                            " has this data open; stop it, or choose another data folder";
    close(file_);
    throw StoreRefused(why);
  }
  // The number of this process is written for people only; the lock holds without it.
  const auto own = std::to_string(getpid());
  if (ftruncate(file_, 0) != 0 || pwrite(file_, own.data(), own.size(), 0) < 0) errno = 0;
}

FileLock::~FileLock() { close(file_); }

}  // namespace baton::store
