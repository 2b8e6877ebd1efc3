#include "app/commands/commands.hpp"
#include "app/commands/templates.hpp"
#include "app/words.hpp"

#include <CLI/App.hpp>
#include <CLI/Validators.hpp>
#include <ostream>

// What the windows and thresholds of a workflow still lack, and when its schedules fire next.
namespace baton::app::commands {
namespace {

// A line of text from the server, which may hold what others wrote.
std::string line_at(const core::Json& json, std::string_view name) {
  return printable(core::text_at(json, name));
}

void print_window(std::ostream& out, const core::Json& window) {
  const core::Json* line = core::find(window, "line");
  out << "line " << (line ? core::dump(*line) : "?") << "  " << line_at(window, "waits_for")
      << '\n';
  const core::Json* keys = core::find(window, "keys");
  const core::Json* next = core::find(window, "next");
  const bool more = next && next->is_string();
  if (!more && (!keys || keys->empty())) out << "    nothing has come so far\n";
  for (const core::Json& key : keys ? *keys : core::Json::array()) {
    const std::string name = line_at(key, "key");
    out << "    " << (name.empty() ? "" : name + ": ") << line_at(key, "because") << '\n';
  }
  if (more)
    out << "    … more: --window " << line_at(window, "window") << " --after "
        << line_at(window, "next") << '\n';
}

int windows(Shell& shell, const std::string& name, const std::string& window,
            const std::string& after) {
  const core::Json found =
      shell.get(template_path(name) + "/windows", {{"window", window}, {"after", after}});
  if (!shell.terminal.table()) {
    shell.terminal.print(found);
    return kOk;
  }
  const core::Json* all = core::find(found, "windows");
  if (!all || all->empty()) shell.terminal.note(name + " has no window and no threshold");
  for (const core::Json& each : all ? *all : core::Json::array())
    print_window(shell.terminal.out(), each);
  return kOk;
}

int schedules(Shell& shell, const std::string& name, int count) {
  const core::Json found =
      shell.get(template_path(name) + "/schedules", {{"next", std::to_string(count)}});
  if (!shell.terminal.table()) {
    shell.terminal.print(found);
    return kOk;
  }
  const core::Json& all = found.at("items");
  if (all.empty()) shell.terminal.note(name + " has no schedule that is in use");
  auto& out = shell.terminal.out();
  for (const core::Json& each : all) {
    out << "line " << core::dump(each.at("line")) << "  " << line_at(each, "cron") << "  "
        << line_at(each, "timezone") << '\n';
    if (each.at("next").empty()) out << "    it never fires again\n";
    for (const core::Json& at : each.at("next")) out << "    " << at.get<std::string>() << '\n';
  }
  return kOk;
}

void add_schedules(CLI::App& templates, Shell& shell) {
  constexpr int kFirings = 5;
  constexpr int kFiringsMost = 50;
  auto name = std::make_shared<std::string>();
  auto count = std::make_shared<int>(kFirings);
  CLI::App* show =
      templates.add_subcommand("schedules", "Show when the schedules of a workflow fire next");
  show->add_option("NAME", *name, "Its name")->required();
  show->add_option("--next", *count, "How many firings of each (default: 5)")
      ->check(CLI::Range(1, kFiringsMost));
  show->callback([&shell, name, count] {
    shell.action = [&shell, name, count] { return schedules(shell, *name, *count); };
  });
}

}  // namespace

void add_template_windows(CLI::App& templates, Shell& shell) {
  add_schedules(templates, shell);
  auto name = std::make_shared<std::string>();
  auto window = std::make_shared<std::string>();
  auto after = std::make_shared<std::string>();
  CLI::App* show = templates.add_subcommand(
      "windows", "Show what the windows and thresholds of a workflow have, and what they lack");
  show->add_option("NAME", *name, "Its name")->required();
  show->add_option("--window", *window, "Only this one of them, by its line or its name");
  show->add_option("--after", *after, "Only keys that come after this one");
  show->callback([&shell, name, window, after] {
    shell.action = [&shell, name, window, after] { return windows(shell, *name, *window, *after); };
  });
}

}  // namespace baton::app::commands
