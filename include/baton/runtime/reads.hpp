#pragma once

#include "baton/ports/store.hpp"
#include "baton/runtime/plan_cache.hpp"
#include "baton/runtime/runtime.hpp"

#include <string_view>
#include <vector>

// What readers of the store are told of runs and workflows. Each is called where a store's reads
// run, and may be called on any of its threads.
namespace baton::runtime {

// The steps of a published version, in file order; none when there is no such version, or when it
// does not pass the checks any more.
std::vector<StepOutline> outline(ports::Queries& queries, PlanCache& plans,
                                 std::string_view workflow, int version);

}  // namespace baton::runtime
