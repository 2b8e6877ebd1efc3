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

// Warns of a type, or pattern, that no event will have: one of Baton's own that there is not, or a slip of a known one. Types
// that resemble none may come from anywhere.
void check_event_name(Reader& reader, const Cursor& cursor, const std::string& type, const KnownEvents& known);

}  // namespace baton::templates
