#pragma once

#include "engine/draft.hpp"

// The actions of steps, as effects.
namespace baton::engine {

// The idempotency key of a step's action: the same over retries, restarts and manual retries.
std::string action_key(const core::Run& run, const core::StepRef& step);

// The effect that performs a step's action as the run has it.
core::StartAction action_of(const core::Run& run, const PlanStep& step, core::Time not_before,
                            core::StartAction::Mode mode);

// The next attempt at a step's action, at once.
void send_anew(Draft& draft, const PlanStep& step);

// When the step's `retry: for` ends, if its first attempt begins now.
std::optional<core::Time> give_up_at(const Draft& draft, const PlanStep& step);

}  // namespace baton::engine
