#include "app/commands/commands.hpp"
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

std::string template_path(const std::string& name) { return "/api/v1/templates/" + percent_encode(name); }

std::string counted(std::size_t count, const std::string& noun) {
  return std::to_string(count) + " " + noun + (count == 1 ? "" : "s");
}

// How many of each were found.
struct Tally {
  std::size_t files = 0;
  std::size_t errors = 0;
  std::size_t warnings = 0;

  void add(const core::Findings& findings) {
    ++files;
    for (const core::Finding& finding : findings) ++(finding.severity == core::Finding::Severity::error ? errors : warnings);
  }
  std::string text() const {
    return counted(files, "file") + ", " + counted(errors, "error") + ", " + counted(warnings, "warning");
  }
};

// Findings are what lint is asked for, and so its data.
void print_findings(Shell& shell, const std::string& file, const std::string& yaml, const core::Findings& findings) {
  for (const core::Finding& finding : findings) {
    if (shell.terminal.table()) shell.terminal.out() << templates::print(finding, yaml) << '\n';
    if (shell.terminal.format() == Format::ndjson) shell.terminal.print(to_json(finding));
  }
  if (shell.terminal.format() == Format::name && core::has_errors(findings)) shell.terminal.out() << file << '\n';
}

void tell_left_out(Shell& shell, const TemplateFiles& found) {
  for (const std::string& file : found.left_out) shell.terminal.note("left out: " + file);
}

int lint(Shell& shell, const std::vector<std::string>& paths) {
  const LoadedConfig loaded = shell.load();
  const auto operations = operations_of(loaded.config.config_dir, shell.world.environment);
  if (!operations)
    shell.terminal.note("no connections under " + loaded.config.config_dir.string() + ": `do` steps are not checked against any");
  Tally tally;
  core::Json files = core::Json::array();
  auto found = template_files(paths);
  if (found.files.empty()) found = some_template_files(paths);
  tell_left_out(shell, found);
  WorkflowNames names;
  for (const std::string& file : found.files) {
    const std::string yaml = shell.text_of(file);
    const auto checked = templates::load(yaml, file, operations ? &*operations : nullptr, SystemClock().now());
    core::Findings findings = checked.findings;
    if (checked.workflow) {
      if (auto doubled = names.add(checked.workflow->name, file, yaml)) findings.push_back(std::move(*doubled));
    }
    tally.add(findings);
    print_findings(shell, file, yaml, findings);
    files.push_back({{"file", file}, {"ok", !core::has_errors(findings)}, {"findings", to_json(findings)}});
  }
  for (const std::string& path : found.missing)
    print_problem(shell.terminal, Refused(core::Error{core::Errc::not_found, "no such file or folder", path, {}}));
  const bool right = tally.errors == 0 && found.missing.empty();
  if (shell.terminal.format() == Format::json) shell.terminal.print({{"ok", right}, {"files", files}});
  if (shell.terminal.table()) shell.terminal.err() << tally.text() << '\n';
  if (right) shell.terminal.next("baton template apply -f " + paths.front());
  return tally.errors > 0 ? kNo : found.missing.empty() ? kOk : kNotFound;
}

core::Findings findings_in(const core::Json& answer, const std::string& file) {
  core::Findings findings;
  const core::Json* list = core::find(answer, "findings");
  if (!list || !list->is_array()) return findings;
  for (const core::Json& finding : *list) findings.push_back(finding_from_json(finding, file));
  return findings;
}

// `name`: of the workflow; empty when the text does not load, and the server then answers with every finding.
Request put_request(const std::string& name, const std::string& yaml, const std::string& file, bool dry_run) {
  Request request;
  request.body = yaml;
  request.media_type = "application/yaml";
  request.method = dry_run ? "POST" : "PUT";
  request.path = "/api/v1/templates/validate";
  if (dry_run) return request;
  request.path = template_path(name.empty() ? std::filesystem::path(file).stem().string() : name);
  request.headers.emplace_back("Baton-File", percent_encode(file));
  return request;
}

// Whether a dry run found that somebody has retired the workflow: publishing from a file does not take it back.
bool is_retired(const core::Json& answer) { return core::find(answer, "retired") != nullptr; }

// What a dry run says of a template.
std::string would_be(const core::Json& answer, const std::string& name) {
  if (!flag_at(answer, "ok")) return "would be refused";
  if (is_retired(answer)) return "would be refused: the workflow is retired; baton template enable " + name + " takes it back";
  const std::string change = core::text_at(answer, "change");
  if (change == "new") return "is right, and new";
  if (change == "changed") return "is right, and changed";
  return change == "same" ? "is right, and the same" : "is right";
}

