#include "app/doctor.hpp"

#include "app/connections.hpp"
#include "app/data_folder.hpp"
#include "app/files.hpp"
#include "app/problem.hpp"
#include "app/system.hpp"
#include "app/tables.hpp"
#include "app/words.hpp"
#include "baton/core/text.hpp"
#include "baton/templates/load.hpp"

#include <algorithm>
#include <cstddef>
#include <filesystem>
#include <map>
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

enum class Health { good, remark, fault };

// What was checked, and what was found.
struct Check {
  std::string name;
  Health health = Health::good;
  std::string found;
  std::string mend{};  // how to mend it
};

using Checks = std::vector<Check>;

std::string where(const core::Finding& finding) {
  if (finding.at.line == 0) return finding.file;
  return finding.file + ":" + std::to_string(finding.at.line) + ":" +
         std::to_string(finding.at.column);
}

// One check for each finding: an error is a fault, a warning a remark.
void add_findings(Checks& checks, const std::string& name, const core::Findings& findings) {
  for (const core::Finding& finding : findings) {
    const bool error = finding.severity == core::Finding::Severity::error;
    checks.push_back({name, error ? Health::fault : Health::remark,
                      where(finding) + ": " + finding.message, finding.hint});
  }
}

void check_settings(Checks& checks, const LoadedConfig& loaded) {
  add_findings(checks, "settings", loaded.findings);
  if (core::has_errors(loaded.findings)) return;
  checks.push_back({"settings", Health::good,
                    loaded.file.empty()
                        ? "defaults; no " + (loaded.config.config_dir / "baton.yaml").string()
                        : loaded.file});
}

// How to mend what a connection lacks, from the words of its reason.
std::string how_to_mend(const std::string& reason) {
  const bool file = reason.find("the file ") != std::string::npos;
  const bool variable = reason.find(" is not set") != std::string::npos;
  std::string what;
  if (file) what = "write the file, which is read as soon as it is there";
  if (variable)
    what += std::string(what.empty() ? "" : "; ") + "set the variable and restart the server";
  return what.empty() ? "put the file right and reload the server (SIGHUP)" : what;
}

// The connections of the shipped file that nobody has begun to set up. They are told of in one
// line: nobody means to use all of them.
class NotSetUp {
 public:
  // `config`: where the files are. When they are not as shipped, each connection is told of.
  explicit NotSetUp(const Config& config) {
    std::error_code failed;
    const bool none = !fs::is_directory(config.config_dir, failed);
    if (none || connections_as_shipped(config.config_dir)) needed_ = variables_needed_as_shipped();
  }

  // Takes a connection that lacks all that it needs for its actions. False: it is to be told of.
  bool takes(const std::string& name, const connectors::Registry::State& state) {
    const auto needed = needed_.find(name);
    if (needed == needed_.end() || state.faulty || state.active) return false;
    if (needed->second == 0 || not_set_in(state.reason) < needed->second) return false;
    names_.push_back(name);
    return true;
  }
  // The same for a webhook beside actions that need nothing.
  bool takes_webhook(const std::string& name, const connectors::Registry::State& state) {
    const auto needed = needed_.find(name);
    if (needed == needed_.end() || state.faulty || needed->second > 0) return false;
    if (not_set_in(state.hook_reason) == 0) return false;
    names_.push_back("webhook " + name);
    return true;
  }

  void tell(Checks& checks) const {
    if (names_.empty()) return;
    checks.push_back(
        {"connections", Health::remark, "not set up: " + core::join(names_),
         "baton connectors ls says what each lacks; take those that you do not use out "
         "of connections.yaml"});
  }

 private:
  // How many variables a reason says are not set.
  static std::size_t not_set_in(std::string_view reason) {
    constexpr std::string_view kNotSet = " is not set";
    std::size_t count = 0;
    for (auto at = reason.find(kNotSet); at != std::string_view::npos;
         at = reason.find(kNotSet, at + kNotSet.size()))
      ++count;
    return count;
  }

