#pragma once

#include "app/terminal.hpp"
#include "baton/core/json.hpp"
#include "baton/core/time.hpp"

#include <string>

// The answers of the server to "why", as sentences for people. `-o json` prints the answers as they
// are.
namespace baton::app {

// Whether long values are cut.
enum class Cutting { none, some };
// They are cut on a terminal of limited width.
inline Cutting cutting(const Terminal& terminal) {
  return terminal.columns() == 0 ? Cutting::none : Cutting::some;
}

// Why a run, or one of its steps, is as it is: a sentence for each step, and below it its gate or
// condition as a tree, whose parts are marked ✓ or ✕.
std::string why_text(const core::Json& answer, core::Time now, Cutting cutting);

// Why an event did or did not start a workflow: for each trigger a reason and its condition.
std::string why_event_text(const core::Json& answer, Cutting cutting);

}  // namespace baton::app
