#pragma once

#include "engine/decision_draft.hpp"

// Runs that steps of other runs begin. A step and the run that it began talk to each other by
// events of the log, so that no message is lost in a crash.
namespace baton::engine {

// The run that a step began has ended: the step ends with it, if it waits for it.
void child_has_ended(DecisionDraft& draft, const core::Event& event);

// Tells the step that began this run that it has ended, if this decision has ended it.
void tell_parent_of_end(DecisionDraft& draft);

// A step of another run asked for this run to be tried again, and there was nothing to try again:
// the step is told once more how the run ended, so that it does not wait for ever.
void answer_retry(DecisionDraft& draft, const core::Event& event);

}  // namespace baton::engine
