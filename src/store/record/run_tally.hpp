#pragma once

#include "baton/core/time.hpp"

#include <cstdint>

// How runs are counted by the time in which they started and ended.
namespace baton::store {

// How long counts are kept: four weeks to compare with, and the current one.
inline constexpr core::Duration kTalliesKept = std::chrono::hours(24 * 35);

// The number of the quarter of an hour of a moment, since 1970.
std::int64_t quarter_of(core::Time time);
// The moment at which that quarter begins.
core::Time begin_of_quarter(std::int64_t quarter);

// The class of a length of time. There are eight in each doubling.
std::int64_t took_class(core::Duration took);
// The longest time of a class.
core::Duration took_at_most(std::int64_t took);

}  // namespace baton::store
