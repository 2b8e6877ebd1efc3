#include "app/commands/commands.hpp"
#include "app/words.hpp"
#include "baton/core/encoding.hpp"
#include "baton/core/text.hpp"

#include <CLI/App.hpp>
#include <algorithm>
#include <ostream>

namespace baton::app::commands {
namespace {

// What there is to say of a connection that is ready while most of its attempts fail: "9 of the
// last 10 attempts failed: http_401: …". Empty for another.
std::string attempts_fail(const core::Json& item) {
  const auto* recent = core::find(item, "recent_attempts");
  if (recent == nullptr || !flag_at(*recent, "mostly_failed")) return {};
  const auto number = [recent](std::string_view name) {
    const auto* value = core::find(*recent, name);
    return value == nullptr ? std::string() : core::dump(*value);
  };
  return number("failed") + " of the last " + number("count") +
         " attempts failed: " + core::text_at(*recent, "reason");
}

bool only_listens(const core::Json& item) {
  return core::find(item, "acts") && !flag_at(item, "acts");
}

// Whether the connection can act: its state, or "–" for one that only listens.
Cell acts(const core::Json& item) {
  if (core::text_at(item, "state") == "ready" && !attempts_fail(item).empty())
    return {"! ready", Colour::yellow};
  return only_listens(item) ? Cell{"–", Colour::dim} : status_cell(core::text_at(item, "state"));
}

// Whether the webhook of the connection is open, or "–" when it has none.
Cell listens(const core::Json& item) {
  if (flag_at(item, "listening")) return {"✓ " + core::text_at(item, "scheme"), Colour::green};
  return core::text_at(item, "hook_reason").empty() ? Cell{"–", Colour::dim}
                                                    : Cell{"○ closed", Colour::yellow};
}

// A lane whose actions wait: "create_issue paused until 2026-05-04T10:02:00Z: …".
std::string lane_text(const core::Json& lane) {
  const std::string operation = core::text_at(lane, "operation");
  const std::string until = core::text_at(lane, "until");
  return (operation.empty() ? "" : operation + " ") + core::text_at(lane, "state") +
         (until.empty() ? "" : " until " + until) + ": " + core::text_at(lane, "reason");
}

// Why the connection, or a part of it, cannot be used now: one reason after the other.
Cell why_not(const core::Json& item) {
  std::vector<std::string> reasons;
  const auto add = [&reasons](std::string_view what, const std::string& reason) {
    if (!reason.empty()) reasons.push_back(std::string(what) + reason);
  };
  const std::string inactive = only_listens(item) ? "" : core::text_at(item, "reason");
  add("", inactive);
  // The lanes of an inactive connection are held for the same reason.
  for (const core::Json& lane : list_at(item, "lanes"))
    if (inactive.empty() || core::text_at(lane, "state") != "held") add("", lane_text(lane));
  add("", attempts_fail(item));
  add("webhook: ", core::text_at(item, "hook_reason"));
  add("new files refused: ", core::text_at(item, "refused"));
  return {core::join(reasons, "; ")};
}

// How far its polls have come, and which of them fail.
Cell polls(const core::Json& item) {
  const auto* all = core::find(item, "polls");
  if (all == nullptr || !all->is_array() || all->empty()) return {"–", Colour::dim};
  std::string text;
  bool fails = false;
  for (const core::Json& poll : *all) {
    const auto watermark = core::text_at(poll, "watermark");
    const auto error = core::text_at(poll, "error");
    fails = fails || !error.empty();
    text += (text.empty() ? "" : "; ") + core::text_at(poll, "name") + " ";
    text += watermark.empty() ? "has not begun" : "up to " + watermark;
    if (!error.empty()) text += ", fails: " + error;
  }
  return {text, fails ? Colour::yellow : Colour::plain};
}

int list_connections(Shell& shell) {
  ListView view;
  view.columns = {text_column("CONNECTION", "name"),
                  text_column("CONNECTOR", "connector"),
                  {"ACTS", acts, false},
                  {"LISTENS", listens, false},
                  {"POLLS", polls, true},
                  {"WHY NOT", why_not, true}};
  view.name_key = "name";
  view.nothing = "no connections; connections.yaml in the configuration folder names them";
  const auto items = print_list(shell, "/api/v1/connections", view);
  const auto failing = std::find_if(items.begin(), items.end(), [](const core::Json& item) {
    return !attempts_fail(item).empty();
  });
  shell.terminal.next(failing == items.end()
                          ? "baton doctor"
                          : "baton connectors test " + core::text_at(*failing, "name"));
  shell.page("/connections");
  return kOk;
}

// A list of texts in one cell, or "–". `key`: the member of each entry that is shown; empty: the
// entries are texts themselves.
Cell several(const core::Json& item, const std::string& list, const std::string& key) {
  std::vector<std::string> texts;
  for (const core::Json& one : item.value(list, core::Json::array()))
    texts.push_back(key.empty() ? one.get<std::string>() : core::text_at(one, key));
  return texts.empty() ? Cell{"–", Colour::dim} : Cell{core::join(texts)};
}

Column several_column(std::string heading, std::string list, std::string key = {}) {
  auto cell = [list = std::move(list), key = std::move(key)](const core::Json& item) {
    return several(item, list, key);
  };
  return {std::move(heading), std::move(cell), true};
}

int list_connectors(Shell& shell) {
  ListView view;
  view.columns = {text_column("CONNECTOR", "name"),
                  text_column("FOR", "title"),
                  several_column("CONNECTIONS", "connections"),
                  text_column("WEBHOOKS", "scheme"),
                  several_column("POLLS", "polls"),
                  several_column("OPERATIONS", "operations", "name")};
  view.name_key = "name";
  view.nothing = "no connectors";
  print_list(shell, "/api/v1/connectors", view);
  shell.terminal.next("baton connectors ls");
  return kOk;
}

// What is done at the vendor so that it sends to the connection, with its address filled in; empty
// if there is nothing to do.
std::string setup_text(Shell& shell, const core::Json& item) {
  constexpr std::string_view kUrl = "{url}";
  const auto address =
      shell.server_url() + "/hooks/" + core::percent_encode(core::text_at(item, "name"));
  std::string text;
  int step = 0;
  for (const core::Json& line : list_at(item, "webhook_setup")) {
    auto said = line.get<std::string>();
    if (const auto at = said.find(kUrl); at != std::string::npos)
      said.replace(at, kUrl.size(), address);
    text += "  " + std::to_string(++step) + ". " + printable(said) + '\n';
  }
  return text.empty() ? text : "to have it send events here:\n" + text;
}

// How a person logs in at the vendor; empty if nobody does.
std::string login_text(const core::Json& item) {
  const auto& ways = list_at(item, "logins");
  if (ways.empty()) return {};
  const bool only_device = ways.size() == 1 && ways.front() == "device";
  return "to log in at the vendor: baton connectors login " + core::text_at(item, "name") +
         (only_device ? " --device\n" : "\n");
}

int show_connection(Shell& shell, const std::string& name) {
  const core::Json item = connection_named(shell, name);
  if (shell.terminal.format() == Format::name) {
    shell.terminal.out() << name << '\n';
  } else if (shell.terminal.table()) {
    core::Json rest = item;
    rest.erase("webhook_setup");
    rest.erase("logins");
    shell.terminal.out() << outline(rest) << login_text(item) << setup_text(shell, item);
  } else {
    shell.terminal.print(item);
  }
  shell.terminal.next("baton events tail --source " + name);
  shell.page("/connections/" + core::percent_encode(name));
  return kOk;
}

// Has the server try a connection. Exit 1 when something failed.
int test_connection(Shell& shell, const std::string& name) {
  ApiRequest request;
  request.method = "POST";
  request.path = "/api/v1/connections/" + core::percent_encode(name) + "/test";
  request.timeout = std::chrono::seconds(60);
  const core::Json answer = shell.call(request).json;
  const bool good = flag_at(answer, "ok");
  if (shell.terminal.format() == Format::name) {
    shell.terminal.out() << name << '\n';
  } else if (shell.terminal.table()) {
    Table table({"CHECK", "RESULT", "MS", "WHAT"});
    for (const core::Json& check : answer.at("checks")) {
      const core::Json* took = core::find(check, "ms");
      table.add({{core::text_at(check, "what")},
                 status_cell(core::text_at(check, "result")),
                 {took && *took != 0 ? core::dump(*took) : "", Colour::dim},
                 {core::text_at(check, "text")}});
    }
    table.print(shell.terminal);
  } else {
    shell.terminal.print(answer);
  }
  shell.terminal.next(good ? "baton connectors show " + name : "baton doctor");
  return good ? kOk : kNo;
}

}  // namespace

core::Json connection_named(Shell& shell, const std::string& name) {
  std::vector<std::string> names;
  const core::Json page = shell.get("/api/v1/connections");
  for (const core::Json& item : page.at("items")) {
    names.push_back(core::text_at(item, "name"));
    if (names.back() == name) return item;
  }
  throw no_such("connection", name, names, "baton connectors ls");
}

void add_connectors(CLI::App& root, Shell& shell) {
  CLI::App* connectors = root.add_subcommand("connectors", "See the systems Baton is connected to");
  connectors->require_subcommand(1);
  CLI::App* ls = connectors->add_subcommand("ls", "List connections and whether they can be used");
  ls->callback([&shell] { shell.action = [&shell] { return list_connections(shell); }; });

  CLI::App* catalogue = connectors->add_subcommand(
      "catalogue", "List the connectors: what connections can be made to, and what each can do");
  catalogue->callback([&shell] { shell.action = [&shell] { return list_connectors(shell); }; });

  auto name = std::make_shared<std::string>();
  CLI::App* show_one = connectors->add_subcommand(
      "show", "Show a connection: where it goes, whether it can be used, what waits for it");
  show_one->add_option("NAME", *name, "The name of the connection")->required();
  show_one->callback(
      [&shell, name] { shell.action = [&shell, name] { return show_connection(shell, *name); }; });

  CLI::App* test_one = connectors->add_subcommand(
      "test", "Try a connection step by step, without acting over it; exit 1 when one fails");
  test_one->add_option("NAME", *name, "The name of the connection")->required();
  test_one->callback(
      [&shell, name] { shell.action = [&shell, name] { return test_connection(shell, *name); }; });

  add_connectors_login(*connectors, shell);
  add_connectors_call(*connectors, shell);
  add_connectors_new(*connectors, shell);
}

}  // namespace baton::app::commands
