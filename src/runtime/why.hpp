#pragma once

#include "baton/core/json.hpp"
#include "baton/core/result.hpp"
#include "baton/core/run.hpp"
#include "baton/ports/store.hpp"
#include "baton/runtime/plan_cache.hpp"
#include "baton/runtime/runtime.hpp"

#include <string>
#include <vector>

// Why things are where they are: the engine's answers, and beside them what tokens, lanes, the
// journal and the list of workflows tell. On a reader's thread.
namespace baton::runtime {

// What is to be known of the moment in which somebody asks.
struct WhyNow {
  std::vector<ports::LaneState> lanes{};  // those that wait
  core::Time wall{};
  core::Duration wall_ahead{};  // of steady time
};

// Of a run, or of one of its steps when `step` is not empty. Errc::not_found.
core::Result<core::Json> why(ports::Queries& queries, PlanCache& plans, core::RunId id,
                             const std::string& step, const WhyNow& now);

// Of an event that did or did not match a workflow. `now`: by the wall clock. Errc::not_found.
core::Result<core::Json> why_event(ports::Queries& queries, PlanCache& plans, core::EventId id,
                                   const std::string& workflow, core::Time now);

}  // namespace baton::runtime
