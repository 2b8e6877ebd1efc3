#pragma once

#include "baton/core/event.hpp"
#include "baton/ports/rows.hpp"

namespace baton::runtime {

// The event for an alarm that has come due, which whoever watches the clock publishes. `now`: wall
// time. For a step the event need not say what kind of alarm it is, since the step's state tells
// that.
core::Event due_event(const ports::AlarmRow& alarm, core::Time now);

}  // namespace baton::runtime
