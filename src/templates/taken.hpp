#pragma once

#include "baton/cel/expression.hpp"
#include "templates/draft.hpp"

#include <cstddef>
#include <string>
#include <vector>

namespace baton::templates {

// What a trigger or a wait takes.
struct Taken {
  std::string event{};  // a type, or a pattern
  std::string from{};   // empty: from anywhere
};

// The event that a path leads into: "event", "trigger", or "steps.paid.output.event".
struct TakenEvent {
  std::vector<Taken> by{};  // it is one of these; empty when the path leads into no event, or
                            // nobody knows by what it was taken
  std::size_t part = 0;     // of the path, behind the event
};

TakenEvent taken_event(const Draft& draft, const Site& site, const cel::Path& path);

}  // namespace baton::templates
