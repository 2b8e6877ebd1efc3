#pragma once

#include "baton/core/spent.hpp"
#include "baton/core/time.hpp"

#include <array>
#include <cstddef>
#include <string_view>

// What a run or a step spends its time on. Values; any thread.
namespace baton::insight {

// The six phases. Where steps of a run stand in different phases at once, the run is in the first
// of: work, people, vendor, backoff, gate, queue.
enum class Phase {
  // Nothing is under way: the step is ready and has not begun, the run waits for a place in a slot,
  // or a step sleeps.
  queue,
  // An attempt at an action is being performed, or a run that a step has begun is open.
  work,
  // People are asked for a decision, for a task, or for what became of an action.
  people,
  // An event from another system is awaited.
  vendor,
  // All that the step needs is done, and its gate is closed.
  gate,
  // The next attempt at an action, or the next look for its effect, is awaited.
  backoff,
};
inline constexpr std::size_t kPhases = 6;

// The stable word of a phase, stored and shown: "queue", …
std::string_view to_text(Phase phase);
// True if a run in which both are found at once is in `one`.
bool comes_first(Phase one, Phase other);
// The coarser kind under which lists of runs show a phase: `vendor` is `people` there, and `gate`
// is `queue`.
core::SpentOn coarse(Phase phase);

// How long each phase took. The six parts add up to the whole.
struct Spent {
  std::array<core::Duration, kPhases> parts{};

  core::Duration& operator[](Phase phase) { return parts[static_cast<std::size_t>(phase)]; }
  core::Duration operator[](Phase phase) const { return parts[static_cast<std::size_t>(phase)]; }
  // The sum of the parts.
  core::Duration whole() const;
  bool operator==(const Spent&) const = default;
};

}  // namespace baton::insight
