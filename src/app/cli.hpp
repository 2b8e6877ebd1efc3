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

// The whole program: parses `arguments` (without the program's name), does what they ask, returns
// the exit code. Data goes to `out`, everything else to `err`.
int run(const std::vector<std::string>& arguments, World world, std::ostream& out,
        std::ostream& err);

// The table of commands: what the parser, the help and docs/guides/cli.md are made from.
std::unique_ptr<CLI::App> make_commands(Shell& shell);

// docs/guides/cli.md, from the table of commands.
std::string markdown(const CLI::App& root);

}  // namespace baton::app
