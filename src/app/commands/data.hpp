#pragma once

#include "baton/core/json.hpp"

#include <string>
#include <vector>

// JSON that is given on the command line.
namespace baton::app::commands {

// Sets several values, each from `path.to=value`, where the value is JSON if it can be read as
// JSON, else a text. Refused when one would replace another, which would otherwise be lost
// unnoticed.
void set_all(core::Json& data, const std::vector<std::string>& assignments);

// The JSON of a text. `origin` names where it came from.
core::Json parse_data(const std::string& text, const std::string& origin);

}  // namespace baton::app::commands
