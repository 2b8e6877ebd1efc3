#include "app/commands/templates.hpp"

#include "app/commands/commands.hpp"
#include "app/commands/workbench.hpp"
#include "app/files.hpp"
#include "app/shipped.hpp"
#include "app/words.hpp"
#include "baton/core/encoding.hpp"
#include "baton/core/finding.hpp"
#include "baton/core/text.hpp"

#include <CLI/App.hpp>
#include <ostream>
#include <string_view>

namespace baton::app::commands {
namespace {

int lint(Shell& shell, const std::vector<std::string>& paths) {
  Workbench workbench(shell);
  TemplateCounts tally;
  core::Json files = core::Json::array();
  auto found = template_files(paths);
  if (found.files.empty()) found = some_template_files(paths);
  tell_left_out(shell, found);
  for (const CheckedTemplate& each : workbench.check(found.files)) {
    tally.add(each.findings);
    print_findings(shell, each.file, each.yaml, each.findings);
    files.push_back(
        {{"file", each.file}, {"ok", each.right()}, {"findings", to_json(each.findings)}});
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

// The kinds of files that have a schema: "workflow", "calendar" and so on.
std::vector<std::string> kinds_of_files() {
  constexpr std::string_view kSchemas = "schema/";
  constexpr std::string_view kSchemaEnd = ".schema.json";
  std::vector<std::string> kinds;
  for (const ShippedFile& file : shipped_files()) {
    std::string_view name = file.path;
    if (!name.starts_with(kSchemas) || !name.ends_with(kSchemaEnd)) continue;
    name.remove_prefix(kSchemas.size());
    name.remove_suffix(kSchemaEnd.size());
    if (name.find('/') == std::string_view::npos) kinds.emplace_back(name);
  }
  return kinds;
}

int print_schema(Shell& shell, const std::string& kind) {
  const auto text = shipped_text("schema/" + kind + ".schema.json");
  if (text.empty()) {
    const auto error = core::no_such_choice(kind, kinds_of_files(), "KIND");
    throw usage("KIND: " + error.message, error.hint);
  }
  if (shell.terminal.table()) {
    shell.terminal.out() << text;
  } else if (shell.terminal.format() == Format::name) {
    shell.terminal.out() << kind << '\n';
  } else {
    shell.terminal.print(core::parse_json(text).value());
  }
  return kOk;
}

void add_template_schema(CLI::App& templates, Shell& shell) {
  auto kind = std::make_shared<std::string>("workflow");
  CLI::App* schema = templates.add_subcommand(
      "schema", "Print the JSON Schema of workflow files, for editors, or of another kind of file");
  schema->add_option("KIND", *kind,
                     "Of these files: " + core::any_of(kinds_of_files()) + "; left out: workflow");
  schema->callback(
      [&shell, kind] { shell.action = [&shell, kind] { return print_schema(shell, *kind); }; });
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

  add_template_schema(*templates_app, shell);
  add_template_versions(*templates_app, shell);
  add_template_windows(*templates_app, shell);
  add_template_diff(*templates_app, shell);
  add_template_new(*templates_app, shell);
  add_template_test(*templates_app, shell);
  add_template_simulate(*templates_app, shell);
}

}  // namespace baton::app::commands
