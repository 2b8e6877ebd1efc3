#include "app/commands/templates.hpp"

#include "app/commands/commands.hpp"
#include "app/connections.hpp"
#include "app/files.hpp"
#include "app/system.hpp"
#include "app/words.hpp"
#include "baton/templates/load.hpp"

#include <CLI/App.hpp>
#include <algorithm>
#include <charconv>
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

int lint(Shell& shell, const std::vector<std::string>& paths) {
  const LoadedConfig loaded = shell.load();
  const auto operations = operations_of(loaded.config.config_dir, shell.world.environment);
  if (!operations)
    shell.terminal.note("no connections under " + loaded.config.config_dir.string() +
                        ": `do` steps are not checked against any");
  Counts tally;
  core::Json files = core::Json::array();
  auto found = template_files(paths);
  if (found.files.empty()) found = some_template_files(paths);
  tell_left_out(shell, found);
  WorkflowNames names;
  for (const std::string& file : found.files) {
    const std::string yaml = shell.text_of(file);
    const auto checked =
        templates::load(yaml, file, operations ? &*operations : nullptr, SystemClock().now());
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

// A template as the command line names it: NAME or NAME@VERSION.
struct Which {
  std::string name;
  int version = 0;  // 0 when it is not given
};

Which which_version(const std::string& text) {
  const auto at = text.rfind('@');
  if (at == std::string::npos) return {text};
  const std::string number = text.substr(at + 1);
  Which which{text.substr(0, at)};
  const auto [end, error] =
      std::from_chars(number.data(), number.data() + number.size(), which.version);
  if (error != std::errc{} || end != number.data() + number.size() || which.version < 1)
    throw usage("\"" + text + "\": expected a version after the @, got \"" + number + "\"",
                "write it as " + which.name + "@2, or " + which.name + " for the active version");
  return which;
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
  return kOk;
}

int retire(Shell& shell, const std::string& name) {
  const core::Json answer = shell.post(template_path(name) + "/retire", core::Json::object());
  if (shell.terminal.table()) {
    shell.terminal.out() << printable(name)
                         << "  retired: nothing starts by it any more, and open runs go on\n";
  } else {
    shell.terminal.print(answer);
  }
  shell.terminal.next("baton runs ls --workflow " + name);
  return kOk;
}

int enable(Shell& shell, const std::string& said, int version_said) {
  const auto [name, version_beside] = which_version(said);
  if (version_said != 0 && version_beside != 0 && version_said != version_beside)
    throw usage("\"" + said + "\" and " + std::to_string(version_said) + " are two versions",
                "say one of them");
  const int version = version_said != 0 ? version_said : version_beside;
  ApiRequest request;
  request.method = "POST";
  request.path = template_path(name) + "/enable";
  request.query = {{"version", version == 0 ? "" : std::to_string(version)}};
  const core::Json answer = shell.call(request).json;
  if (shell.terminal.table()) {
    const core::Json* active = core::find(answer, "version");
    shell.terminal.out() << printable(name) << "@" << (active ? core::dump(*active) : "?")
                         << "  active\n";
  } else {
    shell.terminal.print(answer);
  }
  shell.terminal.next("baton template show " + name);
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

  auto version = std::make_shared<int>(0);
  CLI::App* retire_one = templates_app->add_subcommand(
      "retire", "Switch a workflow off: nothing starts by it, open runs go on");
  retire_one->add_option("NAME", *which, "Its name")->required();
  retire_one->callback(
      [&shell, which] { shell.action = [&shell, which] { return retire(shell, *which); }; });
  CLI::App* enable_one = templates_app->add_subcommand(
      "enable", "Switch a workflow on again, or make a version the active one");
  enable_one->add_option("NAME", *which, "Its name, or NAME@VERSION")->required();
  enable_one->add_option("VERSION", *version, "The version; without it the newest")
      ->check(CLI::Range(1, 1'000'000'000));
  enable_one->callback([&shell, which, version] {
    shell.action = [&shell, which, version] { return enable(shell, *which, *version); };
  });
}

}  // namespace baton::app::commands
