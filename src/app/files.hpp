#pragma once

#include "app/config.hpp"
#include "baton/core/finding.hpp"

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace baton::app {

// True for the path of a scenario: its name ends in .scenario.yaml.
bool is_scenario(const std::filesystem::path& path);

// The template files, or the scenarios, that some paths name.
struct TemplateFiles {
  std::vector<std::string> files;     // sorted within each path; each file once
  std::vector<std::string> left_out;  // with the reason: the file is hidden, or has another ending
  std::vector<std::string> missing;   // paths at which there is neither a file nor a folder
};
// Finds templates. A path to a file names that file; a path to a folder names the files ending in
// .yaml or .yml in it and in its subfolders, except scenarios. Of a configuration folder, which may
// be that folder or one below it, only those in its folder templates are named. Hidden files and
// folders are left out. "-" stands for stdin.
TemplateFiles template_files(const std::vector<std::string>& paths);
// The same; throws Refused when a path is missing, or when there is no file at all.
TemplateFiles some_template_files(const std::vector<std::string>& paths);
// The same for scenarios: of a folder, the files ending in .scenario.yaml.
TemplateFiles scenario_files(const std::vector<std::string>& paths);
// The same; throws Refused when a path is missing, when a path to a file is that of no scenario, or
// when there is no file at all.
TemplateFiles some_scenario_files(const std::vector<std::string>& paths);

// Notices when two files define a workflow of the same name, of which one would silently replace
// the other.
class WorkflowNames {
 public:
  // Remembers that `file` defines `workflow`. Returns an error when another file does so already;
  // `yaml` is the text of `file`, in which the error gets its position.
  std::optional<core::Finding> add(const std::string& workflow, const std::string& file,
                                   std::string_view yaml);
  bool has(const std::string& workflow) const { return files_.contains(workflow); }
  // All of them, sorted.
  std::vector<std::string> names() const;

 private:
  std::map<std::string, std::string> files_;
};

// Writes a file for people to edit, and makes the folders above it where they are missing. Throws
// Refused when it cannot be written.
void write_file(const std::filesystem::path& path, std::string_view text);

// The texts of the files that findings stand in, by name, for showing the lines; empty for a file
// that cannot be read.
std::map<std::string, std::string> texts_of(const core::Findings& findings);

// The number of the last migration of a database file, read without changing it. Nothing when the
// file cannot be read as a database of Baton.
std::optional<int> schema_of(const std::filesystem::path& file);

// Why others than its owner could read or change a file that holds a secret; empty when they
// cannot, or when there is no such file.
std::string secret_file_fault(const std::filesystem::path& file);
// Why others could put files of their own into the data folder; empty when they cannot, or when
// there is no such folder.
std::string data_folder_fault(const std::filesystem::path& folder);
// The first file or folder of the configuration that every user of the machine may change; empty
// when there is none. Whoever changes one acts with the credentials of the connections, and a
// manifest may name a program that Baton runs.
std::filesystem::path changeable_by_all(const std::filesystem::path& config_dir);

}  // namespace baton::app
