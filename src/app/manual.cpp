#include "app/manual.hpp"

#include "app/build_info.hpp"
#include "app/topics.hpp"
#include "baton/core/text.hpp"

#include <span>
#include <string_view>

namespace baton::app {

namespace {

// A text in which nothing is an instruction to roff: backslashes and dashes are escaped, and so is
// a dot or a quote at the beginning of a line.
std::string plain(std::string_view text) {
  std::string out;
  bool line_begins = true;
  for (const char letter : text) {
    if (line_begins && (letter == '.' || letter == '\'')) out += "\\&";
    if (letter == '\\') {
      out += "\\e";
    } else if (letter == '-') {
      out += "\\-";
    } else {
      out += letter;
    }
    line_begins = letter == '\n';
  }
  return out;
}

std::string sentence(std::string_view text) {
  std::string out = plain(text);
  if (!out.empty() && out.back() != '.') out += '.';
  return out + "\n";
}

std::string item(const std::string& term, std::string_view text) {
  return ".TP\n.B " + term + "\n" + sentence(text);
}

std::string option_item(const OptionEntry& option) {
  std::string term = plain(core::join(option.names));
  if (!option.value.empty()) term += " " + plain(option.value);
  return item("\"" + term + "\"", option.text);
}

std::string items(std::span<const Meaning> meanings) {
  std::string text;
  for (const Meaning& meaning : meanings)
    text += item("\"" + plain(meaning.name) + "\"", meaning.text);
  return text;
}

std::string command_part(const CommandEntry& command) {
  std::string text = ".SS \"" + plain(command.usage) + "\"\n" + sentence(command.text);
  for (const ArgumentEntry& argument : command.arguments)
    text += item("\"" + plain(argument.name) + "\"", argument.text);
  for (const OptionEntry& option : command.options) text += option_item(option);
  return text;
}

constexpr std::string_view kDescription =
    "Baton receives events, runs workflows that are written in YAML over them, and acts on other\n"
    "systems through connectors. What it acknowledged is on disk. One program is the server and\n"
    "its command line; one folder has all of its data.\n";

constexpr std::string_view kManualExamples =
    ".nf\n"
    "baton init campaign && cd campaign\n"
    "baton serve\n"
    "baton events send hello.said \\-d \\(aq{\"name\": \"Ada\"}\\(aq\n"
    "baton runs ls\n"
    ".fi\n";

}  // namespace

std::string manual(const std::vector<CommandEntry>& table) {
  const BuildInfo& info = build_info();
  std::string text = ".\\\" Made by `baton help --man`.\n.TH BATON 1 \"" + std::string(info.date) +
                     "\" \"baton " + std::string(info.version) + "\" \"Baton\"\n" +
                     ".SH NAME\nbaton \\- event\\-driven workflow orchestration\n" +
                     ".SH SYNOPSIS\n.B baton\n[options] COMMAND ...\n" + ".SH DESCRIPTION\n" +
                     plain(kDescription) + ".SH OPTIONS\nEvery command takes these.\n";
  for (const OptionEntry& option : table.front().options) text += option_item(option);
  text += ".SH COMMANDS\n";
  for (const CommandEntry& command : table) {
    if (&command != &table.front() && command.subcommands.empty()) text += command_part(command);
  }
  return text + ".SH ENVIRONMENT\n" + items(variables()) + ".SH FILES\n" + items(used_files()) +
         ".SH EXIT STATUS\n" + items(exit_codes()) + ".SH EXAMPLES\n" +
         std::string(kManualExamples) +
         ".SH SEE ALSO\nThe documentation in /usr/share/doc/baton, and\n.BR \"baton help\" .\n";
}

}  // namespace baton::app
