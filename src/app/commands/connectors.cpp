#include "app/commands/commands.hpp"
#include "app/words.hpp"

#include <CLI/App.hpp>

namespace baton::app::commands {
namespace {

int list(Shell& shell) {
  ListView view;
  view.columns = {text_column("CONNECTION", "name"), text_column("CONNECTOR", "connector"), status_column("STATE", "state"),
                  text_column("WHY", "reason")};
  view.name_key = "name";
  view.nothing = "no connections; config/connections.yaml names them";
  print_list(shell, "/api/v1/connections", {}, Paging{}, view);
  shell.terminal.next("baton doctor");
  return kOk;
}

}  // namespace

void add_connectors(CLI::App& root, Shell& shell) {
  CLI::App* connectors = root.add_subcommand("connectors", "See the systems Baton is connected to");
  connectors->require_subcommand(1);
  CLI::App* ls = connectors->add_subcommand("ls", "List connections and whether they can be used");
  ls->callback([&shell] { shell.action = [&shell] { return list(shell); }; });
}

}  // namespace baton::app::commands
