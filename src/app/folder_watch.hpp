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
  // The files that were saved, moved into a folder, moved out of one or removed. Each path begins
  // with the path of its folder as the caller of FolderWatch gave it.
  std::set<std::filesystem::path> files{};
  // True: other files may have changed too, because a folder is gone or so much happened at once
  // that the system did not report all of it.
  bool more = false;

  bool none() const { return files.empty() && !more; }
};

// A folder to watch.
struct WatchedFolder {
  std::filesystem::path path{};
  // Whether the folders below it are watched too.
  bool deep = true;
};

// Watches folders with inotify of Linux. Hidden files and folders are left out. Used on one thread.
class FolderWatch {
 public:
  // The most folders that one FolderWatch watches, with those below them. Folders in which people
  // edit files are far fewer.
  static constexpr std::size_t kFoldersMax = 2'000;
  // How long changed() waits for changes to stop before it returns although they go on.
  static constexpr std::chrono::milliseconds kLongestBurst{1'000};

  // Begins to watch. A folder that is not there is watched once it is made, provided that the
  // folder in which it is made is there already. Throws Refused when the system cannot watch a
  // folder, or when there are more than kFoldersMax.
  explicit FolderWatch(std::vector<WatchedFolder> folders);
  ~FolderWatch();
  FolderWatch(const FolderWatch&) = delete;

  // Waits until something has changed, and then until nothing more has changed for `quiet`, because
  // an editor saves a file in several steps. Changes since the last call count too. If nothing
  // changes within `patience`, nothing is returned; without a patience it waits for ever.
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
  // Watches a folder, and those below it if it is `deep`. If the folder was made after the watch
  // had begun, `found` is not null, and the files that are in it already are added to `found`.
  // False if there is no such folder.
  bool watch(const WatchedFolder& folder, FolderChanges* found);
  // Watches the folder in which this one may be made.
  void watch_parent_of(const WatchedFolder& folder);
  // Takes all that the system has reported until now.
  void read_all(FolderChanges& changes);
  // Takes one report: what happened (`what`, a mask of inotify) to the file or folder `name` in the
  // folder of that number.
  void take(int folder, unsigned what, std::string_view name, FolderChanges& changes);
  // Waits for a report. False if none has come within `patience`.
  bool readable_within(std::optional<std::chrono::milliseconds> patience) const;

  int descriptor_ = -1;
  std::vector<WatchedFolder> asked_{};
  std::map<int, Known> folders_{};  // by the number that the system gave them
};

}  // namespace baton::app
