#pragma once

#include "baton/core/time.hpp"
#include "cel/expression_impl.hpp"
#include "cel/guess.hpp"

#include <vector>

namespace baton::cel {

// The moments from `now` on that a condition tells apart: those before, at and after each moment
// that `now` is compared with, and each combination of what the clocks and calendars that it reads
// may then show. Every moment is described by what some nodes come to.
std::vector<Guesser::Overrides> moments_ahead(const Expression::Impl& impl, core::Time now);

}  // namespace baton::cel