std::string is_now(const core::Json& answer) { return flag_at(answer, "unchanged") ? "unchanged" : "published"; }

// Publishes one file, or has it checked. True when it holds.
bool apply_one(Shell& shell, const std::string& file, bool dry_run, WorkflowNames& names, core::Json& results) {
  const std::string yaml = shell.text_of(file);
  const auto loaded = templates::load(yaml, file);
  const std::string workflow = loaded.workflow ? loaded.workflow->name : "";
  if (const auto doubled = workflow.empty() ? std::nullopt : names.add(workflow, file, yaml)) {
    print_findings(shell, file, yaml, {*doubled});
    return false;
  }
  core::Json answer = shell.call(put_request(workflow, yaml, file, dry_run), file, yaml).json;
  const core::Findings findings = findings_in(answer, file);
  if (shell.terminal.table()) {
    for (const core::Finding& finding : findings) shell.terminal.err() << templates::print(finding, yaml);
    const core::Json* version = core::find(answer, "version");
    const std::string name = core::text_at(answer, "name", file) + (version ? "@" + core::dump(*version) : "");
    shell.terminal.out() << printable(name) << "  " << (dry_run ? would_be(answer, name) : is_now(answer)) << '\n';
  } else if (shell.terminal.format() == Format::name) {
    shell.terminal.out() << core::text_at(answer, "name", file) << '\n';
  } else {
    answer["file"] = file;
    if (shell.terminal.format() == Format::ndjson) shell.terminal.print(answer);
    results.push_back(answer);
  }
  return !core::has_errors(findings) && !is_retired(answer);
}

// Retires the workflows that came from files and are in none of these any more.
void prune(Shell& shell, const WorkflowNames& names, bool dry_run) {
  const core::Json page = shell.get("/api/v1/templates");
  for (const core::Json& item : page.at("items")) {
    const std::string name = core::text_at(item, "name");
    if (core::text_at(item, "status") == "retired" || core::text_at(item, "file").empty() || names.has(name)) continue;
    if (!dry_run) shell.post(template_path(name) + "/retire", core::Json::object());
    if (shell.terminal.table())
      shell.terminal.out() << printable(name) << "  " << (dry_run ? "would be retired" : "retired") << '\n';
  }
}

struct Apply {
  std::vector<std::string> paths;
  bool dry_run = false;
  bool prune = false;
};

int apply(Shell& shell, const Apply& asked) {
  const auto found = some_template_files(asked.paths);
  std::error_code failed;
  const bool folders = std::all_of(asked.paths.begin(), asked.paths.end(),
                                   [&](const auto& path) { return std::filesystem::is_directory(path, failed); });
  if (asked.prune && !folders) throw usage("--prune takes folders only", "name the folder that holds all templates");
  tell_left_out(shell, found);
  bool all_right = true;
  ExitCode refusal = kOk;
  core::Json results = core::Json::array();
  WorkflowNames names;
  for (const std::string& file : found.files) {
    try {
      all_right = apply_one(shell, file, asked.dry_run, names, results) && all_right;
    } catch (const Refused& refused) {
      // One bad template does not keep the others back; the exit code tells.
      if (refused.exit() != kNo && refused.exit() != kConflict) throw;
      if (refusal != kNo) refusal = refused.exit();
      print_problem(shell.terminal, refused);
      all_right = false;
    }
  }
  if (asked.prune && all_right) prune(shell, names, asked.dry_run);
  if (asked.prune && !all_right) shell.terminal.note("nothing is pruned while a template is not right");
  if (shell.terminal.format() == Format::json) shell.terminal.print({{"items", results}});
  const bool lint_helps = !all_right && refusal != kConflict;
  shell.terminal.next(lint_helps ? "baton template lint " + asked.paths.front() : "baton template ls");
  return all_right ? kOk : refusal == kConflict ? kConflict : kNo;
}

int list(Shell& shell) {
  ListView view;
  view.columns = {text_column("TEMPLATE", "name"), text_column("VERSION", "version"), status_column("STATUS", "status"),
                  text_column("TITLE", "title"), age_column("PUBLISHED", "published_at", shell)};
  view.name_key = "name";
  view.nothing = "no templates yet";
  const auto items = print_list(shell, "/api/v1/templates", {}, Paging{}, view);
  shell.terminal.next(items.empty() ? "baton template apply -f config/templates"
                                    : "baton template show " + core::text_at(items.front(), "name"));
  return kOk;
}

