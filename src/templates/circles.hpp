#pragma once

#include "templates/reader.hpp"

namespace baton::templates {

// Warns when the lifecycle events of the workflow's own runs, or the events that it emits, match
// its own trigger: each run then starts the next, until a limit of core/limits.hpp
// (kCausationDepthMax, kDescendantsMax) ends the chain. Warns also when the condition of a trigger
// for parked events can never hold for one. `event` is where the trigger names its event type.
void check_circle(Reader& reader, const core::Template& workflow, const core::Trigger& trigger,
                  const Cursor& event);

}  // namespace baton::templates
