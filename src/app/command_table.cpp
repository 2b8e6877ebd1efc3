#include "app/command_table.hpp"

#include "app/help.hpp"

#include <CLI/App.hpp>

namespace baton::app {

namespace {

std::vector<std::string> names_of(const CLI::Option& option) {
  std::vector<std::string> names;
  for (const std::string& name : option.get_snames()) names.push_back("-" + name);
  for (const std::string& name : option.get_lnames()) names.push_back("--" + name);
  return names;
}

// The values of a check with CLI::IsMember, which stand in the name of the type: "TEXT:{a,b}".
std::vector<std::string> choices_of(const CLI::Option& option) {
  const std::string type = option.get_type_name();
  const auto open = type.find('{');
  const auto close = type.find('}', open == std::string::npos ? 0 : open);
  std::vector<std::string> choices;
  if (open == std::string::npos || close == std::string::npos) return choices;
  for (std::size_t from = open + 1; from < close;) {
    const auto end = std::min(type.find(',', from), close);
    choices.push_back(type.substr(from, end - from));
    from = end + 1;
  }
  return choices;
}

OptionEntry entry_of(const CLI::Option& option) {
  OptionEntry entry{names_of(option), {}, choices_of(option), option.get_description()};
  if (option.get_items_expected_max() > 0)
    entry.value = option.get_option_text().empty() ? "VALUE" : option.get_option_text();
  return entry;
}

void add(const CLI::App& app, const std::string& path, std::vector<CommandEntry>& table) {
  CommandEntry entry{path, usage_line(app), app.get_description()};
  for (const CLI::Option* option : app.get_options()) {
    const bool help = app.get_parent() != nullptr && option == app.get_help_ptr();
    if (option->get_positional()) {
      entry.arguments.push_back({option->get_name(), option->get_description()});
    } else if (!option->get_group().empty() && !help) {
      entry.options.push_back(entry_of(*option));
    }
  }
  const auto visible =
      app.get_subcommands([](const CLI::App* sub) { return !sub->get_group().empty(); });
  for (const CLI::App* sub : visible) entry.subcommands.push_back(sub->get_name());
  table.push_back(std::move(entry));
  for (const CLI::App* sub : visible) add(*sub, path + " " + sub->get_name(), table);
}

}  // namespace

std::vector<CommandEntry> command_table(const CLI::App& root) {
  std::vector<CommandEntry> table;
  add(root, root.get_name(), table);
  return table;
}

}  // namespace baton::app
