#pragma once

#include "engine/decision_draft.hpp"

// Steps that wait for an event, whatever their verb.
namespace baton::engine {

// Offers a new event to all open waits of the run.
void event_arrived(DecisionDraft& draft, const core::Event& event);
// Offers an earlier event of the log to one wait that looks back.
void event_found(DecisionDraft& draft, const PlanStep& step, const core::Event& event);
// Whether a wait that looks back is for an earlier event of the log, as the one at this place of
// StepWaiting::branches(). What the condition reads of facts is kept unless it is.
bool is_for(DecisionDraft& draft, const PlanStep& step, int branch, const core::Event& event);
// Keeps a sentence about a waiting step for people to read. It is left out if the step has it
// already or has as many as it may keep.
void note_on(DecisionDraft& draft, const PlanStep& step, std::string note);
// Replaces the values by which open waits are found, if this decision has changed them.
void renew_waits(DecisionDraft& draft);

}  // namespace baton::engine
