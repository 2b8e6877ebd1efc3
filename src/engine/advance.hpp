#pragma once

#include "engine/draft.hpp"

namespace baton::engine {

// Takes a run as far as it goes by itself: begins what is ready, skips and blocks what will not be,
// and ends the run when nothing is left.
void advance(Draft& draft);

// Begins one step if nothing is in its way, also while the rest of its run is paused.
void begin_when_ready(Draft& draft, const PlanStep& step);
// Pauses the run for a step that has failed and whose template says so.
void pause_on_error(Draft& draft);

}  // namespace baton::engine
