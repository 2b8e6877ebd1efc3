#pragma once

#include "app/shell.hpp"

#include <string>

// What the commands about runs share.
namespace baton::app::commands {

// The path of a run in the API.
std::string run_path(const std::string& id);

// The command that helps next with a run, which is as the API tells it.
std::string hint_after(const core::Json& run);

}  // namespace baton::app::commands
