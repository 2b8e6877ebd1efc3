#pragma once

#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace baton::app {

// The table of commands as data, from which completions and the manual page are made.

// An option of a command.
struct OptionEntry {
  std::vector<std::string> names;  // with their dashes: "-f", "--file"
  std::string value{};             // the word for its value, such as "FILE"; empty: it takes none
  std::vector<std::string> choices{};  // the values it takes, when there are only a few
  std::string text{};
};

// A positional argument.
struct ArgumentEntry {
  std::string name;  // "RUN"
  std::string text;
};

// A command, or a group of commands.
struct CommandEntry {
  std::string path;   // "baton runs show"
  std::string usage;  // "baton runs show [options] RUN"
  std::string text;
  std::vector<std::string> subcommands{};  // their names, without the path
  std::vector<ArgumentEntry> arguments{};
  std::vector<OptionEntry> options{};
};

// Every visible command: first the program, then each command followed by its own.
std::vector<CommandEntry> command_table(const CLI::App& root);

}  // namespace baton::app
