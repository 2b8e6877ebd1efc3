#include "app/doctor.hpp"

#include "app/data_folder.hpp"
#include "app/doctor_checks.hpp"
#include "app/doctor_connections.hpp"
#include "app/files.hpp"
#include "app/problem.hpp"
#include "app/system.hpp"
#include "app/tables.hpp"
#include "baton/core/counted.hpp"
#include "baton/core/text.hpp"
#include "baton/templates/load.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <ostream>
#include <string>
#include <string_view>
#include <unistd.h>
#include <vector>

namespace baton::app {
namespace {

namespace fs = std::filesystem;

// How many bytes of the disk should be free. The store refuses events when less than 64 MiB are,
// and what it stores grows.
constexpr std::uintmax_t kSpaceWanted = std::uintmax_t{512} << 20;

void check_settings(Checks& checks, const LoadedConfig& loaded) {
  add_findings(checks, "settings", loaded.findings);
  if (core::has_errors(loaded.findings)) return;
  checks.push_back({"settings", Health::good,
                    loaded.file.empty()
                        ? "defaults; no " + (loaded.config.config_dir / "baton.yaml").string()
                        : loaded.file});
}

// Checks the calendars, the routes, the facts, the goals, the KPIs or the detectors, and returns
// those that can be used.
template <class Tables, class... Others>
Tables check_tables(Checks& checks, const Config& config, const Others&... others) {
  const std::string folder = TableKind<Tables>::kFolder;
  try {
    auto loaded = load_tables<Tables>(config.config_dir, others...);
    add_findings(checks, folder, loaded.findings);
    if (!core::has_errors(loaded.findings) && !loaded.tables.names().empty())
      checks.push_back({folder, Health::good, core::join(loaded.tables.names())});
    return std::move(loaded.tables);
  } catch (const Refused& refused) {
    checks.push_back({folder, Health::fault, core::text_at(refused.problem(), "detail"),
                      core::text_at(refused.problem(), "hint")});
    return {};
  }
}

// Checks the template files, and returns the workflows that they name.
WorkflowNames check_templates(Checks& checks, const Config& config,
                              const std::optional<core::Operations>& operations,
                              const templates::Outside& outside) {
  const fs::path folder = config.config_dir / "templates";
  const auto found = template_files({folder.string()});
  for (const std::string& file : found.left_out)
    checks.push_back({"templates", Health::remark, "left out: " + file,
                      "rename it to NAME.yaml if it is a template"});
  if (found.files.empty()) {
    checks.push_back({"templates", Health::remark, "none under " + folder.string(),
                      "baton init writes one; baton template apply -f FILE publishes one"});
    return {};
  }
  WorkflowNames names;
  for (const std::string& file : found.files) {
    auto text = read_file(file, core::kBodyBytesMax);
    if (!text) {
      checks.push_back(
          {"template " + file, Health::fault, text.error().message, text.error().hint});
      continue;
    }
    const auto loaded = templates::load(*text, file, operations ? &*operations : nullptr,
                                        SystemClock().now(), outside);
    auto findings = loaded.findings;
    if (loaded.workflow) {
      if (auto doubled = names.add(loaded.workflow->name, file, *text))
        findings.push_back(std::move(*doubled));
    }
    add_findings(checks, "template", findings);
    if (!core::has_errors(findings)) checks.push_back({"template", Health::good, file});
  }
  return names;
}

void check_config_folder(Checks& checks, const Config& config) {
  const auto path = changeable_by_all(config.config_dir).string();
  if (path.empty()) return;
  checks.push_back({"configuration", Health::fault,
                    path + ": every user of this machine may change it, and so act with the "
                           "credentials of the connections",
                    "chmod o-w " + path});
}

void check_disk(Checks& checks, const Config& config) {
  std::error_code failed;
  const bool there = fs::is_directory(config.data_dir, failed);
  fs::path folder = fs::absolute(config.data_dir, failed);
  while (!fs::exists(folder, failed) && folder.has_parent_path() && folder != folder.parent_path())
    folder = folder.parent_path();
  const std::string name = config.data_dir.string();
  if (access(folder.c_str(), W_OK | X_OK) != 0) {
    checks.push_back({"data folder", Health::fault, name + " cannot be written",
                      "give it to the user that runs baton: chown, or choose another with --data"});
  } else {
    checks.push_back(
        {"data folder", Health::good, there ? name : name + " is made at the first start"});
  }
  if (const auto wrong = data_folder_fault(config.data_dir); !wrong.empty())
    checks.push_back({"data folder", Health::fault, name + ": " + wrong, "chmod 700 " + name});
  for (const char* file : {"secret.key", "admin.token"}) {
    const auto path = config.data_dir / file;
    if (const auto wrong = secret_file_fault(path); !wrong.empty())
      checks.push_back(
          {file, Health::fault, path.string() + ": " + wrong, "chmod 600 " + path.string()});
  }
  for (const auto& remark : data_remarks(config.data_dir)) {
    const bool known = std::any_of(checks.begin(), checks.end(),
                                   [&](const auto& check) { return check.mend == remark.hint; });
    if (!known) checks.push_back({"data folder", Health::remark, remark.about, remark.hint});
  }
  const auto space = fs::space(folder, failed);
  if (!failed) {
    const bool enough = space.available >= kSpaceWanted;
    checks.push_back({"disk space", enough ? Health::good : Health::fault,
                      std::to_string(space.available >> 20) + " MiB free",
                      enough ? "" : "free some: below 64 MiB events from outside are refused"});
  }
  const fs::path database = config.data_dir / "baton.db";
  if (!fs::exists(database, failed)) return;
  const auto schema = schema_of(database);
  checks.push_back({"database", schema ? Health::good : Health::fault,
                    database.string() + (schema ? ", schema " + std::to_string(*schema)
                                                : " cannot be read as a database"),
                    schema ? "" : "restore it from a backup, or choose another data folder"});
}

// Compares the templates of a running server with the files in the folder of templates, and adds
// their names to `known`. Returns false if there are more templates than were shown.
bool check_published(Checks& checks, Shell& shell, const WorkflowNames& names,
                     std::vector<std::string>& known) {
  core::Json templates;
  try {
    templates = shell.get("/api/v1/templates");
  } catch (const Refused&) {
    return false;  // the server answered before, but does not show its templates
  }
  for (const core::Json& item : templates.value("items", core::Json::array())) {
    const std::string name = core::text_at(item, "name");
    known.push_back(name);
    const std::string status = core::text_at(item, "status");
    const std::string file = core::text_at(item, "file");
    if (const std::string problem = core::text_at(item, "problem"); !problem.empty())
      checks.push_back({"template " + name, Health::fault, problem,
                        "publish a version that passes, or go back to the earlier Baton"});
    if (status == "retired" && names.has(name))
      checks.push_back({"template " + name, Health::remark,
                        "its file is here, and it is retired: nothing starts by it",
                        "baton template enable " + name + " takes it back"});
    const bool from_folder =
        core::text_at(item, "actor") == core::Actor::config().text() && !file.empty();
    if (status == "active" && from_folder && !names.has(name))
      checks.push_back({"template " + name, Health::remark,
                        "it is still active, and its file " + file + " is gone or names another",
                        "baton template retire " + name});
  }
  return core::text_at(templates, "next").empty();
}

// Adds a remark if no template is the workflow that `who` names.
void check_workflow_named(Checks& checks, const std::string& folder, const std::string& who,
                          const std::string& workflow, const std::vector<std::string>& known) {
  if (std::find(known.begin(), known.end(), workflow) != known.end()) return;
  auto mend = core::did_you_mean(workflow, known);
  if (mend.empty()) mend = "none of its runs is counted until a template has this name";
  checks.push_back({folder, Health::remark,
                    who + " names the workflow \"" + workflow + "\", which no template is",
                    std::move(mend)});
}

// Looks for names of workflows that KPIs, goals and detectors have and that no template has. A
// template with a mistake may have any name, so that nothing is said then.
void check_workflows_named(Checks& checks, const std::vector<std::string>& known,
                           const kpis::Definitions& kpis, const goals::Tree& goals,
                           const detectors::Definitions& detectors) {
  const bool unread = std::any_of(checks.begin(), checks.end(), [](const Check& check) {
    return check.name.starts_with("template") && check.health == Health::fault;
  });
  if (unread || known.empty()) return;
  for (const auto& name : kpis.names())
    for (const auto& workflow : kpis.find(name)->workflows)
      check_workflow_named(checks, TableKind<kpis::Definitions>::kFolder, "the KPI " + name,
                           workflow, known);
  for (const auto* node : goals.nodes())
    for (const auto& workflow : node->workflows)
      check_workflow_named(checks, TableKind<goals::Tree>::kFolder,
                           "the " + std::string(goals::to_text(node->kind)) + ' ' + node->name,
                           workflow, known);
  for (const auto& [name, detector] : detectors.all())
    if (!detector.workflow.empty())
      check_workflow_named(checks, TableKind<detectors::Definitions>::kFolder,
                           "the detector " + name, detector.workflow, known);
}

void check_readiness(Checks& checks, Shell& shell) {
  try {
    const core::Json ready = shell.get("/readyz");
    const std::string degraded = core::text_at(ready, "detail");
    if (!degraded.empty())
      checks.push_back({"readiness", Health::remark, degraded, core::text_at(ready, "hint")});
  } catch (const Refused& refused) {
    checks.push_back({"readiness", Health::fault,
                      "/readyz: " + core::text_at(refused.problem(), "detail"),
                      core::text_at(refused.problem(), "hint")});
  }
}

// Adds the lanes whose actions wait, because the configuration lacks something or because a vendor
// asked for a pause.
void check_lanes(Checks& checks, const core::Json& system) {
  const core::Json* lanes = core::find(system, "lanes");
  if (!lanes || !lanes->is_array()) return;
  for (const core::Json& lane : *lanes) {
    const std::string operation = core::text_at(lane, "operation");
    const std::string name =
        core::text_at(lane, "connection") + (operation.empty() ? "" : "." + operation);
    const std::string state = core::text_at(lane, "state");
    checks.push_back({"lane " + name, Health::remark, state + ": " + core::text_at(lane, "reason"),
                      state == "held"
                          ? "its steps wait, and go on by themselves once that is mended"
                          : "its steps wait, and go on by themselves"});
  }
}

// Asks a running server about itself and its connections. True when it has answered.
bool check_server(Checks& checks, Shell& shell, const Config& config) {
  std::string url = config.server_url();
  try {
    url = shell.server_url();  // that of a context, where one is chosen
    const core::Json system = shell.get("/api/v1/system");
    checks.push_back(
        {"server", Health::good, url + ", version " + core::text_at(system, "version", "unknown")});
    check_readiness(checks, shell);
    check_connections_of_server(checks, shell, config);
    check_lanes(checks, system);
    return true;
  } catch (const Refused& refused) {
    const core::Json& problem = refused.problem();
    const bool away = refused.exit() == kUnreachable;
    checks.push_back({"server", away ? Health::remark : Health::fault,
                      away ? "none runs at " + url : core::text_at(problem, "detail"),
                      away ? "baton serve starts one" : core::text_at(problem, "hint")});
    return false;
  }
}

std::string_view health_word(Health health) {
  switch (health) {
    case Health::good: return "good";
    case Health::remark: return "remark";
    case Health::fault: return "fault";
  }
  return "";
}

void print_check(Terminal& terminal, const Check& check) {
  if (!terminal.table()) {
    if (terminal.format() == Format::ndjson) {
      terminal.print({{"check", check.name},
                      {"health", health_word(check.health)},
                      {"found", check.found},
                      {"mend", check.mend}});
    } else if (terminal.format() == Format::name && check.health == Health::fault) {
      terminal.out() << printable(check.name) << '\n';
    }
    return;
  }
  const Cell mark = check.health == Health::good     ? Cell{"✓", Colour::green}
                    : check.health == Health::remark ? Cell{"!", Colour::yellow}
                                                     : Cell{"✕", Colour::red};
  terminal.out() << terminal.paint(mark.text, mark.colour) << ' ' << printable(check.name) << ": "
                 << printable(check.found) << '\n';
  if (!check.mend.empty())
    terminal.out() << "    " << terminal.paint("help:", Colour::blue) << ' '
                   << printable(check.mend) << '\n';
}

// Loads the settings, and unlike Shell::load() does not throw when they are wrong.
LoadedConfig load_leniently(Shell& shell) {
  std::vector<Override> overrides;
  if (!shell.globals.data_dir.empty())
    overrides.push_back({"data_dir", shell.globals.data_dir, "--data"});
  if (!shell.globals.url.empty()) overrides.push_back({"url", shell.globals.url, "--url"});
  return load_config(shell.globals.config_dir, shell.globals.config_dir_given,
                     shell.world.environment, overrides);
}

}  // namespace

int doctor(Shell& shell, bool fix) {
  const LoadedConfig loaded = load_leniently(shell);
  Checks checks;
  if (fix) {
    for (const std::string& mended : mend_modes(loaded.config.data_dir))
      checks.push_back({"mended", Health::good, mended});
  }
  check_settings(checks, loaded);
  // A command does not talk to a server while the settings are wrong. The user mends those first.
  const bool served =
      !core::has_errors(loaded.findings) && check_server(checks, shell, loaded.config);
  const auto operations = check_connections(checks, loaded.config, shell.world.environment, served);
  const auto calendars = check_tables<calendar::Calendars>(checks, loaded.config);
  const auto routes = check_tables<routing::Routes>(checks, loaded.config);
  const auto facts = check_tables<facts::Definitions>(checks, loaded.config);
  const auto goals = check_tables<goals::Tree>(checks, loaded.config);
  const auto kpis = check_tables<kpis::Definitions>(checks, loaded.config);
  add_findings(checks, TableKind<kpis::Definitions>::kFolder, kpi_doubts(kpis, goals));
  if (operations)
    add_findings(checks, TableKind<kpis::Definitions>::kFolder,
                 kpis.unknown_connections(*operations));
  const auto detectors = check_tables<detectors::Definitions>(checks, loaded.config, kpis);
  add_findings(checks, TableKind<detectors::Definitions>::kFolder, detector_doubts(detectors));
  templates::Outside outside(&calendars, &routes, &facts, &goals);
  outside.goal_required = loaded.config.runtime.goals_required;
  const auto names = check_templates(checks, loaded.config, operations, outside);
  auto known = names.names();
  if (!served || check_published(checks, shell, names, known))
    check_workflows_named(checks, known, kpis, goals, detectors);
  check_config_folder(checks, loaded.config);
  check_disk(checks, loaded.config);

  std::size_t faults = 0;
  core::Json items = core::Json::array();
  for (const Check& check : checks) {
    print_check(shell.terminal, check);
    items.push_back({{"check", check.name},
                     {"health", health_word(check.health)},
                     {"found", check.found},
                     {"mend", check.mend}});
    if (check.health == Health::fault) ++faults;
  }
  if (shell.terminal.document()) shell.terminal.print({{"ok", faults == 0}, {"checks", items}});
  if (faults == 0) {
    shell.terminal.next(served ? "baton runs ls" : "baton serve");
  } else {
    shell.terminal.note(core::counted(faults, "fault"));
  }
  return faults == 0 ? kOk : kNo;
}

}  // namespace baton::app
