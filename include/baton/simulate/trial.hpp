#pragma once

#include "baton/core/json.hpp"
#include "baton/runtime/trial.hpp"

#include <functional>

namespace baton::simulate {

// Says for each event of a trial which way the draft would take, beside the way of the version that
// is active: schema `Simulation` of docs/openapi.yaml, without `findings`. Each event is played by
// itself, in a world of its own for each version, at the time when it came. An action, an approval
// or a task ends as the step of its name did in the run on record, and a wait gets the events that
// this run took. Where nothing is on record, an action succeeds and gives an empty object, an
// approval is given, a task stays undone, and no event comes. Nothing leaves the process. Once
// `time_is_up` returns true, the way that is being played is cut, and the events that follow are
// not played. Any thread.
core::Json play_trial(const runtime::Trial& trial, const std::function<bool()>& time_is_up);

}  // namespace baton::simulate
