#pragma once

#include "baton/core/result.hpp"
#include "baton/core/run.hpp"
#include "baton/engine/plan.hpp"

#include <optional>
#include <string>
#include <vector>

// Whether a person may have a run go on without one of its steps. The API checks it when the person
// says so, and the engine once more when the run takes it in. All functions are pure; any thread
// may call them.
namespace baton::engine {

// The steps that are skipped with `step`, because all that they need is then skipped, in the order
// of the plan. `step` itself is not among them.
std::vector<std::string> skipped_with(const Plan& plan, const core::Run& run, const PlanStep& step);

// Why a person cannot have `run` go on without `step` now; nullopt if they can. A step can be
// skipped that has failed, that its gate holds back, or that sleeps or waits for an event. Never
// one that is `mandatory`, an approval, one of several items, one of which nobody knows whether it
// happened, and one whose output a step that is still to come cannot do without. The error is
// Errc::conflict.
std::optional<core::Error> unskippable(const Plan& plan, const core::Run& run,
                                       const PlanStep& step);

}  // namespace baton::engine
