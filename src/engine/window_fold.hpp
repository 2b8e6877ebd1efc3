#pragma once

#include "baton/engine/windows.hpp"
#include "engine/window_state.hpp"

#include <optional>
#include <vector>

// Adds an event to the state that a window keeps for the event's key.
namespace baton::engine {

// How many different values of each name are kept beyond those that are needed: the newest.
inline constexpr std::size_t kWindowValuesKept = 16;
// The most events of a key that are kept open, which means that a late event may still come before
// them. Each further event counts all open ones anew. When more events come within the time that
// one may be late, the oldest are settled before that time is over.
inline constexpr std::size_t kWindowOpenMax = 32;
// Into how many parts the time of a threshold is divided, and that of its baseline. An event counts
// until the part in which it came has left the time.
inline constexpr int kRecentParts = 24;
inline constexpr int kUsualParts = 56;

// A window has fired: its first and its last event by time, and what it says of them.
struct WindowFiring {
  WindowPoint first{};
  WindowPoint last{};
  // When it fired, by the clock of the events: with the last one, or once none had come after it.
  WindowPoint at{};
  // How many events it is made of; of different values, the last event of each.
  std::size_t count = 0;
  // For each of Window::distinct, the values.
  std::vector<std::vector<WindowValue>> values{};
};

// What the events of a key come to, as far as they are known.
struct WindowOutcome {
  WindowTally tally{};
  // What has fired with one of the open events, by time.
  std::vector<WindowFiring> firings{};
};

// Counts the next event of a key by time.
std::optional<WindowFiring> count_next(const core::Window& spec, const WindowOpen& next,
                                       WindowTally& tally);
// The time is over in which an event may not come: tally.complete, which is set, fires.
WindowFiring fire_complete(const core::Window& spec, WindowTally& tally);
// Lets go of what says nothing any more once events happen at this time or later.
void let_go(const core::Window& spec, core::Time now, WindowTally& tally);

// Counts the open events, too.
WindowOutcome outcome_of(const core::Window& spec, const WindowState& state);

// Of a threshold.
std::optional<WindowFired> count_threshold(const core::Threshold& spec, WindowState& state,
                                           const WindowHit& hit);
// What the events of these parts come to; nullopt if there are fewer than `at_least`.
std::optional<double> aggregate(const std::vector<WindowBucket>& buckets,
                                core::Threshold::Aggregate kind, core::Duration over, int at_least);
// The bound of a threshold as it stands; nullopt while its baseline says nothing.
std::optional<double> bound_of(const core::Threshold& spec, const WindowState& state);
// Lets go of the parts of a threshold that have left its time at `now`. An event does the same when
// it is counted, so this is for those who ask while none comes.
void let_go(const core::Threshold& spec, core::Time now, WindowState& state);

}  // namespace baton::engine
