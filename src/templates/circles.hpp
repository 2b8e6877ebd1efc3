#pragma once

#include "templates/reader.hpp"

namespace baton::templates {

// Warns of a trigger that the workflow's own runs, or the events that it emits, answer: they start
// run after run, until the server ends it. Also of a condition that asks such an event for what it
// does not have.
void check_circle(Reader& reader, const core::Template& workflow, const core::Trigger& trigger,
                  const Cursor& event);

}  // namespace baton::templates
