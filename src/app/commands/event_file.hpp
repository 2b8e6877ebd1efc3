#pragma once

#include "app/shell.hpp"
#include "baton/core/event.hpp"

#include <filesystem>

// Events in files, by which people try their workflows.
namespace baton::app::commands {

// Reads the event of a file: the event itself, with `type` and `data`, or only its data in a file
// that is named after its type, as hello.said.json. Throws Refused when it is neither.
core::Event read_event(Shell& shell, const std::filesystem::path& file);

// The file of events that was saved last in a folder; empty if there is none.
std::filesystem::path newest_event(const std::filesystem::path& folder);

}  // namespace baton::app::commands
