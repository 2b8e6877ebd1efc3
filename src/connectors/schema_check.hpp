#pragma once

#include "connectors/yaml.hpp"

namespace baton::connectors {

// Slips in the JSON Schema of an operation's input: types that there are not, keywords that are nearly one, required members
// that it does not have. A keyword that resembles none is left alone.
void check_schema(const Members& schema);

}  // namespace baton::connectors
