#pragma once

#include "app/shell.hpp"

namespace baton::app {

// Runs the server until SIGTERM or SIGINT tells it to stop. Returns the exit code. When the store
// is broken, it ends the process at once with kBroken.
int serve(Shell& shell, const Config& config);

}  // namespace baton::app
