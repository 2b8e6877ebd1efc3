#pragma once

#include "engine/decision_draft.hpp"

// The actions of steps, as effects.
namespace baton::engine {

// The idempotency key of a step's action: the same over retries, restarts and manual retries.
std::string action_key(const core::Run& run, const core::StepRef& step);

// The effect that sends a step's action, or looks for it, from what the run keeps of the step. It
// is not begun before `not_before` (steady time).
core::StartAction action_of(const core::Run& run, const PlanStep& step, core::Time not_before,
                            core::StartAction::Mode mode);

// Makes the next attempt at a step's action at once.
void send_anew(DecisionDraft& draft, const PlanStep& step);

// When the step's `retry: for` ends, in steady time, if its first attempt begins now. nullopt if
// the step has none, or if the time is already running.
std::optional<core::Time> give_up_at(const DecisionDraft& draft, const PlanStep& step);

}  // namespace baton::engine
