#pragma once

#include "engine/decision_draft.hpp"

namespace baton::engine {

// Advances a run as far as it can go without another event: begins the steps that are ready, skips
// or blocks those that will never be, and ends the run when no step is left.
void advance(DecisionDraft& draft);

// Begins one step if its needs, its `when` and its gate allow it, even while the run is paused.
void begin_when_ready(DecisionDraft& draft, const PlanStep& step);
// The same. If the step has items and has begun, more of them begin while there are places.
void take_further(DecisionDraft& draft, const PlanStep& step);
// Pauses the run if a step has failed that has `on_error: pause`.
void pause_on_error(DecisionDraft& draft);

}  // namespace baton::engine
