#pragma once

#include "baton/core/json.hpp"
#include "baton/core/time.hpp"

#include <string>

// What the server answers to "why", as sentences for people. `-o json` has the whole of it.
namespace baton::app {

// Of a run or of one of its steps: a sentence each, and below a gate or a condition its operands, marked ✓ or ✕.
std::string why_text(const core::Json& answer, core::Time now);

// Of an event and a workflow: each trigger with its reason and the operands of its condition.
std::string why_event_text(const core::Json& answer);

}  // namespace baton::app
