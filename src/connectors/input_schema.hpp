#pragma once

#include "baton/core/json.hpp"

#include <optional>

namespace baton::connectors {

// What does not fit the JSON Schema of an operation's input, with its place; nullopt: nothing. The keywords of
// draft 2020-12 that manifests use: type, enum, const, properties, required, additionalProperties, items, and the bounds, pattern
// and formats of values. A null member counts as left out, and a whole number fits where text is expected: it is sent as its
// digits.
std::optional<core::Error> misfit(const core::Json& schema, const core::Json& input);

}  // namespace baton::connectors
