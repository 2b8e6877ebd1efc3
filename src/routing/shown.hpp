#pragma once

#include "baton/core/json.hpp"

#include <string>

// How values stand in messages. Pure; any thread.
namespace baton::routing {

// A number without a fraction that says nothing: "50000" and not "50000.0".
std::string number_text(double number);
// A value as JSON on one line, shortened.
std::string shown(const core::Json& value);

}  // namespace baton::routing
