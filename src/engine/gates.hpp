#pragma once

#include "engine/decision_draft.hpp"

namespace baton::engine {

// What a gate says of its step: it begins, it stays at the gate, or it has ended there.
enum class GateAnswer { go, stay, settled };

// Asks the gate of a step whose needs are met, and notes what follows from the answer. A step
// without a gate may go.
GateAnswer ask_gate(DecisionDraft& draft, const PlanStep& step);

}  // namespace baton::engine
