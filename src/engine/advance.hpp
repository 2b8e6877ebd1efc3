#pragma once

#include "engine/draft.hpp"

namespace baton::engine {

// Takes a run as far as it goes by itself: begins what is ready, skips and blocks what will not be, and ends the run when nothing
// is left.
void advance(Draft& draft);

}  // namespace baton::engine
