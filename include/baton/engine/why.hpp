#pragma once

#include "baton/core/run.hpp"
#include "baton/engine/plan.hpp"

#include <string_view>

// What people are told about a run and its steps. All functions are pure; any thread may call them.
namespace baton::engine {

// Why a step is where it is: {"step", "status", "because" (a sentence), "needs": [...], "gate":
// {explained}, "next": …}. `now`: wall time. `wall_ahead`: how far the wall clock is ahead of
// steady time, so that due times are told as the wall clock will show them. `outside`: what its
// expressions ask beside the run.
core::Json why_step(const Plan& plan, const core::Run& run, const PlanStep& step, core::Time now,
                    core::Duration wall_ahead = {}, const cel::Outside& outside = {});

// The same for a run: its own sentence and one entry for each step that is not settled, or that
// failed.
core::Json why_run(const Plan& plan, const core::Run& run, core::Time now,
                   core::Duration wall_ahead = {}, const cel::Outside& outside = {});

// True if the run is open and will fail once its other branches end, because a step has failed and
// its template does not say `on_error: continue`.
bool failing(const Plan& plan, const core::Run& run);

// What a run does or waits for, in a few words for lists. What has failed comes first: "kickoff:
// failed, ticket: attempt 3 after 503, legal: approval". Of a run that has ended, why it ended; may
// be empty.
std::string now_at(const Plan& plan, const core::Run& run);

// An explained expression as JSON: {"text", "value", "decisive", "parts"}.
core::Json to_json(const cel::Explained& explained);

}  // namespace baton::engine
