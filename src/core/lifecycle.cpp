#include "baton/core/lifecycle.hpp"

#include <array>
#include <utility>

namespace baton::core {

namespace {

constexpr std::array<std::pair<std::string_view, std::string_view>, 22> kTypes{{
    {"RunStarted", "baton.run.started"},
    {"RunSucceeded", "baton.run.succeeded"},
    {"RunFailed", "baton.run.failed"},
    {"RunCancelled", "baton.run.cancelled"},
    {"RunPaused", "baton.run.paused"},
    {"RunResumed", "baton.run.resumed"},
    {"StepStarted", "baton.step.started"},
    {"StepRetrying", "baton.step.retrying"},
    {"StepUnknown", "baton.step.unknown"},
    {"StepResolved", "baton.step.resolved"},
    {"StepWaiting", "baton.step.waiting"},
    {"StepSucceeded", "baton.step.succeeded"},
    {"StepFailed", "baton.step.failed"},
    {"StepSkipped", "baton.step.skipped"},
    {"StepBlocked", "baton.step.blocked"},
    {"StepCancelled", "baton.step.cancelled"},
    {"LateOutcome", "baton.step.late_outcome"},
    {"StepGated", "baton.gate.closed"},
    {"GateOpened", "baton.gate.opened"},
    {"ApprovalRequested", "baton.approval.requested"},
    {"ApprovalDecided", "baton.approval.decided"},
    {"ApprovalVoided", "baton.approval.voided"},
}};

}  // namespace

std::string_view lifecycle_type(const Transition& transition) {
  const auto name = transition_name(transition);
  for (const auto& [from, type] : kTypes) {
    if (from == name) return type;
  }
  return {};
}

std::vector<std::string_view> lifecycle_types() {
  std::vector<std::string_view> types{kEventParked};
  for (const auto& [from, type] : kTypes) types.push_back(type);
  return types;
}

}  // namespace baton::core
