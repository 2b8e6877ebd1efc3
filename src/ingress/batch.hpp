#pragma once

#include "baton/core/json.hpp"

#include <string_view>

// Batches in which some elements cannot be read. Pure; any thread.
namespace baton::ingress {

// Reads a body as JSON. If it is not JSON but a list, or an object with lists, each element of a
// list that cannot be read is replaced by a mark, and the other elements stay. With `levels` 2, an
// element that is itself such a batch is read as one first. Errors are those of core::parse_json(),
// if the body cannot be read in this way either.
core::Result<core::Json> parse_batch(std::string_view body, int levels = 1);

// True if a value is such a mark.
bool is_unreadable(const core::Json& item);
// What a mark tells: {cause, text}, where the text is the beginning of the element as it was sent.
core::Json describe_unreadable(const core::Json& item);

}  // namespace baton::ingress