  std::map<std::string, std::size_t> needed_;  // empty: each connection is told of
  std::vector<std::string> names_;
};

// Adds what is to be said of a connection whose state the registry or a running server has told.
void check_connection(Checks& checks, const std::string& name,
                      const connectors::Registry::State& state, NotSetUp& not_set_up) {
  if (state.acts && not_set_up.takes(name, state)) return;
  if (!state.acts) {
    checks.push_back(
        {"connection " + name, Health::good, state.connector + ", which only listens"});
  } else if (state.active) {
    checks.push_back({"connection " + name, Health::good,
                      state.base_url.empty() ? state.connector + ", without an address of its own"
                                             : state.connector + " at " + state.base_url});
  } else {
    checks.push_back({"connection " + name, Health::remark, "inactive: " + state.reason,
                      "its actions are held until then; " + how_to_mend(state.reason)});
  }
  if (!state.listening && !state.hook_reason.empty() && !not_set_up.takes_webhook(name, state))
    checks.push_back({"webhook " + name, Health::remark, "closed: " + state.hook_reason,
                      "it answers 503 until then; " + how_to_mend(state.hook_reason)});
  if (state.listening && state.scheme == "none")
    checks.push_back({"webhook " + name, Health::remark, "takes unsigned requests (scheme none)",
                      "choose a scheme with a signature where the sender has one"});
}

// Checks the files of connections, and returns what these connections can do, which the templates
// are checked against. `served`: a running server has already told the state of its connections.
// Then that state counts and not what the environment of this terminal would give.
std::optional<core::Operations> check_connections(Checks& checks, const Config& config,
                                                  const Environment& environment, bool served) {
  const fs::path file = config.config_dir / "connections.yaml";
  std::error_code failed;
  if (!fs::is_directory(config.config_dir, failed)) {
    checks.push_back({"connections", Health::remark,
                      "no folder " + config.config_dir.string() + ": those of the program are used",
                      "baton init writes files to edit"});
  } else if (!fs::exists(file, failed)) {
    checks.push_back({"connections", Health::remark, "no " + file.string(),
                      "name the systems to act on there; docs/guides/connectors.md shows how"});
  }
  const SystemClock clock;
  const auto loaded = read_connections(config.config_dir, environment, clock);
  add_findings(checks, "connections", loaded.findings);
  if (!loaded.registry) return std::nullopt;
  if (!served && !loaded.registry->names().empty())
    checks.push_back({"environment", Health::good,
                      "no server answers: connections are checked with this terminal's variables"});
  NotSetUp not_set_up(config);
  for (const std::string& name : loaded.registry->names()) {
    const auto state = loaded.registry->state(name);
    if (state && !served) check_connection(checks, name, *state, not_set_up);
  }
  not_set_up.tell(checks);
  return loaded.registry->operations();
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

void check_connections_of_server(Checks& checks, Shell& shell, const Config& config) {
  const core::Json page = shell.get("/api/v1/connections");
  const core::Json* items = core::find(page, "items");
  if (!items || !items->is_array()) return;
  NotSetUp not_set_up(config);
  for (const core::Json& item : *items) {
    connectors::Registry::State state;
    state.connector = core::text_at(item, "connector");
    state.acts = flag_at(item, "acts");
    state.active = core::text_at(item, "state") == "ready";
    state.reason = core::text_at(item, "reason");
    state.listening = flag_at(item, "listening");
    state.hook_reason = core::text_at(item, "hook_reason");
    state.faulty = flag_at(item, "faulty");
    state.scheme = core::text_at(item, "scheme");
    state.base_url = core::text_at(item, "base_url");
    check_connection(checks, core::text_at(item, "name"), state, not_set_up);
  }
  not_set_up.tell(checks);
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
    shell.terminal.note(std::to_string(faults) + (faults == 1 ? " fault" : " faults"));
  }
  return faults == 0 ? kOk : kNo;
}

}  // namespace baton::app
