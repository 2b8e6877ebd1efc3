#pragma once

#include "baton/context/cited.hpp"
#include "baton/core/json.hpp"
#include "baton/core/time.hpp"
#include "baton/insight/remaining.hpp"
#include "baton/insight/step_times.hpp"
#include "baton/ports/forecasts.hpp"

#include <array>
#include <optional>
#include <string>
#include <vector>

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

// An open step of an open run, and what is forecast of it.
struct OpenStep {
  // Its name.
  std::string step{};
  // When it began, in wall time.
  core::Time since{};
  // How long such steps take; nullopt if none has ended, and for a step that sleeps. Its level is 0
  // for all steps that do the same, 1 for those of its workflow, 2 for the step itself.
  std::optional<insight::LogNormal> takes{};
  // What is left of it; nullopt if nothing is known.
  std::optional<insight::StepLeft> left{};
  // It sleeps, so that it is known when it ends.
  bool sleeps = false;
  // What says by when it should have ended: "due", "late" or "task"; empty if nothing does.
  std::string due_of{};
  // When that is, in wall time; nullopt if nothing says so, and while the clock of its service
  // level stands still.
  std::optional<core::Time> due{};
};

// When these steps will end, as the API tells it and people read it: [{"step", "since", "due",
// "due_of", "late", "sleeps", "sentence"}]. A step of which something is known also has "left_ms"
// and "ends", as in forecast(); one that is compared with others also has "known_from", "runs",
// "widened", "too_few" and "outlasts".
core::Json open_steps(const std::vector<OpenStep>& steps, core::Time now,
                      context::Language language = context::Language::en);

// Moments at insight::kLevels: {"p10", "p50", "p90"}.
core::Json at_levels(const std::array<core::Time, insight::kLevels.size()>& moments);

// A forecast that is kept beside its run, as forecast() told it with open_steps() as "steps": what
// is left is counted from `now`, in wall time, and ends then at the earliest. Its words are made
// anew, in this language. An empty object when its text cannot be read.
core::Json kept_forecast(const ports::ForecastRow& row, core::Time now,
                         context::Language language = context::Language::en);

// What lists show of it: {"late", "at_risk", "ends": {"p10", "p50", "p90"}, "made_at"}.
core::Json forecast_in_short(const ports::ForecastRow& row);

}  // namespace baton::views
