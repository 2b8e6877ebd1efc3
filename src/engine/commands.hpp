#pragma once

#include "engine/draft.hpp"

// What people do to a run.
namespace baton::engine {

void decision_made(Draft& draft, const core::Event& event);
void retry(Draft& draft, const core::Event& event);
void cancel(Draft& draft, const core::Event& event);
// A person says what became of an action of which nobody knows whether it happened.
void resolve(Draft& draft, const core::Event& event);

}  // namespace baton::engine
