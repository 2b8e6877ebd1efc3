#pragma once

#include "baton/core/sla.hpp"
#include "baton/core/time.hpp"
#include "baton/core/transition.hpp"

#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace baton::runtime {

// By when one step of a run should have ended.
struct StepDue {
  // The mark of its service level, or the due time of its task.
  enum class Of { due, late, task };
  // When that is, in steady time; nullopt while the clock of its service level stands still.
  std::optional<core::Time> at{};
  // What says so.
  Of of = Of::due;
};
// "due", "late" or "task".
std::string_view to_text(StepDue::Of of);

// The due times of the steps of one run, read from its journal from the beginning. A
// service level gives its mark `due`, or `late` where it has no `due`; `goal` is no promise.
// Without such a mark, a task gives its own due time. Items of a step have none.
class StepDues {
 public:
  // Takes the next transition of the journal.
  void take(const core::Transition& transition);
  // The due time of a step; nullopt if it has none.
  std::optional<StepDue> of(std::string_view step) const;

 private:
  // What is known of one step.
  struct Clock {
    // The marks of the service level. What was missed stays missed when the clock goes on.
    std::optional<core::Time> due{};
    std::optional<core::Time> late{};
    std::optional<core::Time> missed_due{};
    std::optional<core::Time> missed_late{};
    bool has_due = false;
    bool has_late = false;
    bool stands = false;
    std::optional<core::Time> task{};
  };
  static void set(Clock& clock, std::optional<core::Time> due, std::optional<core::Time> late);

  std::map<std::string, Clock, std::less<>> clocks_{};
};

}  // namespace baton::runtime
