#include "app/commands/commands.hpp"

#include <CLI/App.hpp>
#include <CLI/Validators.hpp>

// Options that several commands have.
namespace baton::app::commands {

void add_paging(CLI::App& command, Paging& paging) {
  command.add_option("--limit", paging.limit, "How many at most")
      ->check(CLI::Range(1, 1'000'000))
      ->capture_default_str();
  command.add_flag("--all", paging.all, "All of them");
}

}  // namespace baton::app::commands
