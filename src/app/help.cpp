#include "app/help.hpp"

#include "app/cli.hpp"
#include "app/examples.hpp"
#include "app/table.hpp"
#include "app/topics.hpp"
#include "baton/core/text.hpp"

#include <algorithm>
#include <vector>

namespace baton::app {
namespace {

struct Line {
  std::string left;
  std::string right;
};

std::string aligned(const std::vector<Line>& lines) {
  std::size_t widest = 0;
  for (const Line& line : lines) widest = std::max(widest, width_of(line.left));
  std::string text;
  for (const Line& line : lines) {
    text += "  " + line.left;
    if (!line.right.empty())
      text += std::string(widest - width_of(line.left) + 2, ' ') + line.right;
    text += '\n';
  }
  return text;
}

std::string path_of(const CLI::App& app) {
  const CLI::App* parent = app.get_parent();
  return parent ? path_of(*parent) + " " + app.get_name() : app.get_name();
}

std::string positional(const CLI::Option& option) {
  const std::string name = option.get_name() + (option.get_expected_max() > 1 ? "…" : "");
  return option.get_required() ? name : "[" + name + "]";
}

// An option with the word for its value, such as "-f, --file FILE".
std::string option_text(const CLI::Option& option) {
  std::string text = option.get_name(false, true);
  std::replace(text.begin(), text.end(), ',', ' ');
  const auto space = text.find(' ');
  if (space != std::string::npos) text.replace(space, 1, ", ");
  if (option.get_items_expected_max() > 0)
    text += " " + (option.get_type_name().empty()     ? "VALUE"
                   : option.get_option_text().empty() ? "VALUE"
                                                      : option.get_option_text());
  return text;
}

std::string described(const CLI::Option& option) {
  std::string text = option.get_description();
  if (!option.get_default_str().empty()) text += " (default: " + option.get_default_str() + ")";
  if (option.get_required() && !option.get_positional()) text += " (required)";
  return text;
}

std::vector<Line> options_of(const CLI::App& app) {
  std::vector<Line> lines;
  for (const CLI::Option* option : app.get_options()) {
    // Only the program itself lists --help, among the options that every command takes.
    const bool help = app.get_parent() && option == app.get_help_ptr();
    if (!option->get_positional() && !option->get_group().empty() && !help)
      lines.push_back({option_text(*option), described(*option)});
  }
  return lines;
}

std::vector<Line> arguments_of(const CLI::App& app) {
  std::vector<Line> lines;
  for (const CLI::Option* option : app.get_options()) {
    if (option->get_positional()) lines.push_back({option->get_name(), option->get_description()});
  }
  return lines;
}

std::vector<const CLI::App*> subcommands_of(const CLI::App& app) {
  std::vector<const CLI::App*> visible;
  for (const CLI::App* sub :
       app.get_subcommands([](const CLI::App* each) { return !each->get_group().empty(); }))
    visible.push_back(sub);
  return visible;
}

std::string children(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::App* sub : subcommands_of(app)) names.push_back(sub->get_name());
  return core::join(names);
}

std::string topic_names() {
  std::vector<std::string> names;
  for (const Meaning& topic : topics()) names.emplace_back(topic.name);
  return core::join(names);
}

// "Examples:" and the lines below it; empty when the command has none.
std::string examples_text(const std::string& path) {
  std::vector<Line> lines;
  for (const Example& example : examples_of(path))
    lines.push_back({std::string(example.line), " " + std::string(example.what)});
  return lines.empty() ? "" : "Examples:\n" + aligned(lines) + "\n";
}

std::string root_help(const CLI::App& root) {
  std::vector<Line> commands;
  for (const CLI::App* sub : subcommands_of(root)) {
    const std::string inner = children(*sub);
    commands.push_back(
        {sub->get_name(), sub->get_description() + (inner.empty() ? "" : ": " + inner)});
  }
  return examples_text("baton") + "Usage: baton [options] COMMAND …\n\nCommands:\n" +
         aligned(commands) + "\nOptions of every command:\n" + aligned(options_of(root)) +
         "\nbaton COMMAND --help tells more, and baton help TOPIC of: " + topic_names() +
         ".\nSettings: flag, then BATON_* variable, then config/baton.yaml.\n";
}

std::string command_help(const CLI::App& app) {
  std::string text = app.get_description() + ".\n\n" + examples_text(path_of(app)) +
                     "Usage: " + usage_line(app) + "\n";
  if (const auto subs = subcommands_of(app); !subs.empty()) {
    std::vector<Line> lines;
    for (const CLI::App* sub : subs)
      lines.push_back({usage_line(*sub).substr(path_of(app).size() + 1), sub->get_description()});
    text += "\nCommands:\n" + aligned(lines);
  }
  if (const auto arguments = arguments_of(app); !arguments.empty())
    text += "\nArguments:\n" + aligned(arguments);
  if (const auto options = options_of(app); !options.empty())
    text += "\nOptions:\n" + aligned(options);
  return text + "\nOptions of every command: baton --help\n";
}

void describe(const CLI::App& app, std::string& text) {
  const auto subs = subcommands_of(app);
  if (subs.empty()) {
    text += "### `" + usage_line(app) + "`\n\n" + app.get_description() + ".\n\n";
    const auto own = [&](const std::vector<Line>& lines) {
      for (const Line& line : lines) text += "- `" + line.left + "`: " + line.right + "\n";
    };
    const auto options = options_of(app);
    own(arguments_of(app));
    own(options);
    if (!options.empty() || !arguments_of(app).empty()) text += "\n";
    return;
  }
  for (const CLI::App* sub : subs) describe(*sub, text);
}

}  // namespace

