#pragma once

#include "baton/core/event.hpp"
#include "engine/decision_draft.hpp"

// The place of a run in the slot of its workflow.
namespace baton::engine {

// Takes the place that the moment says is free, or notes that the run waits for one. A run that is
// to be refused is cancelled. Nothing happens if the run needs no slot.
void take_place(DecisionDraft& draft);

// A run that waits for a place has one now.
void slot_given(DecisionDraft& draft, const core::Event& event);

// True while the run waits for a place. None of its steps begins before. While it is paused it is
// given none.
bool queued(const core::Run& run);

}  // namespace baton::engine
