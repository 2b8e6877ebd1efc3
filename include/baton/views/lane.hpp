#pragma once

#include "baton/core/json.hpp"
#include "baton/ports/lane_state.hpp"

namespace baton::views {

// A lane whose actions wait, and why: schema `Lane` of docs/openapi.yaml. `until` is there only for
// a pause whose end is known. Pure; any thread.
core::Json lane(const ports::LaneState& state);

}  // namespace baton::views
