#pragma once

#include "app/shell.hpp"

#include <iosfwd>
#include <memory>
#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace baton::app {

// Runs the whole program: parses `arguments` (without the program's name), does what they ask, and
// returns the exit code. Data goes to `out`, everything else to `err`, errors included.
int run(const std::vector<std::string>& arguments, World world, std::ostream& out,
        std::ostream& err);

// The table of commands, from which the parser works, and from which the help and
// docs/guides/cli.md are made. Parsing sets `shell.action`. The table borrows the shell.
std::unique_ptr<CLI::App> make_commands(Shell& shell);

// The text of docs/guides/cli.md for this table of commands.
std::string markdown(const CLI::App& root);

}  // namespace baton::app
