#pragma once

#include "baton/core/json.hpp"

#include <string>
#include <vector>

namespace baton::connectors {

// The event types that the list under `decode` of a manifest spells out: those written as they are, and those that an expression
// chooses among texts, as ticket.${body.new ? "created" : "updated"}. Sorted. A sender may send others besides.
std::vector<std::string> event_types(const core::Json& decode);

}  // namespace baton::connectors
