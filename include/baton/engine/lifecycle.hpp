#pragma once

#include "baton/core/event.hpp"
#include "baton/core/lifecycle.hpp"
#include "baton/core/run.hpp"

#include <string>

namespace baton::engine {

// The event from outside that caused a run.
core::EventId root_of(const core::Run& run);
// The event that started a run.
core::EventId trigger_of(const core::Run& run);

// The event others may start from or wait for: {"run", "workflow", "version", "title", "goal",
// "status", "step", …}.
core::Event lifecycle_event(const core::Run& run, const core::Transition& transition,
                            core::Time now);
// The one that says that an event was set aside: {"event", "type", "source", "cause"}.
core::Event event_parked(const core::Event& parked, const std::string& cause, core::Time now);

}  // namespace baton::engine
