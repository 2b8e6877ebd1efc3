#pragma once

#include "engine/decision_draft.hpp"

namespace baton::engine {

// A person has the run go on without a step: it is skipped, and what it blocked may begin. Nothing
// if unskippable() says that it cannot be.
void skip(DecisionDraft& draft, const core::Event& event);

}  // namespace baton::engine
