#include "app/completion.hpp"

#include "app/commands/commands.hpp"

#include <CLI/App.hpp>
#include <CLI/Validators.hpp>
#include <ostream>

// baton completion: scripts for shells.
namespace baton::app::commands {

void add_completion(CLI::App& root, Shell& shell) {
  auto which = std::make_shared<std::string>();
  CLI::App* completion = root.add_subcommand(
      "completion", "Print a script that completes commands and options in a shell");
  completion->add_option("SHELL", *which, "bash, zsh or fish")
      ->required()
      ->check(CLI::IsMember({"bash", "zsh", "fish"}));
  completion->callback([&root, &shell, which] {
    shell.action = [&root, &shell, which] {
      const auto table = command_table(root);
      shell.terminal.out() << (*which == "bash"  ? bash_completion(table)
                               : *which == "zsh" ? zsh_completion(table)
                                                 : fish_completion(table));
      return static_cast<int>(kOk);
    };
  });
}

}  // namespace baton::app::commands
