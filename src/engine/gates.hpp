#pragma once

#include "engine/draft.hpp"

namespace baton::engine {

enum class GateAnswer { go, stay, settled };

// Asks the gate of a step whose prerequisites hold, and notes what follows from the answer.
GateAnswer ask_gate(Draft& draft, const PlanStep& step);

}  // namespace baton::engine
