#include "runtime/step_dues.hpp"

#include <array>
#include <variant>

namespace baton::runtime {

std::string_view to_text(StepDue::Of of) {
  constexpr std::array<std::string_view, 3> kNames{"due", "late", "task"};
  return kNames[static_cast<std::size_t>(of)];
}

void StepDues::set(Clock& clock, std::optional<core::Time> due, std::optional<core::Time> late) {
  clock.due = due;
  clock.late = late;
  clock.stands = false;
}

void StepDues::take(const core::Transition& transition) {
  const auto& ref = core::step_of(transition);
  if (ref.empty() || ref.has_item()) return;
  if (const auto* started = std::get_if<core::SlaStarted>(&transition)) {
    auto& clock = clocks_[ref.name];
    const auto task = clock.task;
    clock = {};
    clock.task = task;
    clock.has_due = started->due.has_value();
    clock.has_late = started->late.has_value();
    set(clock, started->due, started->late);
  } else if (const auto* resumed = std::get_if<core::SlaResumed>(&transition)) {
    set(clocks_[ref.name], resumed->due, resumed->late);
  } else if (std::holds_alternative<core::SlaPaused>(transition)) {
    clocks_[ref.name].stands = true;
  } else if (const auto* missed = std::get_if<core::SlaMissed>(&transition)) {
    auto& clock = clocks_[ref.name];
    if (missed->mark == core::to_text(core::SlaMark::due)) clock.missed_due = missed->due;
    if (missed->mark == core::to_text(core::SlaMark::late)) clock.missed_late = missed->due;
  } else if (const auto* task = std::get_if<core::TaskRequested>(&transition)) {
    clocks_[ref.name].task = task->due;
  } else if (std::holds_alternative<core::StepReset>(transition)) {
    clocks_.erase(ref.name);
  }
}

std::optional<StepDue> StepDues::of(std::string_view step) const {
  const auto found = clocks_.find(step);
  if (found == clocks_.end()) return std::nullopt;
  const auto& clock = found->second;
  const auto mark = [&clock](std::optional<core::Time> missed, std::optional<core::Time> mark_at,
                             StepDue::Of of) {
    if (missed) return StepDue{missed, of};
    return StepDue{clock.stands ? std::nullopt : mark_at, of};
  };
  if (clock.has_due) return mark(clock.missed_due, clock.due, StepDue::Of::due);
  if (clock.has_late) return mark(clock.missed_late, clock.late, StepDue::Of::late);
  if (clock.task) return StepDue{clock.task, StepDue::Of::task};
  return std::nullopt;
}

}  // namespace baton::runtime
