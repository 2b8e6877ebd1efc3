#pragma once

#include "engine/decision_draft.hpp"

namespace baton::engine {

// Offers an event to a step that waits for events, as VerbRow::hear says.
void hear_wait(DecisionDraft& draft, const PlanStep& step, const core::Event& event,
               const core::Json& seen);

}  // namespace baton::engine
