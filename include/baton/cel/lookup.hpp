#pragma once

#include "baton/cel/expression.hpp"

#include <optional>

namespace baton::cel {

// The equality by which a run that waits with this condition is found for an event: of those at the
// top of the conjunction the one that tells runs apart best. Its other side reads the run and
// nothing else: a constant is the same for all runs, and `now` is not what it was when the wait
// opened. None: each such event has to be held against the condition.
std::optional<Equality> lookup(const Expression& condition);

}  // namespace baton::cel
