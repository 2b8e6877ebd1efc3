#pragma once

#include "baton/core/time.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace baton::views {

// The parts of a time in whole milliseconds. They add up to the whole, which is rounded down: the
// milliseconds that rounding leaves over go to the parts of which most was cut off.
std::vector<std::int64_t> whole_parts(std::span<const core::Duration> parts);

}  // namespace baton::views
