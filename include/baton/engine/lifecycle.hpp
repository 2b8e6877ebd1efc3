#pragma once

#include "baton/core/event.hpp"
#include "baton/core/lifecycle.hpp"
#include "baton/core/run.hpp"
#include "baton/core/trace.hpp"

#include <string>

namespace baton::engine {

// The event from outside that caused a run, through other runs or by itself.
core::EventId root_of(const core::Run& run);
// The trace of a run, with the span of the run as the parent of what it causes.
core::Trace trace_of(const core::Run& run);
// The event that started a run.
core::EventId trigger_of(const core::Run& run);

// The event that tells others of a transition, so that workflows may start from it or wait for it.
// Its data: {"run", "workflow", "version", "title", "goal", "status"}, "roles" if the workflow
// names any, and the members of the transition, such as "step". `now`: wall time. Its type is empty
// if no event tells of such a transition.
core::Event lifecycle_event(const core::Run& run, const core::Transition& transition,
                            core::Time now);
// The event that tells that an event was set aside because it could not be stepped. Its data:
// {"event", "type", "source", "cause"}. `now`: wall time.
core::Event event_parked(const core::Event& parked, const std::string& cause, core::Time now);

}  // namespace baton::engine
