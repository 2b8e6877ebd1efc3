#pragma once

#include "app/config.hpp"
#include "baton/core/template.hpp"

#include <optional>
#include <string>
#include <vector>

namespace baton::app {

// The files meant by `paths`: a file stands for itself, a folder for its *.yaml and *.yml, sorted. Throws Refused when one is
// not there, or when there is none at all.
std::vector<std::string> yaml_files(const std::vector<std::string>& paths);

// What the connections of a configuration folder can do; nullopt when it names none or they do not load.
std::optional<core::Operations> operations_of(const std::filesystem::path& config_dir, const Environment& environment);

// The schema number of a database file, read without touching it; nullopt when there is none or it cannot be read.
std::optional<int> schema_of(const std::filesystem::path& file);

// What is wrong with the modes of a file that holds a secret, or of the data folder: others may read or change it. Empty when
// nothing is.
std::string secret_file_fault(const std::filesystem::path& file);
std::string data_folder_fault(const std::filesystem::path& folder);

}  // namespace baton::app
