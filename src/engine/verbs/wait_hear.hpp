#pragma once

#include "engine/decision_draft.hpp"

namespace baton::engine {

// Offers an event to a step that waits for events, as VerbRow::hear says.
void hear_wait(DecisionDraft& draft, const PlanStep& step, const core::Event& event,
               const core::Json& seen);

// Whether a wait would take the event as the one at this place of StepWaiting::branches(), if
// nothing came before it. It takes nothing. An error of the condition is noted on the step.
bool wait_is_for(DecisionDraft& draft, const PlanStep& step, int branch, const core::Event& event,
                 const core::Json& seen);

}  // namespace baton::engine
