#pragma once

#include "baton/core/json.hpp"

#include <string>

// What the server says beforehand of a retry, of a replay and of a skip, for a terminal.
namespace baton::app::commands {

// The names with commas between them; "nothing" when there are none.
std::string steps_named(const core::Json& names);

// Of a run that is tried again: schema RetryPreview of docs/openapi.yaml.
std::string retry_text(const core::Json& preview);
// Of an event that is processed again: schema ReplayPreview.
std::string replay_text(const core::Json& preview);

}  // namespace baton::app::commands
