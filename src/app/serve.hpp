#pragma once

#include "app/shell.hpp"

namespace baton::app {

// Runs the server until it is told to stop (SIGTERM, SIGINT). Returns the exit code; a broken store
// ends the process with 70.
int serve(Shell& shell, const Config& config);

}  // namespace baton::app
