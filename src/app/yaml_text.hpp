#pragma once

#include "baton/core/json.hpp"

#include <string>

namespace baton::app {

// A value as YAML in block style, one member or item a line. Reading it gives the value back: a
// text that YAML would take for something else is quoted as in JSON, of which YAML 1.2 is a
// superset.
std::string yaml_text(const core::Json& value);

}  // namespace baton::app
