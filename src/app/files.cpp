#include "app/files.hpp"

#include "app/problem.hpp"
#include "app/system.hpp"
#include "baton/connectors/registry.hpp"

#include <algorithm>
#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

namespace baton::app {

std::vector<std::string> yaml_files(const std::vector<std::string>& paths) {
  std::vector<std::string> files;
  for (const std::string& path : paths) {
    std::error_code failed;
    if (!std::filesystem::is_directory(path, failed)) {
      if (!std::filesystem::exists(path, failed) && path != "-")
        throw Refused(core::Error{core::Errc::not_found, "no such file or folder", path, {}});
      files.push_back(path);
      continue;
    }
    std::vector<std::string> inside;
    for (const auto& entry : std::filesystem::directory_iterator(path, failed)) {
      const auto extension = entry.path().extension();
      if (entry.is_regular_file(failed) && (extension == ".yaml" || extension == ".yml")) inside.push_back(entry.path().string());
    }
    std::sort(inside.begin(), inside.end());
    files.insert(files.end(), inside.begin(), inside.end());
  }
  if (files.empty()) throw usage("no *.yaml under " + paths.front(), "name a template file, or a folder that holds some");
  return files;
}

std::optional<core::Operations> operations_of(const std::filesystem::path& config_dir, const Environment& environment) {
  std::error_code failed;
  if (!std::filesystem::exists(config_dir / "connections.yaml", failed)) return std::nullopt;
  const SystemClock clock;
  auto loaded = connectors::Registry::load(config_dir / "connectors", config_dir / "connections.yaml", environment, clock);
  if (!loaded.registry) return std::nullopt;
  return loaded.registry->operations();
}

std::string secret_file_fault(const std::filesystem::path& file) {
  struct stat status {};
  if (stat(file.c_str(), &status) != 0) return {};
  if ((status.st_mode & (S_IRWXG | S_IRWXO)) != 0) return "others than its owner may use it, and it holds a secret";
  if (status.st_uid != geteuid() && geteuid() != 0) return "it belongs to another user";
  return {};
}

// A folder that all may write to and whose files only their owners may remove (the sticky bit, as on /tmp) is none of ours, but
// safe enough.
std::string data_folder_fault(const std::filesystem::path& folder) {
  struct stat status {};
  if (stat(folder.c_str(), &status) != 0) return {};
  const bool others_write = (status.st_mode & (S_IWGRP | S_IWOTH)) != 0 && (status.st_mode & S_ISVTX) == 0;
  return others_write ? "others than its owner may write to it, and so put a database of their own in place of this one" : "";
}

std::optional<int> schema_of(const std::filesystem::path& file) {
  sqlite3* database = nullptr;
  sqlite3_stmt* statement = nullptr;
  std::optional<int> version;
  if (sqlite3_open_v2(file.c_str(), &database, SQLITE_OPEN_READONLY, nullptr) == SQLITE_OK &&
      sqlite3_prepare_v2(database, "SELECT max(number) FROM migrations", -1, &statement, nullptr) == SQLITE_OK &&
      sqlite3_step(statement) == SQLITE_ROW) {
    version = sqlite3_column_int(statement, 0);
  }
  sqlite3_finalize(statement);
  sqlite3_close(database);
  return version;
}

}  // namespace baton::app
