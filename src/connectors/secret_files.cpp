#include "connectors/secret_files.hpp"

#include <chrono>
#include <ctime>
#include <sys/stat.h>
#include <utility>

namespace baton::connectors {

namespace {

// How often the files are looked at. People who replace a secret expect to wait for minutes, and a
// look costs one system call for each file.
constexpr core::Duration kLookEvery = std::chrono::seconds(2);
// A file that nobody has written to for so long counts as whole.
constexpr std::time_t kQuietSeconds = 2;

std::string text_of(const timespec& time) {
  return std::to_string(time.tv_sec) + "." + std::to_string(time.tv_nsec);
}

}  // namespace

SecretFiles::SecretFiles(std::vector<std::string> paths) : paths_(std::move(paths)) {
  read_ = seen_ = look().text;
}

bool SecretFiles::changed(const ports::Clock& clock) {
  if (paths_.empty()) return false;
  const auto now = clock.steady();
  if (now < look_at_) return false;
  look_at_ = now + kLookEvery;
  const auto found = look();
  const bool whole = found.quiet || found.text == seen_;
  seen_ = found.text;
  if (!whole || found.text == read_) return false;
  read_ = found.text;
  return true;
}

SecretFiles::Look SecretFiles::look() const {
  Look found;
  for (const auto& path : paths_) {
    struct stat status {};
    if (stat(path.c_str(), &status) != 0) {
      found.text += "none ";
    } else if (S_ISREG(status.st_mode)) {
      found.text += std::to_string(status.st_dev) + ":" + std::to_string(status.st_ino) + ":" +
                    std::to_string(status.st_size) + ":" + text_of(status.st_mtim) + ":" +
                    text_of(status.st_ctim) + " ";
      const auto age = std::time(nullptr) - status.st_ctim.tv_sec;
      found.quiet &= age > kQuietSeconds || age < -kQuietSeconds;
    } else {
      found.text += "pipe ";  // a pipe or a device can be read only once
    }
  }
  return found;
}

}  // namespace baton::connectors
