#pragma once

#include "app/config.hpp"
#include "baton/core/finding.hpp"
#include "baton/core/template.hpp"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace baton::app {

// The template files meant by some paths. A file stands for itself, a folder for what is in it and
// in its folders.
struct TemplateFiles {
  std::vector<std::string> files;     // sorted within each path
  std::vector<std::string> left_out;  // with the reason: hidden, or another ending
  std::vector<std::string> missing;   // neither file nor folder
};
TemplateFiles template_files(const std::vector<std::string>& paths);
// The same; throws Refused when one is not there, or when there is none at all.
TemplateFiles some_template_files(const std::vector<std::string>& paths);

// Notices when a second file names a workflow that another has named already: neither may replace
// the other in silence.
class WorkflowNames {
 public:
  // Remembers `workflow` as named by `file`, or says which file was first.
  std::optional<core::Finding> add(const std::string& workflow, const std::string& file,
                                   std::string_view yaml);
  bool has(const std::string& workflow) const { return files_.contains(workflow); }

 private:
  std::map<std::string, std::string> files_;
};

// What the connections of a configuration folder can do; nullopt when it names none or they do not
// load.
std::optional<core::Operations> operations_of(const std::filesystem::path& config_dir,
                                              const Environment& environment);

// The schema number of a database file, read without touching it; nullopt when there is none or it
// cannot be read.
std::optional<int> schema_of(const std::filesystem::path& file);

// What is wrong with the modes of a file that holds a secret, or of the data folder: others may
// read or change it. Empty when nothing is.
std::string secret_file_fault(const std::filesystem::path& file);
std::string data_folder_fault(const std::filesystem::path& folder);

}  // namespace baton::app
