#pragma once

#include "app/terminal.hpp"
#include "baton/core/json.hpp"
#include "baton/core/time.hpp"

#include <string>

// What the server answers to "why", as sentences for people. `-o json` has the whole of it.
namespace baton::app {

// Whether long values are cut, as on a terminal, or stand whole.
enum class Cutting { none, some };
inline Cutting cutting(const Terminal& terminal) {
  return terminal.columns() == 0 ? Cutting::none : Cutting::some;
}

// Of a run or of one of its steps: a sentence each, and below it a gate or a condition as a tree,
// its parts marked ✓ or ✕.
std::string why_text(const core::Json& answer, core::Time now, Cutting cutting);

// Of an event and a workflow: each trigger with its reason and its condition.
std::string why_event_text(const core::Json& answer, Cutting cutting);

}  // namespace baton::app
