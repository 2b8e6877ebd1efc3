#pragma once

#include <chrono>
#include <cstddef>
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
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

// A folder to watch.
struct WatchedFolder {
  std::filesystem::path path{};
  // Whether the folders below it are watched too.
  bool deep = true;
};

// Watches folders by what Linux calls inotify. Hidden files and folders are left out. One thread.
class FolderWatch {
 public:
  // The folders that one may watch, those below them included. A folder that people edit has fewer.
  static constexpr std::size_t kFoldersMax = 2'000;
  // How long changed() waits for more while something changes all the time.
  static constexpr std::chrono::milliseconds kLongestBurst{1'000};

  // Begins to watch. A folder that is not there is watched once it is made, provided that the
  // folder in which it is made is there already. Throws Refused when the system watches no more, or
  // when there are too many folders.
  explicit FolderWatch(std::vector<WatchedFolder> folders);
  ~FolderWatch();
  FolderWatch(const FolderWatch&) = delete;

  // Waits until something has changed, and then until nothing has for so long, because an editor
  // saves a file in several steps. What changed since the last call counts too. If nothing changes
  // within `patience`, returns nothing.
  FolderChanges changed(std::chrono::milliseconds quiet,
                        std::optional<std::chrono::milliseconds> patience = std::nullopt);

 private:
  // A folder that the system watches.
  struct Known {
    std::filesystem::path path{};
    // False if it is watched only because another folder may be made in it.
    bool files = false;
    bool deep = false;
    // What may be made in it and is to be watched then, by its name here.
    std::map<std::string, WatchedFolder, std::less<>> awaited{};
  };

  // Watches a folder, or waits for it to be made.
  void begin(const WatchedFolder& folder, FolderChanges* found);
  // Watches a folder, and those below it if it says so. Files that are in a folder which is `found`
  // later have changed. False if it is not there.
  bool watch(const WatchedFolder& folder, FolderChanges* found);
  // Watches the folder in which this one may be made.
  void await(const WatchedFolder& folder);
  void read_all(FolderChanges& changes);
  void take(int folder, unsigned what, std::string_view name, FolderChanges& changes);
  bool readable_within(std::optional<std::chrono::milliseconds> patience) const;

  int descriptor_ = -1;
  std::vector<WatchedFolder> asked_{};
  std::map<int, Known> folders_{};  // by the number that the system gave them
};

}  // namespace baton::app
