#include "app/commands/commands.hpp"
#include "app/commands/templates.hpp"
#include "app/tables.hpp"
#include "baton/core/counted.hpp"
#include "baton/core/text.hpp"
#include "baton/routing/words.hpp"

#include <CLI/App.hpp>
#include <ostream>

// baton route: asks the decision tables of the configuration, without a server.
namespace baton::app::commands {
namespace {

// What a row gives, for people: "group: legal-board, sla: 5bd".
std::string given_text(const core::Json& then) {
  std::vector<std::string> parts;
  for (const auto& [name, value] : then.items())
    parts.push_back(name + ": " +
                    (value.is_string() ? value.get<std::string>() : core::dump(value)));
  return core::join(parts);
}

void print_words(Shell& shell, const core::Json& explained) {
  auto& out = shell.terminal.out();
  for (const auto& row : explained.at("chosen")) {
    out << "The row \"" << core::text_at(row, "row")
        << "\" applies: " << core::text_at(row, "because") << ".\n"
        << "It gives " << given_text(row.at("then")) << ".\n";
  }
  if (explained.at("chosen").empty()) out << "No row applies.\n";
  for (const auto& row : explained.at("passed_over"))
    shell.terminal.note("\"" + core::text_at(row, "row") +
                        "\" does not apply: " + core::text_at(row, "because"));
}

int check_route(Shell& shell, const std::string& name, const std::string& data) {
  const auto loaded = load_tables<routing::Routes>(shell.load().config.config_dir);
  print_findings(shell, loaded.texts, loaded.findings);
  const bool right = !core::has_errors(loaded.findings);
  if (name.empty()) {
    const auto names = loaded.tables.names();
    if (!shell.terminal.table()) {
      shell.terminal.print({{"ok", right}, {"routes", names}});
    } else {
      shell.terminal.out() << core::join(names) << '\n';
      if (loaded.findings.empty())
        shell.terminal.note(core::counted(names.size(), "route") + ", nothing is wrong");
    }
    return right ? kOk : kNo;
  }
  const auto table = loaded.tables.named(name);
  if (!table) {
    auto unknown = table.error();
    // A route with an error is left out, and so may be the one that was asked for.
    if (!right) unknown.hint = "a file with errors gives no route: mend what is named above first";
    throw Refused(unknown);
  }
  if (data.empty()) {
    shell.terminal.print(routing::to_json(**table));
    return right ? kOk : kNo;
  }
  const auto values = core::parse_json(data);
  if (!values) throw usage("-d: " + values.error().text());
  const auto explained = routing::explain(**table, *values);
  if (!explained) throw Refused(explained.error());
  if (shell.terminal.table())
    print_words(shell, *explained);
  else
    shell.terminal.print(*explained);
  return right && !explained->at("chosen").empty() ? kOk : kNo;
}

}  // namespace

void add_route(CLI::App& root, Shell& shell) {
  CLI::App* route_app = root.add_subcommand("route", "Ask the decision tables");
  route_app->require_subcommand(1);
  auto name = std::make_shared<std::string>();
  auto data = std::make_shared<std::string>();
  CLI::App* check_one = route_app->add_subcommand(
      "check",
      "Say which row applies, without a server; exit 1 when none does or a route has errors");
  check_one->add_option("NAME", *name, "The route; without it all are checked");
  check_one->add_option("-d,--data", *data,
                        "Its inputs as JSON: '{\"amount\": 60000}'; without them it is shown");
  check_one->callback([&shell, name, data] {
    shell.action = [&shell, name, data] { return check_route(shell, *name, *data); };
  });
}

}  // namespace baton::app::commands
