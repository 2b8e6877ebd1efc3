#pragma once

#include "baton/core/json.hpp"
#include "baton/core/run.hpp"
#include "baton/core/template.hpp"
#include "baton/ports/clock.hpp"
#include "baton/ports/lane_state.hpp"

namespace baton::views {

// One step of a run, as it stands: `Step` of docs/openapi.yaml. `lane`: the lane that its action
// waits in; null when it waits in none.
core::Json step(const core::StepOutline& outline, const core::Run& run, const ports::Clock& clock,
                const ports::LaneState* lane);

}  // namespace baton::views
