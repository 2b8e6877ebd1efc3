#pragma once

#include "engine/decision_draft.hpp"

#include <string>

namespace baton::engine {

// Sends the run back to the step that a refused approval names: everything from there on is done
// once more. Returns false, and notes nothing, if the approval names none or has sent the run back
// as often as it may. `actor` refused, with this comment, which may be empty.
bool return_to_earlier(DecisionDraft& draft, const PlanStep& approval, const core::Actor& actor,
                       const std::string& comment);

}  // namespace baton::engine
