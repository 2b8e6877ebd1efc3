#pragma once

#include "baton/cel/expression.hpp"

#include <optional>

namespace baton::cel {

// The equality by which the runs that wait with this condition are indexed, so that an event finds
// its run without evaluating the condition of each. Of the equalities of `event` that must hold it
// is the one that probably tells runs apart best, judged by the names of the members. Its other
// side reads the run and nothing else, because a constant is the same for all runs, and `now` and
// facts are others when the event comes. nullopt if there is none.
std::optional<Equality> lookup(const Expression& condition);

}  // namespace baton::cel
