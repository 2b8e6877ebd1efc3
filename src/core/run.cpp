#include "baton/core/run.hpp"

#include "baton/core/enum_text.hpp"

namespace baton::core {

namespace {

constexpr EnumText<StepStatus, 11> kStepStatus{{"pending", "gated", "waiting", "running", "unknown",
                                                "succeeded", "failed", "skipped", "blocked",
                                                "cancelled", "undone"}};
constexpr EnumText<RunStatus, 6> kRunStatus{
    {"running", "waiting", "paused", "succeeded", "failed", "cancelled"}};

}  // namespace

std::string_view to_text(StepStatus status) { return kStepStatus.of(status); }
std::string_view to_text(RunStatus status) { return kRunStatus.of(status); }
std::optional<StepStatus> step_status(std::string_view text) { return kStepStatus.read(text); }
std::optional<RunStatus> run_status(std::string_view text) { return kRunStatus.read(text); }

const Json& Items::at(int item) const {
  return of.is_object() ? of.at(names.at(static_cast<std::size_t>(item)))
                        : of.at(static_cast<std::size_t>(item));
}

Json Items::index(int item) const {
  return of.is_object() ? Json(names.at(static_cast<std::size_t>(item))) : Json(item);
}

bool StepState::due_on_wall() const {
  if (!due) return false;
  if (status == StepStatus::gated) return due != gate_closes;
  return status == StepStatus::waiting && wait && wait->on_wall;
}

const StepState& Run::step(const StepRef& ref) const {
  static const StepState pending;
  const auto found = steps_.find(ref);
  return found == steps_.end() ? pending : found->second;
}

}  // namespace baton::core
