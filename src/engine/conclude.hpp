#pragma once

#include "engine/decision_draft.hpp"

namespace baton::engine {

// Ends the run if all its steps have ended. If one of them has failed, what can be undone is undone
// first, and then the steps of `on_failure` are done.
void conclude(DecisionDraft& draft);

// Pauses the run if undoing a step has failed just now, because a person has to know that something
// is left. True if it has.
bool pause_on_failed_undo(DecisionDraft& draft);

}  // namespace baton::engine
