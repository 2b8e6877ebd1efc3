#include "app/commands/scenario_player.hpp"

#include "app/commands/templates.hpp"
#include "app/tables.hpp"
#include "baton/core/limits.hpp"

#include <ostream>

namespace baton::app::commands {
namespace {

namespace fs = std::filesystem;

Colour came_colour(Came came) { return came == Came::passed ? Colour::green : Colour::red; }

// The text of a file that a scenario names: beside the scenario, or else in the folder of its kind.
core::Result<std::string> text_named(const fs::path& folder, const std::string& scenario,
                                     const std::string& name, PlayedScenario& played) {
  const std::vector<fs::path> places{fs::path(scenario).parent_path(), folder / "templates",
                                     folder / TableKind<routing::Routes>::kFolder,
                                     folder / TableKind<facts::Definitions>::kFolder};
  for (const auto& place : places) {
    std::error_code failed;
    if (!fs::is_regular_file(place / name, failed)) continue;
    auto text = read_file(place / name, core::kBodyBytesMax);
    if (text) played.texts[name] = *text;
    played.paths.insert(place / name);
    return text;
  }
  return core::Error{
      core::Errc::not_found, "there is no file " + name, name,
      "it is looked for beside the scenario, and in templates, routes and facts of " +
          folder.string()};
}

}  // namespace

std::string_view came_word(Came came) {
  return came == Came::passed ? "passed" : came == Came::failed ? "failed" : "not played";
}

core::Json PlayedScenario::json(const std::string& file) const {
  return {{"file", file}, {"result", came_word(came)}, {"findings", to_json(findings)}};
}

PlayedScenario play_scenario(Shell& shell, const Workbench& workbench, const std::string& file) {
  PlayedScenario played;
  const std::string yaml = shell.text_of(file);
  played.texts[file] = yaml;
  const auto script = simulate::Script::read(yaml, file, played.findings);
  if (!script) return played;
  auto setting = workbench.setting();
  setting.template_text = [&](const std::string& name) {
    return text_named(workbench.folder(), file, name, played);
  };
  played.findings = script->play(setting).faults;
  played.came = played.findings.empty() ? Came::passed : Came::failed;
  return played;
}

void print_scenario(Shell& shell, const std::string& file, const PlayedScenario& played) {
  Terminal& terminal = shell.terminal;
  if (terminal.format() == Format::name && played.came != Came::passed)
    terminal.out() << file << '\n';
  if (!terminal.table()) return;
  terminal.out() << terminal.paint(std::string(came_word(played.came)), came_colour(played.came))
                 << "  " << printable(file) << '\n';
  print_findings(shell, played.texts, played.findings);
}

}  // namespace baton::app::commands
