#pragma once

#include "baton/core/run.hpp"
#include "baton/engine/plan.hpp"

#include <string_view>

namespace baton::engine {

// Why a step is where it is: {"step", "status", "because" (a sentence), "needs": [...], "gate":
// {explained}, "next": …}. `wall_ahead`: of steady time, so that what is due in that is told as the
// wall clock will show it.
core::Json why_step(const Plan& plan, const core::Run& run, const PlanStep& step, core::Time now,
                    core::Duration wall_ahead = {});

// The same for a run: its own sentence and one entry for each step that is not settled, or that
// failed.
core::Json why_run(const Plan& plan, const core::Run& run, core::Time now,
                   core::Duration wall_ahead = {});

// Whether a step of an open run has failed that its template does not forgive: the run fails once
// its other branches end.
bool failing(const Plan& plan, const core::Run& run);

// In a few words, for lists, what failed first: "kickoff: failed, ticket: attempt 3 after 503,
// legal: approval".
std::string now_at(const Plan& plan, const core::Run& run);

// An explained expression as JSON: {"text", "value", "decisive", "parts"}.
core::Json to_json(const cel::Explained& explained);

}  // namespace baton::engine