// NAME or NAME@VERSION.
struct Which {
  std::string name;
  int version = 0;  // 0: not said
};

Which which_version(const std::string& text) {
  const auto at = text.rfind('@');
  if (at == std::string::npos) return {text};
  const std::string number = text.substr(at + 1);
  Which which{text.substr(0, at)};
  const auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), which.version);
  if (error != std::errc{} || end != number.data() + number.size() || which.version < 1)
    throw usage("\"" + text + "\": expected a version after the @, got \"" + number + "\"",
                "write it as " + which.name + "@2, or " + which.name + " for the active version");
  return which;
}

int show(Shell& shell, const std::string& said) {
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
    shell.terminal.out() << printable(name) << "  retired: nothing starts by it any more, and open runs go on\n";
  } else {
    shell.terminal.print(answer);
  }
  shell.terminal.next("baton runs ls --workflow " + name);
  return kOk;
}

int enable(Shell& shell, const std::string& said, int version_said) {
  const auto [name, version_beside] = which_version(said);
  if (version_said != 0 && version_beside != 0 && version_said != version_beside)
    throw usage("\"" + said + "\" and " + std::to_string(version_said) + " are two versions", "say one of them");
  const int version = version_said != 0 ? version_said : version_beside;
  Request request;
  request.method = "POST";
  request.path = template_path(name) + "/enable";
  request.query = {{"version", version == 0 ? "" : std::to_string(version)}};
  const core::Json answer = shell.call(request).json;
  if (shell.terminal.table()) {
    const core::Json* active = core::find(answer, "version");
    shell.terminal.out() << printable(name) << "@" << (active ? core::dump(*active) : "?") << "  active\n";
  } else {
    shell.terminal.print(answer);
  }
  shell.terminal.next("baton template show " + name);
  return kOk;
}

}  // namespace

void add_templates(CLI::App& root, Shell& shell) {
  CLI::App* templates_app = root.add_subcommand("template", "Check, publish and read workflow templates");
  templates_app->require_subcommand(1);

  auto paths = std::make_shared<std::vector<std::string>>();
  CLI::App* lint_some = templates_app->add_subcommand("lint", "Check templates, without a server; exit 1 when one has errors");
  lint_some->add_option("PATH", *paths, "Files, or folders with *.yaml and *.yml in them and below")->required();
  lint_some->callback([&shell, paths] { shell.action = [&shell, paths] { return lint(shell, *paths); }; });

  auto asked = std::make_shared<Apply>();
  CLI::App* apply_some = templates_app->add_subcommand("apply", "Publish templates as new versions, where they changed");
  apply_some->add_option("-f,--file", asked->paths, "Files, or folders with *.yaml and *.yml in them and below")->required();
  apply_some->add_flag("--dry-run", asked->dry_run, "Only have the server check them, and say what would change");
  apply_some->add_flag("--prune", asked->prune, "Also retire the workflows that came from files and are in none of these");
  apply_some->callback([&shell, asked] { shell.action = [&shell, asked] { return apply(shell, *asked); }; });

  CLI::App* ls = templates_app->add_subcommand("ls", "List templates and their active versions");
  ls->callback([&shell] { shell.action = [&shell] { return list(shell); }; });

  auto which = std::make_shared<std::string>();
  CLI::App* show_one = templates_app->add_subcommand("show", "Print a template");
  show_one->add_option("NAME", *which, "Its name, or NAME@VERSION")->required();
  show_one->callback([&shell, which] { shell.action = [&shell, which] { return show(shell, *which); }; });

  auto version = std::make_shared<int>(0);
  CLI::App* retire_one = templates_app->add_subcommand("retire", "Switch a workflow off: nothing starts by it, open runs go on");
  retire_one->add_option("NAME", *which, "Its name")->required();
  retire_one->callback([&shell, which] { shell.action = [&shell, which] { return retire(shell, *which); }; });
  CLI::App* enable_one = templates_app->add_subcommand("enable", "Switch a workflow on again, or make a version the active one");
  enable_one->add_option("NAME", *which, "Its name, or NAME@VERSION")->required();
  enable_one->add_option("VERSION", *version, "The version; without it the newest")->check(CLI::Range(1, 1'000'000'000));
  enable_one->callback(
      [&shell, which, version] { shell.action = [&shell, which, version] { return enable(shell, *which, *version); }; });
}

}  // namespace baton::app::commands
