#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace baton::app {

// The files of a folder of the configuration, as calendars and routes are.
struct TableFiles {
  // Name and text of each file, in the order of the names.
  std::vector<std::pair<std::string, std::string>> files{};
  // The text of each file, by its name; empty where the files are those that the program carries.
  std::map<std::string, std::string> texts{};
};

// Reads NAME/*.yaml of the configuration folder, or, where there is no such file, what the program
// carries under that name. Throws Refused when a file cannot be read.
TableFiles table_files(const std::filesystem::path& config_dir, const std::string& name);

}  // namespace baton::app
