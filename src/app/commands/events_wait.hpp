#pragma once

#include "app/shell.hpp"

#include <string>
#include <vector>

namespace baton::app::commands {

// Waits until the workflows have looked at an event, and then until each run that it started has
// ended. Returns these runs, as the API tells them. Throws Refused when the event could not be
// processed.
std::vector<core::Json> ended_runs_of(Shell& shell, const std::string& event);

}  // namespace baton::app::commands
