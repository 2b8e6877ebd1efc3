#pragma once

#include "engine/decision_draft.hpp"

// What comes back to a run. Each function takes one of Baton's own events (core/own_events.hpp) and
// notes what follows from it: nothing if the step has changed since.
namespace baton::engine {

// An attempt at an action, or a look for its effect, has ended.
void action_ended(DecisionDraft& draft, const core::Event& event);
// The time of a step has come: its wait, sleep or question ends, or its gate is asked again.
void step_came_due(DecisionDraft& draft, const core::Event& event);

}  // namespace baton::engine
