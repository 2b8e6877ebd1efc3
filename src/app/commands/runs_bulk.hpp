#pragma once

#include "app/shell.hpp"

#include <string>

namespace baton::app::commands {

// What is to be done to all runs that a query finds.
struct BulkOptions {
  // "retry", "cancel" or "migrate".
  std::string deed{};
  // With "migrate": the version to which they are migrated.
  int to = 0;
  // What to look for, as `baton runs ls -q` takes it.
  std::string query{};
  // Why; may be empty.
  std::string reason{};
  // False: it is only told to which runs it would be done.
  bool yes = false;
};

// Does the same to many runs, and prints what became of each. Exit code kNo when it could not be
// done to some of them.
int act_on_many(Shell& shell, const BulkOptions& options);

}  // namespace baton::app::commands
