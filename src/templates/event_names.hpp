#pragma once

#include "templates/reader.hpp"

#include <string>
#include <vector>

namespace baton::templates {

// The event types that are known beside Baton's own.
struct KnownEvents {
  std::vector<std::string> emitted{};  // by the workflow itself
  std::vector<std::string> sent{};     // by connections
};
KnownEvents known_events(const core::Template& workflow, const core::Operations* operations);

// Warns of a type, or pattern, that no event will have: one of Baton's own that there is not, or a
// slip of a known one. Types that resemble none may come from anywhere.
void check_event_name(Reader& reader, const Cursor& cursor, const std::string& type,
                      const KnownEvents& known);

// Warns of an event that its connection does not send, and of a connection that sends none.
void check_sender(Reader& reader, const Cursor& event, const Cursor& from, const std::string& type,
                  const core::Operations& operations);

}  // namespace baton::templates
