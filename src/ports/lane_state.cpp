#include "baton/ports/lane_state.hpp"

namespace baton::ports {

bool LaneState::concerns(core::RunId of_run, const core::StepRef& of_step,
                         std::string_view lane) const {
  if (alone()) return run == of_run && step == of_step;
  const auto beginning = connection + ".";
  return operation.empty() ? lane.starts_with(beginning) : lane == beginning + operation;
}

std::string LaneState::text() const {
  if (kind == Kind::held) return "held: " + reason;
  return (alone() ? "waits" : "paused") +
         (until ? " until " + core::to_rfc3339(*until) : std::string()) + ": " + reason;
}

}  // namespace baton::ports
