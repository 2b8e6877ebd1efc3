#pragma once

#include "baton/core/time.hpp"
#include "cel/expression_impl.hpp"
#include "cel/guess.hpp"

#include <vector>

namespace baton::cel {

// The moments that a condition tells apart: `now` before, at and after each moment that it is
// compared with, and what the clocks and calendars that it reads may then show. Each is what some
// nodes come to.
std::vector<Guesser::Overrides> moments_ahead(const Expression::Impl& impl, core::Time now);

}  // namespace baton::cel
