#pragma once

#include "baton/core/result.hpp"
#include "baton/core/run.hpp"
#include "baton/engine/plan.hpp"

#include <optional>
#include <string>
#include <vector>

// Whether a person may skip a step of a run. The API checks it when the person asks, and the engine
// checks it again when the run gets the event. All functions are pure; any thread may call them.
namespace baton::engine {

// What skipping a step brings with it, for a person to see before they say so: names of steps, in
// the order of the plan.
struct SkipPreview {
  // Those that are skipped with `step`, because all that they need is then skipped. `step` itself
  // is not among them.
  std::vector<std::string> with;
  // Those that are still to come and need `step`, or one that is skipped with it: each begins once
  // all else that it needs has ended.
  std::vector<std::string> next;
  std::vector<std::string> kept;  // Those that have succeeded: they are not done again.
};
SkipPreview skip_preview(const Plan& plan, const core::Run& run, const PlanStep& step);

// Why a person cannot skip `step` now; nullopt if they can. A step can be skipped when it has
// failed, while its gate is closed, and while it sleeps or waits for an event. A step is never
// skipped if it is `mandatory`, an approval or done for several items, if
// the outcome of its action is unknown, if a mandatory step or an approval would be skipped with
// it, or if a step that is still to come needs its output. The error is Errc::conflict.
std::optional<core::Error> unskippable(const Plan& plan, const core::Run& run,
                                       const PlanStep& step);

}  // namespace baton::engine
