#pragma once

#include <chrono>
#include <cstddef>
#include <filesystem>
#include <map>
#include <optional>
#include <set>
#include <string_view>
#include <vector>

namespace baton::app {

// What has changed in folders that are watched.
struct FolderChanges {
  // The files that were saved, moved there or removed. Their paths begin with that of the folder as
  // it was given.
  std::set<std::filesystem::path> files{};
  // More may have changed than is told: a folder is gone, or too much happened at once.
  bool more = false;

  bool none() const { return files.empty() && !more; }
};

// Watches folders, and the folders below them, by what Linux calls inotify. Hidden files and
// folders are left out. One thread.
class FolderWatch {
 public:
  // The folders that one may watch, those below them included. A folder that people edit has fewer.
  static constexpr std::size_t kFoldersMax = 2'000;
  // How long changed() waits for more while something changes all the time.
  static constexpr std::chrono::milliseconds kLongestBurst{1'000};

  // Begins to watch. A folder that is not there is not watched. Throws Refused when the system
  // watches no more, or when there are too many folders.
  explicit FolderWatch(const std::vector<std::filesystem::path>& folders);
  ~FolderWatch();
  FolderWatch(const FolderWatch&) = delete;

  // Waits until something has changed, and then until nothing has for so long, because an editor
  // saves a file in several steps. What changed since the last call counts too. If nothing changes
  // within `patience`, returns nothing.
  FolderChanges changed(std::chrono::milliseconds quiet,
                        std::optional<std::chrono::milliseconds> patience = std::nullopt);

 private:
  // Watches a folder and those below it. Files that are in a folder which is `found` later have
  // changed.
  void watch(const std::filesystem::path& folder, FolderChanges* found);
  void read_all(FolderChanges& changes);
  void take(int folder, unsigned what, std::string_view name, FolderChanges& changes);
  bool readable_within(std::optional<std::chrono::milliseconds> patience) const;

  int descriptor_ = -1;
  std::map<int, std::filesystem::path> folders_{};  // by the number that the system gave them
};

}  // namespace baton::app
