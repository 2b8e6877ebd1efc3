#pragma once

#include "app/config.hpp"
#include "app/doctor_checks.hpp"
#include "app/shell.hpp"
#include "baton/core/template.hpp"

#include <optional>

// What `baton doctor` says of connections.
namespace baton::app {

// Checks the files of connections, and returns what these connections can do, which the templates
// are checked against. `served`: a running server has already told the state of its connections.
// Then that state counts and not what the environment of this terminal would give.
std::optional<core::Operations> check_connections(Checks& checks, const Config& config,
                                                  const Environment& environment, bool served);

// Asks a running server for the state of its connections. Throws Refused when it does not tell.
void check_connections_of_server(Checks& checks, Shell& shell, const Config& config);

}  // namespace baton::app
