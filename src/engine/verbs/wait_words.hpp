#pragma once

#include "engine/decision_draft.hpp"

#include <string>

// A step that waits for events, in words for people.
namespace baton::engine {

// What it waits for, as VerbRow::why says.
std::string why_wait(const core::Run& run, const PlanStep& step, const core::StepState& state,
                     const std::string& due);

// What did not happen when its time is over: "no such event came".
std::string nothing_came(const PlanStep& step, const core::StepState& state);

}  // namespace baton::engine
