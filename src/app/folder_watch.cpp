#include "app/folder_watch.hpp"

#include "app/problem.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <poll.h>
#include <string>
#include <sys/inotify.h>
#include <system_error>
#include <unistd.h>
#include <utility>

namespace baton::app {
namespace {

namespace fs = std::filesystem;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

// A file counts as changed when it has been written and closed, and not with each part of it.
constexpr std::uint32_t kWatched =
    IN_CLOSE_WRITE | IN_CREATE | IN_DELETE | IN_MOVED_FROM | IN_MOVED_TO | IN_ONLYDIR;

bool is_hidden(std::string_view name) { return name.starts_with('.'); }

Refused cannot_watch(const fs::path& folder, int error) {
  const bool full = error == ENOSPC || error == EMFILE;
  return Refused(core::Error{
      core::Errc::unavailable,
      "the folder cannot be watched: " + std::generic_category().message(error), folder.string(),
      full ? "raise fs.inotify.max_user_watches or max_user_instances" : ""});
}

}  // namespace

FolderWatch::FolderWatch(std::vector<WatchedFolder> folders)
    : descriptor_(inotify_init1(IN_NONBLOCK | IN_CLOEXEC)), asked_(std::move(folders)) {
  if (descriptor_ < 0) throw cannot_watch({}, errno);
  try {
    for (const WatchedFolder& folder : asked_) begin(folder, nullptr);
  } catch (...) {
    ::close(descriptor_);
    throw;
  }
}

FolderWatch::~FolderWatch() { ::close(descriptor_); }

void FolderWatch::begin(const WatchedFolder& folder, FolderChanges* found) {
  if (watch(folder, found)) return;
  watch_parent_of(folder);
  watch(folder, found);  // it may have been made in between
}

bool FolderWatch::watch(const WatchedFolder& folder, FolderChanges* found) {
  const int number = inotify_add_watch(descriptor_, folder.path.c_str(), kWatched);
  if (number < 0 && (errno == ENOENT || errno == ENOTDIR)) return false;
  if (number < 0) throw cannot_watch(folder.path, errno);
  // The same folder may be asked for twice, once without those below it.
  Known& known = folders_[number];
  known.path = folder.path;
  known.files = true;
  known.deep = known.deep || folder.deep;
  if (folders_.size() > kFoldersMax)
    throw Refused(core::Error{core::Errc::too_large,
                              "more than " + std::to_string(kFoldersMax) + " folders to watch",
                              folder.path.string(), "name a folder with fewer"});
  std::error_code failed;
  fs::directory_iterator at(folder.path, failed);
  for (; !failed && at != fs::end(at); at.increment(failed)) {
    std::error_code ignored;
    if (is_hidden(at->path().filename().string())) continue;
    if (at->is_directory(ignored) && !at->is_symlink(ignored)) {
      if (folder.deep) watch({at->path(), true}, found);
    } else if (found != nullptr) {
      found->files.insert(at->path());
    }
  }
  return true;
}

void FolderWatch::watch_parent_of(const WatchedFolder& folder) {
  const fs::path path = folder.path.has_filename() ? folder.path : folder.path.parent_path();
  const fs::path parent = path.has_parent_path() ? path.parent_path() : ".";
  const int number = inotify_add_watch(descriptor_, parent.c_str(), kWatched);
  if (number < 0) return;
  Known& known = folders_[number];
  if (known.path.empty()) known.path = parent;
  const auto awaited = known.awaited.try_emplace(path.filename().string(), folder).first;
  awaited->second.deep = awaited->second.deep || folder.deep;
}

void FolderWatch::take(int folder, unsigned what, std::string_view name, FolderChanges& changes) {
  if ((what & IN_Q_OVERFLOW) != 0) changes.more = true;
  const auto known = folders_.find(folder);
  if (known == folders_.end()) return;
  if ((what & IN_IGNORED) != 0) {
    const fs::path gone = known->second.path;
    folders_.erase(known);
    changes.more = true;
    for (const WatchedFolder& asked : asked_)
      if (asked.path == gone) begin(asked, &changes);
    return;
  }
  if (name.empty() || is_hidden(name)) return;
  const Known& in = known->second;
  const fs::path path = in.path / name;
  const bool came = (what & (IN_CREATE | IN_MOVED_TO)) != 0;
  if ((what & IN_ISDIR) != 0) {
    const auto awaited = in.awaited.find(name);
    const bool is_awaited = awaited != in.awaited.end();
    if (!is_awaited && !in.deep) return;
    changes.more = changes.more || !came;
    if (!came) return;
    if (is_awaited)
      watch({awaited->second.path, in.deep || awaited->second.deep}, &changes);
    else
      watch({path, true}, &changes);
  } else if (in.files && (what & IN_CREATE) == 0) {
    changes.files.insert(path);
  }
}

void FolderWatch::read_all(FolderChanges& changes) {
  std::array<char, 16'384> buffer{};
  for (;;) {
    const auto got = ::read(descriptor_, buffer.data(), buffer.size());
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return;
    inotify_event head{};
    for (std::size_t at = 0; at + sizeof(head) <= static_cast<std::size_t>(got);
         at += sizeof(head) + head.len) {
      std::memcpy(&head, buffer.data() + at, sizeof(head));
      const char* name = buffer.data() + at + sizeof(head);
      take(head.wd, head.mask, {name, strnlen(name, head.len)}, changes);
    }
  }
}

bool FolderWatch::readable_within(std::optional<milliseconds> patience) const {
  pollfd file{descriptor_, POLLIN, 0};
  const int wait = patience ? static_cast<int>(std::max(milliseconds(0), *patience).count()) : -1;
  return ::poll(&file, 1, wait) > 0;
}

FolderChanges FolderWatch::changed(milliseconds quiet, std::optional<milliseconds> patience) {
  const auto gives_up = patience ? std::optional(steady_clock::now() + *patience) : std::nullopt;
  FolderChanges changes;
  while (changes.none()) {
    if (gives_up) {
      const auto left = std::chrono::duration_cast<milliseconds>(*gives_up - steady_clock::now());
      if (!readable_within(left) && steady_clock::now() >= *gives_up) return changes;
    } else {
      readable_within(std::nullopt);
    }
    read_all(changes);
  }
  const auto ends = steady_clock::now() + kLongestBurst;
  while (steady_clock::now() < ends && readable_within(quiet)) read_all(changes);
  return changes;
}

}  // namespace baton::app
