#pragma once

#include "engine/draft.hpp"

// What comes back to a run: each notes what follows, or nothing when it is stale.
namespace baton::engine {

void action_ended(Draft& draft, const core::Event& event);
void step_came_due(Draft& draft, const core::Event& event);

}  // namespace baton::engine
