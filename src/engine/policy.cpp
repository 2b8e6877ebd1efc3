#include "baton/engine/policy.hpp"

#include "baton/core/actor.hpp"

#include <algorithm>

namespace baton::engine {

Bar barred(const core::ApprovalRequested& request, const core::Actor& requester,
           const core::Actor& actor) {
  if (!actor.is_person()) return Bar::unknown;
  if (request.not_requester && core::same_person(actor, requester)) return Bar::asked_for_it;
  // A list without a group is complete.
  const bool listed =
      !request.group.empty() || request.users.empty() || core::names(request.users, actor);
  return listed ? Bar::none : Bar::not_named;
}

const core::Decided* decision_of(const core::Approval& approval, const core::Actor& actor) {
  const auto& decisions = approval.decisions;
  const auto found =
      std::find_if(decisions.begin(), decisions.end(), [&](const core::Decided& decided) {
        return core::same_person(decided.actor, actor) && decided.hash == approval.request.hash;
      });
  return found == decisions.end() ? nullptr : &*found;
}

std::size_t agreed(const core::Approval& approval) {
  return static_cast<std::size_t>(std::count_if(
      approval.decisions.begin(), approval.decisions.end(), [&](const core::Decided& decided) {
        return decided.approve && decided.hash == approval.request.hash;
      }));
}

bool refused(const core::StepState& state) {
  if (state.status != core::StepStatus::failed || !state.approval) return false;
  const auto& decisions = state.approval->decisions;
  return std::any_of(decisions.begin(), decisions.end(),
                     [](const core::Decided& decided) { return !decided.approve; });
}

bool may_retry(const core::Run& run, const core::StepState& state, const core::Actor& actor) {
  return !refused(state) || !state.approval->request.not_requester ||
         !core::same_person(actor, run.head().requester);
}

}  // namespace baton::engine
