#pragma once

#include "baton/core/json.hpp"
#include "baton/core/run.hpp"
#include "baton/core/template.hpp"
#include "baton/ports/clock.hpp"
#include "baton/ports/lane_state.hpp"

namespace baton::views {

// One step of a run as it is now: schema `Step` of docs/openapi.yaml. `outline` is what the
// template says of it. `clock` tells at which wall time something in steady time is due. `lane` is
// the held or paused lane that its action waits in, and null when it waits in none. Pure; any
// thread.
core::Json step(const core::StepOutline& outline, const core::Run& run, const ports::Clock& clock,
                const ports::LaneState* lane);

// The clock of the service level that a step has: schema `Sla`.
core::Json service_level(const core::StepState& state, const ports::Clock& clock);

}  // namespace baton::views
