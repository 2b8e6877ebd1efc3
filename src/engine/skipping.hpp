#pragma once

#include "engine/decision_draft.hpp"

namespace baton::engine {

// A person skips a step, and the steps that it blocked may begin. Does nothing if unskippable()
// says that the step cannot be skipped.
void skip(DecisionDraft& draft, const core::Event& event);

}  // namespace baton::engine
