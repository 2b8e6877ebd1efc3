#include "app/commands/workbench.hpp"

#include "app/connections.hpp"
#include "app/files.hpp"
#include "app/system.hpp"
#include "app/tables.hpp"
#include "baton/core/counted.hpp"

#include <map>
#include <utility>

namespace baton::app::commands {
namespace {

// The tables of one kind, of which those with errors are left out. `shown_by`: the command that
// shows the errors.
template <class Tables>
std::shared_ptr<const Tables> tables_of(Shell& shell, const std::filesystem::path& folder,
                                        std::string_view shown_by) {
  auto loaded = load_tables<Tables>(folder);
  if (core::has_errors(loaded.findings))
    shell.terminal.note(std::string("some ") + TableKind<Tables>::kCalled + " have errors, which " +
                        std::string(shown_by) + " shows");
  return std::make_shared<const Tables>(std::move(loaded.tables));
}

// What the workflows in these files take and give, for the steps that run them.
std::map<std::string, core::WorkflowFace> faces_in(const std::vector<CheckedTemplate>& files) {
  std::map<std::string, core::WorkflowFace> faces;
  for (const CheckedTemplate& each : files) {
    const auto loaded = templates::load(each.yaml, each.file);
    if (loaded.workflow) faces.emplace(loaded.workflow->name, core::face_of(*loaded.workflow));
  }
  return faces;
}

}  // namespace

void TemplateCounts::add(const core::Findings& found) {
  ++files;
  for (const core::Finding& finding : found)
    ++(finding.severity == core::Finding::Severity::error ? errors : warnings);
}

std::string TemplateCounts::text() const {
  return core::counted(files, "file") + ", " + core::counted(errors, "error") + ", " +
         core::counted(warnings, "warning");
}

Workbench::Workbench(Shell& shell) : shell_(shell) {
  const LoadedConfig loaded = shell.load();
  folder_ = loaded.config.config_dir;
  goal_required_ = loaded.config.runtime.goals_required;
  operations_ = operations_of(folder_, shell.world.environment);
  if (!operations_)
    shell.terminal.note("no connections under " + folder_.string() +
                        ": `do` steps are not checked against any");
  calendars_ = tables_of<calendar::Calendars>(shell, folder_, "baton doctor");
  routes_ = tables_of<routing::Routes>(shell, folder_, "baton route check");
  facts_ = tables_of<facts::Definitions>(shell, folder_, "baton doctor");
  goals_ = tables_of<goals::Tree>(shell, folder_, "baton doctor");
  tables_of<kpis::Definitions>(shell, folder_, "baton doctor");
}

std::vector<CheckedTemplate> Workbench::check(const std::vector<std::string>& files) {
  std::vector<CheckedTemplate> checked;
  for (const std::string& file : files) checked.push_back({file, shell_.text_of(file)});
  // Of one file alone it is not known which other workflows there are.
  if (operations_ && files.size() > 1) operations_->workflows = faces_in(checked);
  templates::Outside outside(calendars_.get(), routes_.get(), facts_.get(), goals_.get());
  outside.goal_required = goal_required_;
  WorkflowNames names;
  for (CheckedTemplate& each : checked) {
    auto loaded = templates::load(each.yaml, each.file, operations_ ? &*operations_ : nullptr,
                                  SystemClock().now(), outside);
    each.findings = std::move(loaded.findings);
    if (!loaded.workflow) continue;
    if (auto doubled = names.add(loaded.workflow->name, each.file, each.yaml))
      each.findings.push_back(*std::move(doubled));
    else
      each.workflow = std::move(loaded.workflow);
  }
  if (operations_) operations_->workflows.reset();
  return checked;
}

simulate::Setting Workbench::setting() const {
  simulate::Setting setting;
  setting.operations = operations_ ? &*operations_ : nullptr;
  setting.calendars = calendars_;
  setting.routes = routes_;
  setting.facts = facts_;
  return setting;
}

}  // namespace baton::app::commands
