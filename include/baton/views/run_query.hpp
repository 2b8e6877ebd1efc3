#pragma once

#include "baton/core/result.hpp"
#include "baton/core/time.hpp"
#include "baton/ports/runs.hpp"

#include <string_view>
#include <vector>

namespace baton::views {

// Adds to `filter` what a text in the query language asks for (baton/views/query.hpp), by the keys
// of run_query_keys(). Lengths of time count back from `now`, in wall time, and compare with the
// time in the ids of runs. Returns all mistakes of the text, each with its place; when there are
// any, `filter` is not to be used. Errc::too_large: it has more terms or words than a search takes.
// Pure; any thread.
std::vector<core::Error> add_query(std::string_view text, core::Time now, ports::RunFilter& filter);

}  // namespace baton::views
