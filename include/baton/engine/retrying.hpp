#pragma once

#include "baton/core/event.hpp"
#include "baton/core/run.hpp"
#include "baton/engine/plan.hpp"

#include <string>
#include <vector>

// What would happen if a person asked for a run to be tried again. All functions are pure; any
// thread may call them.
namespace baton::engine {

// What a retry brings with it, for a person to see before they say so: names of steps, in the order
// of the plan.
struct RetryPreview {
  // Those that begin anew by the retry itself: they failed, or what they did was undone.
  std::vector<std::string> first;
  // Those that are still to come and need one of these, directly or through steps in between.
  std::vector<std::string> then;
  std::vector<std::string> kept;    // Those that have succeeded and stay so.
  std::vector<std::string> voided;  // The approvals that are void, and asked anew.
};

// What `retry`, which core::run_retry() makes, would do to the run in its present state. It is
// found by applying the event to a copy of the run. All lists but `kept` are empty for a retry that
// changes no step, such as that of a run that failed in its outputs. `plan`: the version of the
// run.
RetryPreview retry_preview(const Plan& plan, const core::Run& run, const core::Event& retry);

}  // namespace baton::engine
