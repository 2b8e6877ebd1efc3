#pragma once

#include "templates/partial_template.hpp"

// Triggers for which several events make one firing.
namespace baton::templates {

// Reads `window` of a trigger.
void read_window(Reader& reader, const Cursor& cursor, core::Trigger& trigger, TriggerPlace& place);
// Reads `threshold` of a trigger.
void read_threshold(Reader& reader, const Cursor& cursor, core::Trigger& trigger,
                    TriggerPlace& place);

}  // namespace baton::templates
