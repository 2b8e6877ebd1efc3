#pragma once

#include "baton/core/json.hpp"
#include "baton/ports/lane_state.hpp"

namespace baton::views {

// A lane whose actions wait: {"state", "connection", "operation", "reason", "since", "waiting"},
// and "until" of a pause whose end is known. `Lane` of docs/openapi.yaml.
core::Json lane(const ports::LaneState& state);

}  // namespace baton::views
