#include "app/commands/commands.hpp"
#include "app/words.hpp"
#include "baton/core/text.hpp"

#include <CLI/App.hpp>
#include <ostream>

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

int show_connection(Shell& shell, const std::string& name) {
  std::vector<std::string> names;
  const core::Json page = shell.get("/api/v1/connections");
  for (const core::Json& item : page.at("items")) {
    names.push_back(core::text_at(item, "name"));
    if (names.back() != name) continue;
    if (shell.terminal.format() == Format::name) {
      shell.terminal.out() << name << '\n';
    } else if (shell.terminal.table()) {
      shell.terminal.out() << outline(item);
    } else {
      shell.terminal.print(item);
    }
    shell.terminal.next("baton events tail --source " + name);
    return kOk;
  }
  const auto hint = core::did_you_mean(name, names);
  throw Refused(core::Error{core::Errc::not_found,
                            "there is no connection \"" + name + "\"",
                            {},
                            hint.empty() ? "baton connectors ls shows those there are" : hint});
}

}  // namespace

void add_connectors(CLI::App& root, Shell& shell) {
  CLI::App* connectors = root.add_subcommand("connectors", "See the systems Baton is connected to");
  connectors->require_subcommand(1);
  CLI::App* ls = connectors->add_subcommand("ls", "List connections and whether they can be used");
  ls->callback([&shell] { shell.action = [&shell] { return list_connections(shell); }; });

  auto name = std::make_shared<std::string>();
  CLI::App* show_one = connectors->add_subcommand(
      "show", "Show a connection: where it goes, whether it can be used, what waits for it");
  show_one->add_option("NAME", *name, "The name of the connection")->required();
  show_one->callback(
      [&shell, name] { shell.action = [&shell, name] { return show_connection(shell, *name); }; });
}

}  // namespace baton::app::commands
