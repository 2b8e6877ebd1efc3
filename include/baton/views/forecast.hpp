#pragma once

#include "baton/core/json.hpp"
#include "baton/core/time.hpp"
#include "baton/insight/remaining.hpp"

#include <optional>
#include <string>

namespace baton::views {

// When an open run will end, as the API tells it and people read it: {"closed", "runs", "level",
// "widened", "too_few", "left_ms": {"p10", "p50", "p90"}, "ends": the same as times, "due", "late",
// "contributors": [{"state", "extra_ms", "runs", "words"}], "sentence"}. `found`: nullopt if no run
// of its workflow has ended. `closed`: of how many that have ended it was learned. `now` and `due`
// in wall time.
core::Json forecast(const std::optional<insight::Remaining>& found, std::uint32_t closed,
                    core::Time now, std::optional<core::Time> due);

}  // namespace baton::views
