#pragma once

#include "engine/decision_draft.hpp"

// What people do to a run. Each function takes one of Baton's own events (core/own_events.hpp) and
// notes what follows from it: nothing if the run or the step has changed since the person acted.
namespace baton::engine {

// A person agrees to what an approval asks, or refuses.
void decision_made(DecisionDraft& draft, const core::Event& event);
// A person tries failed steps again: one, or all of them.
void retry(DecisionDraft& draft, const core::Event& event);
// A person ends the run.
void cancel(DecisionDraft& draft, const core::Event& event);
// The run begins no further step until a person lets it go on. What is under way ends, and waits
// end as they would.
void pause(DecisionDraft& draft, const core::Event& event);
// A paused run goes on, unless a failed step keeps it paused: that one has to be retried.
void go_on(DecisionDraft& draft, const core::Event& event);
// A person says what became of an action when nobody knows whether it happened.
void resolve(DecisionDraft& draft, const core::Event& event);

}  // namespace baton::engine
