#pragma once

#include "baton/engine/windows.hpp"
#include "engine/window_state.hpp"

#include <optional>

// What an event does to what a window keeps of its key.
namespace baton::engine {

// How many different values are kept by name, beside those that are needed: the newest.
inline constexpr std::size_t kWindowValuesKept = 16;
// Into how many parts the time of a threshold is divided, and that of its baseline. An event counts
// until the part in which it came has left the time.
inline constexpr int kRecentParts = 24;
inline constexpr int kUsualParts = 56;

// Of a window that counts events, or different values of them.
std::optional<WindowFired> count_events(const core::Window& spec, WindowState& state,
                                        const WindowHit& hit);
// Of a window that waits for a sequence.
std::optional<WindowFired> count_sequence(const core::Window& spec, WindowState& state,
                                          const WindowHit& hit);
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

// Ends what has led to a firing: the window begins anew, after a rest if it has one.
void begin_anew(const std::optional<core::Duration>& again_after, WindowState& state);

}  // namespace baton::engine
