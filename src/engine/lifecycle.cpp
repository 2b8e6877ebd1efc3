#include "baton/engine/lifecycle.hpp"

#include <array>
#include <utility>

namespace baton::engine {

std::string_view lifecycle_type(const core::Transition& transition) {
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 15> kTypes{{
      {"RunStarted", "baton.run.started"},
      {"RunSucceeded", "baton.run.succeeded"},
      {"RunFailed", "baton.run.failed"},
      {"RunCancelled", "baton.run.cancelled"},
      {"RunPaused", "baton.run.paused"},
      {"RunResumed", "baton.run.resumed"},
      {"StepStarted", "baton.step.started"},
      {"StepRetrying", "baton.step.retrying"},
      {"StepSucceeded", "baton.step.succeeded"},
      {"StepFailed", "baton.step.failed"},
      {"StepSkipped", "baton.step.skipped"},
      {"StepGated", "baton.gate.closed"},
      {"GateOpened", "baton.gate.opened"},
      {"ApprovalRequested", "baton.approval.requested"},
      {"ApprovalDecided", "baton.approval.decided"},
  }};
  const auto name = core::transition_name(transition);
  for (const auto& [from, type] : kTypes) {
    if (from == name) return type;
  }
  return {};
}

core::Event lifecycle_event(const core::Run& run, const core::Transition& transition, core::Time now) {
  const auto& head = run.head();
  core::Event event;
  event.type = lifecycle_type(transition);
  event.source = "baton";
  event.subject = run.id().text();
  event.time = now;
  event.received = now;
  event.depth = static_cast<std::uint16_t>(head.depth + 1);
  event.data = core::to_json(transition);
  event.data.erase("is");
  event.data["run"] = run.id().text();
  event.data["workflow"] = head.workflow;
  event.data["version"] = head.version;
  event.data["title"] = head.title;
  event.data["goal"] = head.goal;
  event.data["status"] = to_text(run.status());
  return event;
}

}  // namespace baton::engine
