#pragma once

#include "app/shell.hpp"

#include <string>

// What the commands about runs share.
namespace baton::app::commands {

// The path of a run in the API.
std::string run_path(const std::string& id);

// Whether a run, as the API tells it, has ended: nothing follows any more.
bool has_ended(const core::Json& run);

// The command that helps next with a run, which is as the API tells it.
std::string hint_after(const core::Json& run);

}  // namespace baton::app::commands
