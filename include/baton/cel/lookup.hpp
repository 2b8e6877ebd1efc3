#pragma once

#include "baton/cel/expression.hpp"

#include <optional>

namespace baton::cel {

// Chooses the equality by which the runs that wait with this condition are indexed, so that an
// event finds its run without evaluating the condition of every run. Only equalities that must hold
// are candidates, with a path below `event` on one side and values of the run on the other. A
// constant would be the same for all runs, and `now` and facts may have changed when the event
// comes. Of several candidates it takes the one that probably tells runs apart best, judged by the
// names of the members. nullopt if there is none.
std::optional<Equality> lookup(const Expression& condition);

}  // namespace baton::cel
