#include "app/commands/commands.hpp"
#include "app/commands/scenario_player.hpp"
#include "app/commands/templates.hpp"

#include <CLI/App.hpp>
#include <map>
#include <ostream>

// baton template test: plays scenarios, without a server.
namespace baton::app::commands {
namespace {

int play_scenarios(Shell& shell, std::vector<std::string> paths) {
  const Workbench workbench(shell);
  if (paths.empty()) paths.push_back(workbench.folder().string());
  const auto found = some_scenario_files(paths);
  tell_left_out(shell, found);
  std::map<Came, std::size_t> counts;
  core::Json items = core::Json::array();
  for (const std::string& file : found.files) {
    const auto played = play_scenario(shell, workbench, file);
    ++counts[played.came];
    print_scenario(shell, file, played);
    items.push_back(played.json(file));
    if (shell.terminal.format() == Format::ndjson) shell.terminal.print(items.back());
  }
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
