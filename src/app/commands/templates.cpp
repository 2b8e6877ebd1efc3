#include "app/commands/templates.hpp"

#include "app/commands/commands.hpp"
#include "app/connections.hpp"
#include "app/files.hpp"
#include "app/system.hpp"
#include "app/tables.hpp"
#include "app/words.hpp"
#include "baton/core/encoding.hpp"
#include "baton/templates/load.hpp"

#include <CLI/App.hpp>
#include <algorithm>
#include <map>
#include <ostream>

namespace baton::app::commands {
namespace {

std::string counted(std::size_t count, const std::string& noun) {
  return std::to_string(count) + " " + noun + (count == 1 ? "" : "s");
}

// How many files were checked, and what was found in them.
struct Counts {
  std::size_t files = 0;
  std::size_t errors = 0;
  std::size_t warnings = 0;

  void add(const core::Findings& findings) {
    ++files;
    for (const core::Finding& finding : findings)
      ++(finding.severity == core::Finding::Severity::error ? errors : warnings);
  }
  std::string text() const {
    return counted(files, "file") + ", " + counted(errors, "error") + ", " +
           counted(warnings, "warning");
  }
};

// What the workflows in these files take and give, for the steps that run them.
std::map<std::string, core::WorkflowFace> faces_in(Shell& shell,
                                                   const std::vector<std::string>& files) {
  std::map<std::string, core::WorkflowFace> faces;
  for (const std::string& file : files) {
    const auto loaded = templates::load(shell.text_of(file), file);
    if (loaded.workflow) faces.emplace(loaded.workflow->name, core::face_of(*loaded.workflow));
  }
  return faces;
}

int lint(Shell& shell, const std::vector<std::string>& paths) {
  const LoadedConfig loaded = shell.load();
  auto operations = operations_of(loaded.config.config_dir, shell.world.environment);
  if (!operations)
    shell.terminal.note("no connections under " + loaded.config.config_dir.string() +
                        ": `do` steps are not checked against any");
  const auto calendars = load_tables<calendar::Calendars>(loaded.config.config_dir);
  if (core::has_errors(calendars.findings))
    shell.terminal.note("some business calendars have errors, which baton doctor shows");
  const auto routes = load_tables<routing::Routes>(loaded.config.config_dir);
  if (core::has_errors(routes.findings))
    shell.terminal.note("some routes have errors, which baton route check shows");
  const auto facts = load_tables<facts::Definitions>(loaded.config.config_dir);
  if (core::has_errors(facts.findings))
    shell.terminal.note("some facts have errors, which baton doctor shows");
  const auto goals = load_tables<goals::Tree>(loaded.config.config_dir);
  if (core::has_errors(goals.findings))
    shell.terminal.note("some goals have errors, which baton doctor shows");
  if (core::has_errors(load_tables<kpis::Definitions>(loaded.config.config_dir).findings))
    shell.terminal.note("some KPIs have errors, which baton doctor shows");
  templates::Outside outside(&calendars.tables, &routes.tables, &facts.tables, &goals.tables);
  outside.goal_required = loaded.config.runtime.goals_required;
  Counts tally;
  core::Json files = core::Json::array();
  auto found = template_files(paths);
  if (found.files.empty()) found = some_template_files(paths);
  tell_left_out(shell, found);
  // Of one file alone it is not known which other workflows there are.
  if (operations && found.files.size() > 1) operations->workflows = faces_in(shell, found.files);
  WorkflowNames names;
  for (const std::string& file : found.files) {
    const std::string yaml = shell.text_of(file);
    const auto checked = templates::load(yaml, file, operations ? &*operations : nullptr,
                                         SystemClock().now(), outside);
    core::Findings findings = checked.findings;
    if (checked.workflow) {
      if (auto doubled = names.add(checked.workflow->name, file, yaml))
        findings.push_back(std::move(*doubled));
    }
    tally.add(findings);
    print_findings(shell, file, yaml, findings);
    files.push_back(
        {{"file", file}, {"ok", !core::has_errors(findings)}, {"findings", to_json(findings)}});
  }
  for (const std::string& path : found.missing)
    print_problem(shell.terminal,
                  Refused(core::Error{core::Errc::not_found, "no such file or folder", path, {}}));
  const bool right = tally.errors == 0 && found.missing.empty();
  if (shell.terminal.document()) shell.terminal.print({{"ok", right}, {"files", files}});
  if (shell.terminal.table()) shell.terminal.err() << tally.text() << '\n';
  if (right) shell.terminal.next("baton template apply -f " + paths.front());
  return tally.errors > 0 ? kNo : found.missing.empty() ? kOk : kNotFound;
}

int list_templates(Shell& shell) {
  ListView view;
  view.columns = {text_column("TEMPLATE", "name"), text_column("VERSION", "version"),
                  status_column("STATUS", "status"), text_column("TITLE", "title"),
                  age_column("PUBLISHED", "published_at", shell)};
  view.name_key = "name";
  view.nothing = "no templates yet";
  const auto items = print_list(shell, "/api/v1/templates", view);
  shell.terminal.next(items.empty()
                          ? "baton template apply -f config/templates"
                          : "baton template show " + core::text_at(items.front(), "name"));
  return kOk;
}

int show_template(Shell& shell, const std::string& said) {
  const Which which = which_version(said);
  const std::string version = which.version == 0 ? "" : std::to_string(which.version);
  const core::Json found = shell.get(template_path(which.name), {{"version", version}});
  if (shell.terminal.table()) {
    shell.terminal.out() << core::text_at(found, "yaml");
    const core::Json* number = core::find(found, "version");
    shell.terminal.note("version " + (number ? core::dump(*number) : "?") + ", published " +
                        core::text_at(found, "published_at"));
  } else if (shell.terminal.format() == Format::name) {
    shell.terminal.out() << core::text_at(found, "name") << '\n';
  } else {
    shell.terminal.print(found);
  }
  shell.terminal.next("baton runs ls --workflow " + which.name);
  shell.page("/templates/" + core::percent_encode(which.name));
  return kOk;
}

}  // namespace

void add_templates(CLI::App& root, Shell& shell) {
  CLI::App* templates_app =
      root.add_subcommand("template", "Check, publish and read workflow templates");
  templates_app->require_subcommand(1);

  auto paths = std::make_shared<std::vector<std::string>>();
  CLI::App* lint_some = templates_app->add_subcommand(
      "lint", "Check templates, without a server; exit 1 when one has errors");
  lint_some->add_option("PATH", *paths, "Files, or folders with *.yaml and *.yml in them and below")
      ->required();
  lint_some->callback(
      [&shell, paths] { shell.action = [&shell, paths] { return lint(shell, *paths); }; });

  add_template_apply(*templates_app, shell);

  CLI::App* ls = templates_app->add_subcommand("ls", "List templates and their active versions");
  ls->callback([&shell] { shell.action = [&shell] { return list_templates(shell); }; });

  auto which = std::make_shared<std::string>();
  CLI::App* show_one = templates_app->add_subcommand("show", "Print a template");
  show_one->add_option("NAME", *which, "Its name, or NAME@VERSION")->required();
  show_one->callback(
      [&shell, which] { shell.action = [&shell, which] { return show_template(shell, *which); }; });

  add_template_versions(*templates_app, shell);
  add_template_windows(*templates_app, shell);
  add_template_diff(*templates_app, shell);
  add_template_new(*templates_app, shell);
  add_template_test(*templates_app, shell);
  add_template_simulate(*templates_app, shell);
}

}  // namespace baton::app::commands
