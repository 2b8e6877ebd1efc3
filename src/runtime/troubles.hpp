#pragma once

#include "baton/core/run.hpp"
#include "baton/core/transition.hpp"
#include "baton/engine/plan.hpp"

#include <string>
#include <vector>

namespace baton::runtime {

// A line for the log for each of these transitions that somebody should look at: a run that failed,
// or was paused by a failed step, or that will fail when its other steps have ended; a step for
// which a person must say whether its action happened; a gate whose condition cannot be evaluated.
std::vector<std::string> troubles(const engine::Plan& plan, const core::Run& run,
                                  const std::vector<core::Transition>& transitions);

}  // namespace baton::runtime
