#pragma once

#include "engine/draft.hpp"

namespace baton::engine {

// Applies an event to the run: one that is addressed to it by what the table has for its type, and
// any other as one that the waits of the run may be for.
void hand_over(Draft& draft, const core::Event& event);

}  // namespace baton::engine
