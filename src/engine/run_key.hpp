#pragma once

#include "baton/cel/value.hpp"
#include "baton/core/result.hpp"

#include <string>

namespace baton::engine {

// The text of a run key, or of another key by which events belong together. A value that gives no
// text, or an empty one, is an error: otherwise all events without a key would count as one and the
// same.
core::Result<std::string> key_text(const cel::Value& value);

}  // namespace baton::engine
