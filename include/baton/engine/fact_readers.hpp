#pragma once

#include "baton/engine/plan.hpp"

#include <string>
#include <string_view>
#include <vector>

// Which parts of a workflow read a fact. Pure; any thread.
namespace baton::engine {

// One place of a workflow that reads a fact.
struct FactReader {
  // The step that reads it; empty for what the run as a whole does.
  std::string step{};
  // What reads it: "trigger", "context", "due", "outputs" or "concurrency"; of a step "gate",
  // "when", "sla", or "step" for all else that it does.
  std::string_view place;
  // It is named there. False: the name is computed, so that it may be another fact.
  bool named = true;
};

// Where a plan reads the fact of this name, in the order of the template's parts: what begins a
// run, its steps, what ends it. A place is there once.
std::vector<FactReader> fact_readers(const Plan& plan, std::string_view fact);

}  // namespace baton::engine
