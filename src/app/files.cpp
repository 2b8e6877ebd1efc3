#include "app/files.hpp"

#include "app/problem.hpp"
#include "baton/core/limits.hpp"
#include "baton/core/text.hpp"

#include <algorithm>
#include <cctype>
#include <fstream>
#include <set>
#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

namespace baton::app {

namespace {

namespace fs = std::filesystem;

// How many entries of a folder are looked at. A folder with more is no folder of templates.
constexpr std::size_t kEntriesMax = 100'000;

// How the name of a scenario ends. It may stand beside the templates that it is about.
constexpr std::string_view kScenarioEnding = ".scenario.yaml";

bool hidden(const fs::path& path) { return path.filename().string().starts_with('.'); }

// True for a configuration folder, whose templates are in its folder templates, and which has files
// of many other kinds beside them.
bool is_configuration(const fs::path& folder) {
  std::error_code failed;
  return fs::is_directory(folder / "templates", failed) &&
         (fs::is_regular_file(folder / "baton.yaml", failed) ||
          fs::is_regular_file(folder / "connections.yaml", failed));
}

// True when a file that was found below `folder` is one of a configuration folder, and no template.
bool is_of_configuration(const fs::path& folder, const fs::path& file) {
  fs::path below;
  for (fs::path at = file.parent_path();; at = at.parent_path()) {
    if (is_configuration(at)) return below != "templates";
    if (at == folder || at.empty() || at == at.parent_path()) return false;
    below = at.filename();
  }
}

// Takes a file that was found below `folder` when it ends in .yaml or .yml. A file that the user
// may expect to be taken goes to `left_out`, with the reason why it is not.
void consider(const fs::path& folder, const fs::path& file, std::vector<std::string>& inside,
              std::vector<std::string>& left_out) {
  if (is_scenario(file)) return;
  const auto name = core::lower(file.filename().string());
  const bool yaml = name.ends_with(".yaml") || name.ends_with(".yml");
  if (yaml && !hidden(file)) {
    if (!is_of_configuration(folder, file)) inside.push_back(file.string());
    return;
  }
  if (yaml) left_out.push_back(file.string() + " is hidden");
  const bool once =
      name.find(".yaml") != std::string::npos || name.find(".yml") != std::string::npos;
  if (!yaml && once) left_out.push_back(file.string() + " does not end in .yaml or .yml");
}

void consider_scenario(const fs::path& /*folder*/, const fs::path& file,
                       std::vector<std::string>& inside, std::vector<std::string>& left_out) {
  if (!is_scenario(file)) return;
  if (hidden(file)) return left_out.push_back(file.string() + " is hidden");
  inside.push_back(file.string());
}

// Takes a file that was found below a folder when it is wanted, and says of others why they are not
// taken.
using Consider = void (*)(const fs::path& folder, const fs::path& file,
                          std::vector<std::string>& inside, std::vector<std::string>& left_out);

void walk(const std::string& folder, Consider consider_it, TemplateFiles& found) {
  std::vector<std::string> inside;
  std::error_code failed;
  fs::recursive_directory_iterator at(folder, fs::directory_options::skip_permission_denied,
                                      failed);
  for (std::size_t entries = 0; !failed && at != fs::end(at) && entries < kEntriesMax;
       at.increment(failed), ++entries) {
    std::error_code ignored;
    if (at->is_directory(ignored)) {
      if (hidden(at->path())) at.disable_recursion_pending();
    } else if (at->is_regular_file(ignored)) {
      consider_it(folder, at->path(), inside, found.left_out);
    }
  }
  std::sort(inside.begin(), inside.end());
  found.files.insert(found.files.end(), inside.begin(), inside.end());
}

// Keeps each file once, also when it is named both by its folder and by itself.
void leave_out_repeats(std::vector<std::string>& files) {
  std::set<fs::path> seen;
  std::erase_if(files, [&seen](const std::string& file) {
    std::error_code failed;
    auto path = file == "-" ? fs::path(file) : fs::weakly_canonical(file, failed);
    return !seen.insert(failed ? fs::path(file) : std::move(path)).second;
  });
}

TemplateFiles find_files(const std::vector<std::string>& paths, Consider consider_it) {
  TemplateFiles found;
  for (const std::string& path : paths) {
    std::error_code failed;
    if (fs::is_directory(path, failed)) {
      walk(path, consider_it, found);
    } else if (path == "-" || fs::exists(path, failed)) {
      found.files.push_back(path);
    } else {
      found.missing.push_back(path);
    }
  }
  leave_out_repeats(found.files);
  return found;
}

void require_all(const TemplateFiles& found) {
  if (!found.missing.empty())
    throw Refused(
        core::Error{core::Errc::not_found, "no such file or folder", found.missing.front(), {}});
}

}  // namespace

bool is_scenario(const fs::path& path) {
  return path.filename().string().ends_with(kScenarioEnding);
}

TemplateFiles template_files(const std::vector<std::string>& paths) {
  return find_files(paths, consider);
}

TemplateFiles some_template_files(const std::vector<std::string>& paths) {
  auto found = template_files(paths);
  require_all(found);
  if (found.files.empty())
    throw usage("no *.yaml under " + paths.front(),
                "name a template file, or a folder that holds some");
  return found;
}

TemplateFiles scenario_files(const std::vector<std::string>& paths) {
  return find_files(paths, consider_scenario);
}

TemplateFiles some_scenario_files(const std::vector<std::string>& paths) {
  auto found = scenario_files(paths);
  require_all(found);
  for (const auto& file : found.files)
    if (file != "-" && !is_scenario(file))
      throw usage(file + " is no scenario",
                  "the name of a scenario ends in " + std::string(kScenarioEnding));
  if (found.files.empty())
    throw usage("no *" + std::string(kScenarioEnding) + " under " + paths.front(),
                "docs/scenarios.md says what stands in one");
  return found;
}

std::vector<std::string> WorkflowNames::names() const {
  std::vector<std::string> names;
  for (const auto& [workflow, file] : files_) names.push_back(workflow);
  return names;
}

std::optional<core::Finding> WorkflowNames::add(const std::string& workflow,
                                                const std::string& file, std::string_view yaml) {
  const auto [known, fresh] = files_.emplace(workflow, file);
  if (fresh) return std::nullopt;
  core::Finding finding;
  finding.rule = "workflow/doubled";
  finding.message = "the workflow \"" + workflow + "\" is in " + known->second +
                    " already: one of them would replace the other";
  finding.hint = "give one of them another name, or remove it";
  finding.file = file;
  const auto key = yaml.starts_with("workflow:") ? 0 : yaml.find("\nworkflow:");
  if (key != std::string_view::npos)
    finding.at = {
        static_cast<std::size_t>(std::count(
            yaml.begin(), yaml.begin() + static_cast<std::ptrdiff_t>(key) + (key ? 1 : 0), '\n')) +
            1,
        1};
  return finding;
}

void write_file(const std::filesystem::path& path, std::string_view text) {
  std::error_code failed;
  if (path.has_parent_path()) fs::create_directories(path.parent_path(), failed);
  std::ofstream out(path, std::ios::binary | std::ios::trunc);
  out << text;
  out.close();
  if (!out)
    throw Refused(core::Error{core::Errc::denied, "the file cannot be written", path.string(),
                              "check the owner and the mode of its folder"});
}

std::string secret_file_fault(const std::filesystem::path& file) {
  struct stat status {};
  if (stat(file.c_str(), &status) != 0) return {};
  if ((status.st_mode & (S_IRWXG | S_IRWXO)) != 0)
    return "others than its owner may use it, and it holds a secret";
  if (status.st_uid != geteuid() && geteuid() != 0) return "it belongs to another user";
  return {};
}

std::filesystem::path changeable_by_all(const std::filesystem::path& config_dir) {
  const auto changeable = [](const fs::path& path) {
    struct stat status {};
    if (lstat(path.c_str(), &status) != 0 || S_ISLNK(status.st_mode)) return false;
    return (status.st_mode & S_IWOTH) != 0;
  };
  if (changeable(config_dir)) return config_dir;
  std::error_code failed;
  fs::recursive_directory_iterator at(config_dir, fs::directory_options::skip_permission_denied,
                                      failed);
  for (std::size_t entries = 0; !failed && at != fs::end(at) && entries < kEntriesMax;
       at.increment(failed), ++entries)
    if (changeable(at->path())) return at->path();
  return {};
}

// A folder like /tmp is accepted: everybody may write to it, but because of the sticky bit only the
// owner of a file may remove or replace it.
std::string data_folder_fault(const std::filesystem::path& folder) {
  struct stat status {};
  if (stat(folder.c_str(), &status) != 0) return {};
  const bool others_write =
      (status.st_mode & (S_IWGRP | S_IWOTH)) != 0 && (status.st_mode & S_ISVTX) == 0;
  return others_write ? "others than its owner may write to it, and so put a database of their own "
                        "in place of this one"
                      : "";
}

std::optional<int> schema_of(const std::filesystem::path& file) {
  sqlite3* database = nullptr;
  sqlite3_stmt* statement = nullptr;
  std::optional<int> version;
  if (sqlite3_open_v2(file.c_str(), &database, SQLITE_OPEN_READONLY, nullptr) == SQLITE_OK &&
      sqlite3_prepare_v2(database, "SELECT max(number) FROM migrations", -1, &statement, nullptr) ==
          SQLITE_OK &&
      sqlite3_step(statement) == SQLITE_ROW) {
    version = sqlite3_column_int(statement, 0);
  }
  sqlite3_finalize(statement);
  sqlite3_close(database);
  return version;
}

std::map<std::string, std::string> texts_of(const core::Findings& findings) {
  std::map<std::string, std::string> texts;
  for (const auto& finding : findings) {
    if (texts.contains(finding.file)) continue;
    auto text = read_file(finding.file, core::kBodyBytesMax);
    texts[finding.file] = text ? *std::move(text) : std::string();
  }
  return texts;
}

}  // namespace baton::app
