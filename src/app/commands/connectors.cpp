#include "app/commands/commands.hpp"
#include "app/words.hpp"

#include <CLI/App.hpp>

namespace baton::app::commands {
namespace {

// Whether the connection can act: its state, or "–" for one that only listens.
Cell acts(const core::Json& item) {
  const bool only_listens = core::find(item, "acts") && !flag_at(item, "acts");
  return only_listens ? Cell{"–", Colour::dim} : status_cell(core::text_at(item, "state"));
}

// Whether the webhook of the connection is open, or "–" when it has none.
Cell listens(const core::Json& item) {
  if (flag_at(item, "listening")) return {"✓ " + core::text_at(item, "scheme"), Colour::green};
  return core::text_at(item, "hook_reason").empty() ? Cell{"–", Colour::dim}
                                                    : Cell{"○ closed", Colour::yellow};
}

Cell why_not(const core::Json& item) {
  const bool only_listens = core::find(item, "acts") && !flag_at(item, "acts");
  std::string why = only_listens ? "" : core::text_at(item, "reason");
  if (const auto held = core::text_at(item, "held"); !held.empty()) why = held;
  const std::string hook = core::text_at(item, "hook_reason");
  if (!hook.empty()) why += (why.empty() ? "webhook: " : "; webhook: ") + hook;
  return {why};
}

int list_connections(Shell& shell) {
  ListView view;
  view.columns = {text_column("CONNECTION", "name"),
                  text_column("CONNECTOR", "connector"),
                  {"ACTS", acts, false},
                  {"LISTENS", listens, false},
                  {"WHY NOT", why_not, true}};
  view.name_key = "name";
  view.nothing = "no connections; connections.yaml in the configuration folder names them";
  print_list(shell, "/api/v1/connections", view);
  shell.terminal.next("baton doctor");
  return kOk;
}

}  // namespace

void add_connectors(CLI::App& root, Shell& shell) {
  CLI::App* connectors = root.add_subcommand("connectors", "See the systems Baton is connected to");
  connectors->require_subcommand(1);
  CLI::App* ls = connectors->add_subcommand("ls", "List connections and whether they can be used");
  ls->callback([&shell] { shell.action = [&shell] { return list_connections(shell); }; });
}

}  // namespace baton::app::commands
