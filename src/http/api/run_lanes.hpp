#pragma once

#include "baton/core/json.hpp"
#include "baton/ports/lane_state.hpp"
#include "baton/ports/store.hpp"

#include <map>
#include <string>
#include <vector>

// Why an action has not been sent although its step is running: its lane is held or paused. The
// journal does not tell this, since lanes are state of the process.
namespace baton::http {

// The steps of a run whose action waits in one of `lanes`, each with that lane. The pointers point
// into `lanes`.
std::map<std::string, const ports::LaneState*> steps_that_wait(
    ports::Outbox& queries, core::RunId run, const std::vector<ports::LaneState>& lanes);

// Adds the reasons of these lanes to `now_at` of a run's JSON. The first of them is what `now`
// says, unless that tells of something that somebody has to do.
void tell_lanes(core::Json& run, const std::map<std::string, const ports::LaneState*>& waiting);

}  // namespace baton::http
