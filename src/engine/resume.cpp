#include "baton/engine/decide.hpp"
#include "engine/actions.hpp"
#include "engine/items.hpp"

namespace baton::engine {

std::optional<core::StartAction> resume(const Plan& plan, const core::Run& run,
                                        const core::StepRef& ref, core::Time steady) {
  using Mode = core::StartAction::Mode;
  const Named step(plan, ref);
  const auto& state = run.step(ref);
  if (!step || !std::holds_alternative<PlanDo>(step->verb)) return std::nullopt;
  if (state.waits_for_person()) return std::nullopt;
  // The effect of a cancelled step is still looked for while the step has a due time.
  const bool cancelled = state.status == core::StepStatus::cancelled;
  if (state.status == core::StepStatus::unknown || (cancelled && state.due))
    return action_of(run, *step, *state.due, Mode::read_back);
  if (state.status != core::StepStatus::running) return std::nullopt;
  const bool still_to_come = state.due && *state.due > steady;
  auto action = action_of(run, *step, state.due.value_or(steady),
                          still_to_come ? Mode::perform : Mode::read_back);
  action.sent_at = steady;  // if an earlier process sent it, it did so before now
  return action;
}

}  // namespace baton::engine
