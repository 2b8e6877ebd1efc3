#include "baton/engine/retrying.hpp"

#include "baton/engine/resolving.hpp"
#include "engine/commands.hpp"

#include <algorithm>
#include <set>
#include <variant>

namespace baton::engine {

RetryPreview retry_preview(const Plan& plan, const core::Run& run, const core::Event& event) {
  using core::StepStatus;
  const Moment moment;
  DecisionDraft draft(plan, core::Run(run), moment);
  retry(draft, event);
  std::set<std::string, std::less<>> reset;
  RetryPreview preview;
  const auto decision = draft.finish();
  for (const auto& transition : decision.transitions) {
    if (const auto* anew = std::get_if<core::StepReset>(&transition)) reset.insert(anew->step.name);
    if (const auto* voided = std::get_if<core::ApprovalVoided>(&transition))
      preview.voided.push_back(voided->step.name);
  }
  std::vector<const PlanStep*> begun;
  for (const auto& step : plan.steps()) {
    const auto before = run.step(step.ref).status;
    const bool ended_badly = before == StepStatus::failed || before == StepStatus::undone;
    if (!reset.contains(step.ref.name) || !ended_badly) continue;
    preview.first.push_back(step.ref.name);
    begun.push_back(&step);
  }
  const auto is_behind = [&](const PlanStep& step) {
    return std::any_of(begun.begin(), begun.end(), [&](const PlanStep* one) {
      return one != &step && comes_after(plan, step, *one);
    });
  };
  for (const auto& step : plan.steps()) {
    if (std::find(begun.begin(), begun.end(), &step) != begun.end() || step.phase != Phase::work)
      continue;
    const auto after = decision.run.step(step.ref).status;
    if (after == StepStatus::succeeded) preview.kept.push_back(step.ref.name);
    if (after == StepStatus::pending && is_behind(step)) preview.then.push_back(step.ref.name);
  }
  return preview;
}

}  // namespace baton::engine
