#pragma once

#include "app/shell.hpp"
#include "baton/core/template.hpp"
#include "baton/goals/tree.hpp"
#include "baton/simulate/script.hpp"
#include "baton/templates/load.hpp"

#include <cstddef>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace baton::app::commands {

// A template file that was checked.
struct CheckedTemplate {
  std::string file;
  std::string yaml;
  core::Findings findings{};
  // Unset when the file has errors.
  std::optional<core::Template> workflow{};

  bool right() const { return !core::has_errors(findings); }
};

// How many template files were checked, and what was found in them.
struct TemplateCounts {
  std::size_t files = 0;
  std::size_t errors = 0;
  std::size_t warnings = 0;

  void add(const core::Findings& found);
  // "3 files, 1 error, 0 warnings".
  std::string text() const;
};

// What a configuration folder has beside templates and scenarios. By it both are checked, without a
// server.
class Workbench {
 public:
  // Reads the folder, and notes which of its files have errors. Throws Refused when the settings
  // are wrong. `shell` outlives it.
  explicit Workbench(Shell& shell);
  Workbench(const Workbench&) = delete;

  // The configuration folder.
  const std::filesystem::path& folder() const { return folder_; }

  // Checks template files. A step that runs a workflow is held to the others of these files, if
  // there are any. Of two files that define one workflow, the second gets an error. Throws Refused
  // when a file cannot be read.
  std::vector<CheckedTemplate> check(const std::vector<std::string>& files);

  // What scenarios are played with, but for the texts of the files that they name. It borrows from
  // this object.
  simulate::Setting setting() const;

 private:
  Shell& shell_;
  std::filesystem::path folder_;
  bool goal_required_ = false;
  std::optional<core::Operations> operations_{};
  std::shared_ptr<const calendar::Calendars> calendars_{};
  std::shared_ptr<const routing::Routes> routes_{};
  std::shared_ptr<const facts::Definitions> facts_{};
  std::shared_ptr<const goals::Tree> goals_{};
};

}  // namespace baton::app::commands
