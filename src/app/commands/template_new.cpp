#include "app/commands/commands.hpp"
#include "app/files.hpp"
#include "app/shipped.hpp"
#include "baton/core/text.hpp"

#include <CLI/App.hpp>
#include <algorithm>
#include <filesystem>
#include <ostream>

// baton template new: a template to begin with.
namespace baton::app::commands {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kFolder = "templates/";
constexpr std::string_view kEnding = ".yaml";
constexpr std::string_view kNameLine = "\nworkflow: ";

// The names of the examples that the program carries.
std::vector<std::string> examples() {
  std::vector<std::string> names;
  for (const ShippedFile& file : shipped_files()) {
    if (!file.path.starts_with(kFolder) || !file.path.ends_with(kEnding)) continue;
    const auto name = file.path.substr(kFolder.size());
    names.emplace_back(name.substr(0, name.size() - kEnding.size()));
  }
  return names;
}

// The text of an example as the workflow `name`. Throws Refused when there is no such example.
std::string example_as(const std::string& example, const std::string& name) {
  std::string text(shipped_text(std::string(kFolder) + example + std::string(kEnding)));
  if (text.empty()) {
    const auto hint = core::did_you_mean(example, examples());
    throw usage("there is no example \"" + example + "\"",
                hint.empty() ? "one of " + core::join(examples()) : hint);
  }
  const auto line = text.find(kNameLine);
  core::ensure(line != std::string::npos, "a shipped template names its workflow");
  const auto begin = line + kNameLine.size();
  return text.replace(begin, text.find('\n', begin) - begin, name);
}

void require_name(const std::string& name) {
  const bool fits = !name.empty() && std::all_of(name.begin(), name.end(), [](char letter) {
    return (letter >= 'a' && letter <= 'z') || (letter >= '0' && letter <= '9') || letter == '-' ||
           letter == '_';
  });
  if (!fits)
    throw usage("\"" + name + "\" cannot be the name of a workflow",
                "expected small letters, digits, - and _, such as order-received");
}

struct NewOptions {
  std::string name;
  std::string example = "hello";
  std::string file;
};

int make_new(Shell& shell, const NewOptions& options) {
  require_name(options.name);
  const fs::path path = options.file.empty() ? fs::path(shell.globals.config_dir) / "templates" /
                                                   (options.name + ".yaml")
                                             : fs::path(options.file);
  const std::string text = example_as(options.example, options.name);
  std::error_code failed;
  if (fs::exists(fs::symlink_status(path, failed)))
    throw Refused(core::Error{core::Errc::conflict, "there is such a file already", path.string(),
                              "choose another with --file"});
  write_file(path, text);
  if (shell.terminal.table() || shell.terminal.format() == Format::name) {
    shell.terminal.out() << path.string() << '\n';
  } else {
    shell.terminal.print({{"path", path.string()}, {"name", options.name}});
  }
  shell.terminal.next("baton template lint " + path.string());
  return kOk;
}

}  // namespace

void add_template_new(CLI::App& templates, Shell& shell) {
  auto options = std::make_shared<NewOptions>();
  CLI::App* one =
      templates.add_subcommand("new", "Write a template to begin with, from an example");
  one->add_option("NAME", options->name, "The name of the workflow")->required();
  one->add_option("--from", options->example, "An example that the program carries")
      ->capture_default_str();
  one->add_option("-f,--file", options->file,
                  "Where to; without it the folder templates of the configuration")
      ->option_text("FILE");
  one->callback([&shell, options] {
    shell.action = [&shell, options] { return make_new(shell, *options); };
  });
}

}  // namespace baton::app::commands
