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

void add_language(CLI::App& command, std::string& lang, const std::string& what) {
  command.add_option("--lang", lang, what + ": en, when left out, or fr")
      ->check(CLI::IsMember({"en", "fr"}));
}

}  // namespace baton::app::commands
