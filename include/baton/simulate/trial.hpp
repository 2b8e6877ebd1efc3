#pragma once

#include "baton/core/json.hpp"
#include "baton/runtime/trial.hpp"

#include <functional>

namespace baton::simulate {

// Says for each event of a trial which way the draft would take, beside the way of the version that
// is active: schema `Simulation` of docs/openapi.yaml, without `findings`. Each event is played by
// itself, in two worlds in which nothing has happened before, at the time when it came. An action
// comes to what the step of its name came to in the run on record; so do approvals and tasks, and a
// wait gets the events that the run took. What is not on record: an action succeeds and gives an
// empty object, an approval is given, a task stays undone, and no event comes. Nothing leaves the
// process. Events are left out, and a way is cut, from when `time_is_up` says so. Any thread.
core::Json play_trial(const runtime::Trial& trial, const std::function<bool()>& time_is_up);

}  // namespace baton::simulate
