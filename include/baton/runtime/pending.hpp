#pragma once

#include "baton/core/effect.hpp"
#include "baton/core/time.hpp"

// How long an action may be pending (core::ActionResult::Kind::pending). All times are steady time.
// Pure; any thread.
namespace baton::runtime {

// The end of that time for an action that was first sent at `began`. `timeout` is what its step
// states; zero: a day, since no job takes longer.
core::Time pending_until(core::Time began, core::Duration timeout);

// Turns a pending result into a permanent one with the code "timeout" once that time is over.
// Before that, the action waits no longer than until then.
void bound_pending(core::ActionResult& result, core::Time until, core::Time now);

}  // namespace baton::runtime
