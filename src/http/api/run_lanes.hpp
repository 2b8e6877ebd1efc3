#pragma once

#include "baton/core/json.hpp"
#include "baton/ports/lane_state.hpp"
#include "baton/ports/store.hpp"

#include <map>
#include <string>
#include <vector>

// What runs wait for that is in no journal: an action whose lane is held or paused was not sent.
namespace baton::http {

// The steps of a run whose lane waits, each with its lane. `lanes` outlives the answer.
std::map<std::string, const ports::LaneState*> steps_that_wait(
    ports::Queries& queries, core::RunId run, const std::vector<ports::LaneState>& lanes);

// Says it in `now_at` of a run, as lists show it.
void tell_lanes(core::Json& run, const std::map<std::string, const ports::LaneState*>& waiting);

}  // namespace baton::http
