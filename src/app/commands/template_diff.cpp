#include "app/commands/commands.hpp"
#include "app/commands/templates.hpp"
#include "app/text_diff.hpp"
#include "baton/core/text.hpp"
#include "baton/templates/load.hpp"

#include <CLI/App.hpp>
#include <ostream>

// baton template diff: what differs between versions, or between files and the server.
namespace baton::app::commands {
namespace {

struct NamedText {
  std::string name;
  std::string text;
};

// A version of a template; version 0 is the active one.
NamedText version_text(Shell& shell, const Which& which) {
  const std::string version = which.version == 0 ? "" : std::to_string(which.version);
  const core::Json found = shell.get(template_path(which.name), {{"version", version}});
  const core::Json* number = core::find(found, "version");
  return {which.name + (number ? "@" + core::dump(*number) : ""), core::text_at(found, "yaml")};
}

// The active version of a template; an empty text when it has none.
NamedText active_text(Shell& shell, const std::string& name) {
  try {
    return version_text(shell, {name});
  } catch (const Refused& refused) {
    if (refused.exit() != kNotFound) throw;
    return {name + " (none is active)", {}};
  }
}

Colour colour_of(char mark) {
  return mark == '-'   ? Colour::red
         : mark == '+' ? Colour::green
         : mark == '@' ? Colour::dim
                       : Colour::plain;
}

// Prints the difference of two texts, and adds it to `items`. True when they are the same.
bool compare(Shell& shell, const NamedText& before, const NamedText& after, core::Json& items) {
  const auto lines = text_diff(before.text, after.text);
  std::string text;
  for (const DiffLine& line : lines)
    text += (line.mark == '@' ? "" : std::string(1, line.mark)) + line.text + '\n';
  items.push_back(
      {{"before", before.name}, {"after", after.name}, {"same", lines.empty()}, {"diff", text}});
  Terminal& terminal = shell.terminal;
  if (terminal.format() == Format::ndjson) terminal.print(items.back());
  if (terminal.format() == Format::name && !lines.empty()) terminal.out() << after.name << '\n';
  if (!terminal.table()) return lines.empty();
  if (lines.empty()) {
    terminal.note(before.name + " and " + after.name + " are the same");
    return true;
  }
  terminal.out() << terminal.paint("--- " + before.name, Colour::bold) << '\n'
                 << terminal.paint("+++ " + after.name, Colour::bold) << '\n';
  for (const DiffLine& line : lines) {
    const std::string mark = line.mark == '@' ? "" : std::string(1, line.mark);
    terminal.out() << terminal.paint(mark + printable(line.text), colour_of(line.mark)) << '\n';
  }
  return false;
}

// The workflow that a file defines. Throws Refused when the file does not load.
std::string workflow_of(const std::string& file, const std::string& yaml) {
  const auto loaded = templates::load(yaml, file);
  if (loaded.workflow) return loaded.workflow->name;
  throw Refused(core::Error{core::Errc::invalid, "this file defines no workflow", file,
                            "baton template lint " + file});
}

struct DiffOptions {
  std::vector<std::string> versions;
  std::vector<std::string> files;
};

int diff(Shell& shell, const DiffOptions& options) {
  if (options.versions.empty() == options.files.empty())
    throw usage("compare versions, or files with -f",
                "baton template diff NAME@2 NAME@3, or baton template diff -f config/templates");
  core::Json items = core::Json::array();
  bool same = true;
  if (!options.versions.empty()) {
    const Which first = which_version(options.versions.front());
    const Which second =
        options.versions.size() > 1 ? which_version(options.versions.back()) : Which{first.name};
    same = compare(shell, version_text(shell, first), version_text(shell, second), items);
  }
  if (!options.files.empty()) {
    const auto found = some_template_files(options.files);
    tell_left_out(shell, found);
    for (const std::string& file : found.files) {
      const std::string yaml = shell.text_of(file);
      const auto active = active_text(shell, workflow_of(file, yaml));
      same = compare(shell, active, {file, yaml}, items) && same;
    }
  }
  if (shell.terminal.document()) shell.terminal.print({{"same", same}, {"items", items}});
  if (!same && !options.files.empty())
    shell.terminal.next("baton template apply -f " + options.files.front());
  return same ? kOk : kNo;
}

}  // namespace

void add_template_diff(CLI::App& templates, Shell& shell) {
  auto options = std::make_shared<DiffOptions>();
  CLI::App* one = templates.add_subcommand(
      "diff", "Show what differs between versions, or files and the server; exit 1 when they do");
  one->add_option("VERSION", options->versions,
                  "NAME@VERSION, and another; without it the active one")
      ->expected(0, 2);
  one->add_option("-f,--file", options->files, "Files or folders, against the active versions")
      ->option_text("FILE")
      ->allow_extra_args(false);
  one->callback(
      [&shell, options] { shell.action = [&shell, options] { return diff(shell, *options); }; });
}

}  // namespace baton::app::commands
