#pragma once

#include "baton/cel/expression.hpp"
#include "templates/partial_template.hpp"

#include <cstddef>
#include <string>
#include <vector>

namespace baton::templates {

// The events that a trigger or a wait takes.
struct Taken {
  // An event type, or a pattern of types.
  std::string event{};
  // The connection that it comes through. Empty: any.
  std::string from{};
};

// The event that a path reads, and by what it was taken.
struct TakenEvent {
  // The triggers or the wait that may have taken it. Empty when the path reads no event, or when it
  // is not known what took it.
  std::vector<Taken> by{};
  // The index of the first part of the path that lies inside the event.
  std::size_t part = 0;
};

// Finds the event that a path such as "event", "trigger.data" or "steps.paid.output.event.type"
// reads, for an expression at `site`.
TakenEvent taken_event(const PartialTemplate& partial, const Site& site, const cel::Path& path);

}  // namespace baton::templates