std::string usage_line(const CLI::App& app) {
  std::string line = path_of(app);
  if (!options_of(app).empty()) line += " [options]";
  for (const CLI::Option* option : app.get_options()) {
    if (option->get_positional()) line += " " + positional(*option);
  }
  return subcommands_of(app).empty() ? line : line + " COMMAND …";
}

std::string HelpFormatter::make_help(const CLI::App* app, std::string, CLI::AppFormatMode) const {
  return app->get_parent() ? command_help(*app) : root_help(*app);
}

std::string markdown(const CLI::App& root) {
  std::string text =
      "# Command line\n\n"
      "This page is made from the program's own table of commands (`baton help --markdown`).\n\n"
      "Data goes to stdout; hints, progress and errors go to stderr, so that a pipe sees data "
      "only. Colour appears on a terminal "
      "only, "
      "and not when `NO_COLOR` is set.\n\n"
      "```sh\nbaton serve --data ./data --config ./config\nbaton template apply -f "
      "config/templates/hello.yaml\n"
      "baton events send hello.said -d '{\"name\": \"Ada\"}'\n```\n\n"
      "## Options of every command\n\n";
  for (const Line& line : options_of(root)) text += "- `" + line.left + "`: " + line.right + "\n";
  text +=
      "\n## Settings\n\n"
      "A flag wins over a `BATON_*` variable, which wins over `baton.yaml` in the configuration "
      "folder, which wins over the default. `baton config view` shows each setting and where it "
      "comes from.\n\n"
      "Without a token variable, a command on the server's machine uses `admin.token` in the data "
      "folder; that token is sent to "
      "loopback "
      "addresses only.\n\n"
      "| variable | what it does |\n| --- | --- |\n";
  for (const Meaning& variable : variables())
    text += "| `" + std::string(variable.name) + "` | " + std::string(variable.text) + " |\n";
  text +=
      "\n"
      "## Exit codes\n\n"
      "| code | meaning |\n| --- | --- |\n";
  for (const Meaning& code : exit_codes())
    text += "| " + std::string(code.name) + " | " + std::string(code.text) + " |\n";
  text += "\n";
  for (const CLI::App* sub : subcommands_of(root)) {
    text += "## `baton " + sub->get_name() + "`\n\n" + sub->get_description() + ".\n\n";
    if (subcommands_of(*sub).empty()) {
      const auto lines = options_of(*sub);
      text += "`" + usage_line(*sub) + "`\n\n";
      for (const Line& line : lines) text += "- `" + line.left + "`: " + line.right + "\n";
      if (!lines.empty()) text += "\n";
    } else {
      describe(*sub, text);
    }
  }
  while (text.ends_with("\n\n")) text.pop_back();
  return text;
}

}  // namespace baton::app
