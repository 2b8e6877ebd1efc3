#include "app/commands/commands.hpp"
#include "app/commands/templates.hpp"
#include "app/connections.hpp"
#include "app/tables.hpp"
#include "baton/core/limits.hpp"
#include "baton/simulate/script.hpp"

#include <CLI/App.hpp>
#include <filesystem>
#include <map>
#include <optional>
#include <ostream>

// baton template test: plays scenarios, without a server.
namespace baton::app::commands {
namespace {

namespace fs = std::filesystem;

// What came of a scenario.
enum class Came { passed, failed, unplayable };

std::string_view came_word(Came came) {
  return came == Came::passed ? "passed" : came == Came::failed ? "failed" : "not played";
}

Colour came_colour(Came came) { return came == Came::passed ? Colour::green : Colour::red; }

// What all scenarios are played with: the files of the configuration folder.
class ScenarioPlayer {
 public:
  explicit ScenarioPlayer(Shell& shell) : shell_(shell), folder_(shell.load().config.config_dir) {
    operations_ = operations_of(folder_, shell.world.environment);
    if (!operations_)
      shell.terminal.note("no connections under " + folder_.string() +
                          ": `do` steps are not checked against any");
    setting_.operations = operations_ ? &*operations_ : nullptr;
    setting_.calendars = table<calendar::Calendars>();
    setting_.routes = table<routing::Routes>();
    setting_.facts = table<facts::Definitions>();
  }
  ScenarioPlayer(const ScenarioPlayer&) = delete;

  // Plays the scenario of a file, and prints what came of it. Its row goes to `items`.
  Came play(const std::string& file, core::Json& items) {
    std::map<std::string, std::string> texts{{file, shell_.text_of(file)}};
    core::Findings findings;
    const auto script = simulate::Script::read(texts.at(file), file, findings);
    auto came = Came::unplayable;
    if (script) {
      setting_.template_text = [&](const std::string& name) { return text_of(file, name, texts); };
      findings = script->play(setting_).faults;
      came = findings.empty() ? Came::passed : Came::failed;
    }
    print(file, came, texts, findings);
    items.push_back({{"file", file}, {"result", came_word(came)}, {"findings", to_json(findings)}});
    if (shell_.terminal.format() == Format::ndjson) shell_.terminal.print(items.back());
    return came;
  }

 private:
  template <class Tables>
  std::shared_ptr<const Tables> table() {
    auto loaded = load_tables<Tables>(folder_);
    if (core::has_errors(loaded.findings))
      shell_.terminal.note(std::string("some ") + TableKind<Tables>::kCalled +
                           " have errors, which baton doctor shows");
    return std::make_shared<const Tables>(std::move(loaded.tables));
  }

  // The text of a file that a scenario names: beside the scenario, or else in the folder of its
  // kind. It is kept in `texts`, so that findings can show its lines.
  core::Result<std::string> text_of(const std::string& scenario, const std::string& name,
                                    std::map<std::string, std::string>& texts) const {
    const std::vector<fs::path> places{fs::path(scenario).parent_path(), folder_ / "templates",
                                       folder_ / TableKind<routing::Routes>::kFolder,
                                       folder_ / TableKind<facts::Definitions>::kFolder};
    for (const auto& place : places) {
      std::error_code failed;
      if (!fs::is_regular_file(place / name, failed)) continue;
      auto text = read_file(place / name, core::kBodyBytesMax);
      if (text) texts[name] = *text;
      return text;
    }
    return core::Error{
        core::Errc::not_found, "there is no file " + name, name,
        "it is looked for beside the scenario, and in templates, routes and facts of " +
            folder_.string()};
  }

  void print(const std::string& file, Came came, const std::map<std::string, std::string>& texts,
             const core::Findings& findings) const {
    Terminal& terminal = shell_.terminal;
    if (terminal.format() == Format::name && came != Came::passed) terminal.out() << file << '\n';
    if (!terminal.table()) return;
    terminal.out() << terminal.paint(std::string(came_word(came)), came_colour(came)) << "  "
                   << printable(file) << '\n';
    print_findings(shell_, texts, findings);
  }

  Shell& shell_;
  fs::path folder_;
  std::optional<core::Operations> operations_;
  simulate::Setting setting_;
};

int play_scenarios(Shell& shell, std::vector<std::string> paths) {
  ScenarioPlayer player(shell);
  if (paths.empty()) paths.push_back(shell.load().config.config_dir.string());
  const auto found = some_scenario_files(paths);
  tell_left_out(shell, found);
  std::map<Came, std::size_t> counts;
  core::Json items = core::Json::array();
  for (const std::string& file : found.files) ++counts[player.play(file, items)];
  const bool passed = counts[Came::passed] == found.files.size();
  if (shell.terminal.document())
    shell.terminal.print({{"ok", passed},
                          {"passed", counts[Came::passed]},
                          {"failed", counts[Came::failed]},
                          {"not_played", counts[Came::unplayable]},
                          {"items", items}});
  if (shell.terminal.table()) {
    shell.terminal.err() << counts[Came::passed] << " passed, " << counts[Came::failed]
                         << " failed";
    if (counts[Came::unplayable] > 0)
      shell.terminal.err() << ", " << counts[Came::unplayable] << " not played";
    shell.terminal.err() << '\n';
  }
  if (passed)
    shell.terminal.next("baton template apply -f " + shell.globals.config_dir + "/templates");
  return counts[Came::unplayable] > 0 ? kUsage : passed ? kOk : kNo;
}

}  // namespace

void add_template_test(CLI::App& templates, Shell& shell) {
  auto paths = std::make_shared<std::vector<std::string>>();
  CLI::App* one = templates.add_subcommand(
      "test",
      "Play scenarios, without a server: what happens to workflows, and what must come of it; "
      "exit 1 when one differs, 2 when one cannot be played");
  one->add_option("PATH", *paths,
                  "Scenarios, or folders with *.scenario.yaml in them and below (default: the "
                  "configuration folder)");
  one->callback([&shell, paths] {
    shell.action = [&shell, paths] { return play_scenarios(shell, *paths); };
  });
}

}  // namespace baton::app::commands
