#pragma once

#include "baton/core/json.hpp"

namespace baton::engine {

// How a value differs from the one before it, for people who have seen that one: a list of
// {"path", "before", "after"}, where `path` is a JSON pointer, and a member that is missing says
// that there was no such value, or is none now. It has twenty entries at most, and an entry
// {"more": n} behind them if there are n more differences; long values are cut. Null if the two
// are equal. Pure; any thread.
core::Json changes(const core::Json& before, const core::Json& after);

}  // namespace baton::engine
