#include "baton/core/run.hpp"

#include <algorithm>
#include <array>

namespace baton::core {

namespace {

constexpr std::array<std::string_view, 10> kStepNames{"pending", "gated",     "waiting", "running",
                                                      "unknown", "succeeded", "failed",  "skipped",
                                                      "blocked", "cancelled"};
constexpr std::array<std::string_view, 6> kRunNames{"running",   "waiting", "paused",
                                                    "succeeded", "failed",  "cancelled"};

template <class Status, class Names>
std::optional<Status> named(const Names& names, std::string_view text) {
  const auto found = std::find(names.begin(), names.end(), text);
  if (found == names.end()) return std::nullopt;
  return static_cast<Status>(found - names.begin());
}

}  // namespace

std::string_view to_text(StepStatus status) { return kStepNames[static_cast<std::size_t>(status)]; }
std::string_view to_text(RunStatus status) { return kRunNames[static_cast<std::size_t>(status)]; }
std::optional<StepStatus> step_status(std::string_view text) {
  return named<StepStatus>(kStepNames, text);
}
std::optional<RunStatus> run_status(std::string_view text) {
  return named<RunStatus>(kRunNames, text);
}

bool StepState::due_on_wall() const {
  if (!due) return false;
  if (status == StepStatus::gated) return due != gate_closes;
  return status == StepStatus::waiting && wait && wait->on_wall;
}

const StepState& Run::step(std::string_view name) const {
  static const StepState pending;
  const auto found = steps_.find(name);
  return found == steps_.end() ? pending : found->second;
}

}  // namespace baton::core
