#pragma once

#include "baton/core/json.hpp"
#include "baton/core/time.hpp"
#include "baton/ports/runs.hpp"

#include <cstdint>
#include <vector>

// Figures of what runs did, as JSON for the API. Pure; any thread.
namespace baton::views {

// Which time the figures are about.
struct StatsAsked {
  // From here on, in wall time; the beginning of a quarter of an hour.
  core::Time from{};
  // Before here; a whole number of steps later.
  core::Time to{};
  // The length of one interval; a whole number of quarters of an hour.
  core::Duration step{};
};

// Schema `Stats` but for the members that the caller adds: what started and ended in each interval
// and in all, how many runs were open at the end of each, and within what time 95 % of those that
// succeeded or failed ended. `tallies` are those of that time and of what came after it; `open_now`
// is how many runs are open now.
core::Json stats(const StatsAsked& asked, const std::vector<ports::RunTally>& tallies,
                 std::int64_t open_now);

}  // namespace baton::views
