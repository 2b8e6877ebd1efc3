#pragma once

#include "baton/core/result.hpp"
#include "baton/core/time.hpp"
#include "baton/ports/event_log.hpp"

#include <string_view>
#include <vector>

namespace baton::views {

// Adds to `search` what a text in the query language asks for (baton/views/query.hpp), by the keys
// of event_query_keys(). A length of time counts back from `now`, in wall time, and compares with
// the time in the ids of events. Returns all mistakes of the text, each with its place; when there
// are any, `search` is not to be used. Pure; any thread.
std::vector<core::Error> add_query(std::string_view text, core::Time now,
                                   ports::EventSearch& search);

}  // namespace baton::views
