#include "app/data_folder.hpp"

#include "app/problem.hpp"

#include <optional>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>
#include <utility>

namespace baton::app {

namespace {

std::optional<Remark> folder_remark(const std::filesystem::path& folder) {
  struct stat status {};
  if (stat(folder.c_str(), &status) != 0) return std::nullopt;
  if (status.st_uid != geteuid()) {
    return Remark{
        folder.string() + ": it belongs to another user, who may put files in place of ours",
        "chown it to the user that runs baton"};
  }
  if ((status.st_mode & (S_IWGRP | S_IWOTH)) != 0) {
    return Remark{folder.string() +
                      ": others may put files of their own into it, if they are there before ours",
                  "chmod 700 " + folder.string() + ", or choose a folder of our own"};
  }
  return std::nullopt;
}

std::optional<Remark> file_remark(const std::filesystem::path& file) {
  struct stat status {};
  if (stat(file.c_str(), &status) != 0) return std::nullopt;
  if (status.st_uid != geteuid()) {
    return Remark{file.string() + ": it belongs to another user, who may read and change it",
                  "chown it to the user that runs baton"};
  }
  if ((status.st_mode & (S_IRWXG | S_IRWXO)) != 0) {
    return Remark{
        file.string() +
            ": others than its owner may use it, and it holds what events and answers say",
        "chmod 600 " + file.string()};
  }
  return std::nullopt;
}

constexpr const char* kPrivateFiles[] = {"secret.key", "admin.token", "baton.db", "baton.db-wal",
                                         "baton.db-shm"};

void take_rights(const std::filesystem::path& path, mode_t allowed,
                 std::vector<std::string>& changed) {
  struct stat status {};
  if (lstat(path.c_str(), &status) != 0 || S_ISLNK(status.st_mode)) return;
  const mode_t mode = status.st_mode & 07777;
  if (status.st_uid != geteuid() || (mode & ~allowed & 0777) == 0) return;
  if (chmod(path.c_str(), mode & allowed) == 0)
    changed.push_back(path.string() + ": others than its owner have no rights any more");
}

}  // namespace

void make_data_folder(const std::filesystem::path& folder) {
  namespace fs = std::filesystem;
  std::error_code failed;
  if (fs::create_directories(folder, failed)) fs::permissions(folder, fs::perms::owner_all, failed);
  std::error_code unknown;
  if (!fs::is_directory(folder, unknown))
    throw Refused(core::Error{
        core::Errc::denied, "the data folder cannot be made: " + failed.message(), folder.string(),
        "choose another with --data, or make it for the user that runs baton"});
}

std::vector<std::string> mend_modes(const std::filesystem::path& folder) {
  std::vector<std::string> changed;
  struct stat status {};
  // A shared folder such as /tmp is not ours to close.
  if (stat(folder.c_str(), &status) == 0 && (status.st_mode & S_ISVTX) == 0)
    take_rights(folder, 0700, changed);
  for (const char* file : kPrivateFiles) take_rights(folder / file, 0600, changed);
  return changed;
}

std::vector<Remark> data_remarks(const std::filesystem::path& folder) {
  std::vector<Remark> remarks;
  if (auto remark = folder_remark(folder)) remarks.push_back(*std::move(remark));
  for (const char* file : kPrivateFiles) {
    if (auto remark = file_remark(folder / file)) remarks.push_back(*std::move(remark));
  }
  return remarks;
}

}  // namespace baton::app
