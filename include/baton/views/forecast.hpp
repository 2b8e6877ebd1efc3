#pragma once

#include "baton/context/cited.hpp"
#include "baton/core/json.hpp"
#include "baton/core/time.hpp"
#include "baton/insight/remaining.hpp"
#include "baton/ports/forecasts.hpp"

#include <array>
#include <optional>
#include <string>

namespace baton::views {

// When an open run will end, as the API tells it and people read it: {"closed", "runs", "alike",
// "level", "widened", "too_few", "left_ms": {"p10", "p50", "p90"}, "ends": the same as times,
// "due", "late", "contributors": [{"state", "extra_ms", "runs", "words"}], "sentence"}, and
// "sleeps_until" where it hangs on a timer. `found`: nullopt if no run of its workflow has ended.
// `closed`: of how many that have ended it was learned. `now` and `due` in wall time. `language`:
// of "level", "words" and "sentence".
core::Json forecast(const std::optional<insight::Remaining>& found, std::uint32_t closed,
                    core::Time now, std::optional<core::Time> due,
                    context::Language language = context::Language::en);

// Moments at insight::kLevels: {"p10", "p50", "p90"}.
core::Json at_levels(const std::array<core::Time, insight::kLevels.size()>& moments);

// A forecast that is kept beside its run, as forecast() told it: what is left is counted from
// `now`, in wall time, and ends then at the earliest. Its words are made anew, in this language. An
// empty object when its text cannot be read.
core::Json kept_forecast(const ports::ForecastRow& row, core::Time now,
                         context::Language language = context::Language::en);

// What lists show of it: {"late", "at_risk", "ends": {"p10", "p50", "p90"}, "made_at"}.
core::Json forecast_in_short(const ports::ForecastRow& row);

}  // namespace baton::views
