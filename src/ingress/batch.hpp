#pragma once

#include "baton/core/json.hpp"

#include <string_view>

// Batches of which one element is not as it should be.
namespace baton::ingress {

// The body as JSON. Where it is none, but its lists have elements that are by themselves (a list,
// or a list in an object), each element that cannot be read is replaced by a mark, and the others
// stay. With two levels, an element that is such a batch itself is first read as one. Errors: as
// parse_json, when that does not help.
core::Result<core::Json> parse_batch(std::string_view body, int levels = 1);

bool is_unreadable(const core::Json& item);
// Of a mark: {cause, text}, with the beginning of what was sent.
core::Json describe_unreadable(const core::Json& item);

}  // namespace baton::ingress
