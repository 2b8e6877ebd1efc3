#include "engine/returns.hpp"

#include "baton/engine/resolving.hpp"
#include "engine/begin_anew.hpp"

#include <vector>

namespace baton::engine {

namespace {

using core::StepStatus;

// The steps that are done once more: the one that the run goes back to, and those between it and
// the approval. All of them have ended, except where a `join` let the approval begin before.
std::vector<const PlanStep*> steps_between(const DecisionDraft& draft, const PlanStep& first,
                                           const PlanStep& approval) {
  std::vector<const PlanStep*> between;
  for (const auto& step : draft.plan.steps()) {
    const bool from = &step == &first || comes_after(draft.plan, step, first);
    if (from && comes_after(draft.plan, approval, step)) between.push_back(&step);
  }
  return between;
}

// Has a step done once more. A step whose failure was forgiven is tried again, as a person has a
// failed step tried again: what it may have done is not done twice. One that is under way goes on.
// A wait is for another event than the one that led to the refusal.
void do_once_more(DecisionDraft& draft, const PlanStep& step) {
  const auto status = draft.state(step).status;
  if (!core::settled(status)) return;
  const bool failed = status == StepStatus::failed;
  const bool waits = std::holds_alternative<PlanWait>(step.verb);
  const auto refusal = waits ? draft.moment.position : core::EventId{};
  draft.note(core::StepReset{step.ref, !failed, refusal});
  if (failed) reset_failed_items(draft, step);
}

}  // namespace

bool return_to_earlier(DecisionDraft& draft, const PlanStep& approval, const core::Actor& actor,
                       const std::string& comment) {
  const auto* verb = std::get_if<PlanApprove>(&approval.verb);
  if (!verb || !verb->spec->on_reject) return false;
  const auto& wanted = *verb->spec->on_reject;
  const auto* first = draft.plan.step(wanted.step);
  const int round = draft.state(approval).approval->returned + 1;
  if (!first || round > wanted.most) return false;
  const auto between = steps_between(draft, *first, approval);
  draft.note(core::ApprovalReturned{approval.ref, wanted.step, actor, comment, round});
  const auto& state = draft.state(*first);
  if (state.task && state.status == StepStatus::succeeded)
    draft.note(core::TaskReopened{first->ref, actor, comment});
  for (const auto* step : between) do_once_more(draft, *step);
  begin_readers_anew(draft, between, actor);
  void_approvals_after(draft, between);
  return true;
}

}  // namespace baton::engine
