#pragma once

#include "baton/core/json.hpp"
#include "baton/core/run.hpp"
#include "baton/engine/plan.hpp"
#include "baton/ports/store.hpp"
#include "baton/runtime/runtime.hpp"

#include <string>
#include <vector>

// What is added to the engine's answers to "why": what only tokens, lanes, the journal and the list
// of workflows tell.
namespace baton::runtime {

void name_deciders(core::Json& why, const core::Run& run, ports::Queries& queries);
void name_who_cancelled(core::Json& why, const core::Run& run, ports::Queries& queries);
void add_lane(core::Json& why, const engine::PlanStep& step, const core::Run& run,
              const std::vector<ports::LaneState>& lanes);

std::string key_of_first_match(const core::Json& triggers);
// `by`: who retired the workflow, and when.
void tell_retired(core::Json& why, core::Json by, const std::string& workflow);

}  // namespace baton::runtime
