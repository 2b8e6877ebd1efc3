#pragma once

#include "engine/decision_draft.hpp"

namespace baton::engine {

// Applies an event to the run. One of Baton's own events is addressed to the run, and a table says
// for its type what is done with it. Any other event may be one that a wait of the run is for.
void hand_over(DecisionDraft& draft, const core::Event& event);

}  // namespace baton::engine
