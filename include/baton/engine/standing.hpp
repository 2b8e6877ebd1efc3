#pragma once

#include "baton/core/run.hpp"
#include "baton/core/standing.hpp"
#include "baton/engine/plan.hpp"

namespace baton::engine {

// What people should know first of a run, as values; now_at() says the same in words. Pure; any
// thread.
core::Standing standing(const Plan& plan, const core::Run& run);

}  // namespace baton::engine
