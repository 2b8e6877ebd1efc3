#pragma once

#include "templates/reader.hpp"

#include <string>
#include <vector>

namespace baton::templates {

// The event types that are known, beside Baton's own.
struct KnownEvents {
  // Types that the workflow itself emits.
  std::vector<std::string> emitted{};
  // Types that connections send.
  std::vector<std::string> sent{};
};
// Collects them. `operations` may be null: then nothing is known of connections.
KnownEvents known_events(const core::Template& workflow, const core::Operations* operations);

// Warns of an event type, or a pattern of types, that no event will have: it begins with "baton."
// and Baton has no such event, or it looks like a slip of a known type. A type that resembles no
// known one is accepted, since it may come from anywhere.
void check_event_name(Reader& reader, const Cursor& cursor, const std::string& type,
                      const KnownEvents& known);

// Warns when the connection that `from` names does not send events of this type, or sends none at
// all. `event` and `from` are where the two are written.
void check_sender(Reader& reader, const Cursor& event, const Cursor& from, const std::string& type,
                  const core::Operations& operations);

}  // namespace baton::templates
