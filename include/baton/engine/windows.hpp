#pragma once

#include "baton/cel/expression.hpp"
#include "baton/core/event.hpp"
#include "baton/core/result.hpp"
#include "baton/engine/plan.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// Windows and thresholds of triggers: how events are counted, and when they fire. The runtime keeps
// what is known of each key as a text, and passes it in again with the next event of that key. All
// functions are pure; any thread may call them.
namespace baton::engine {

// An event that counts in one window.
struct WindowHit {
  // The trigger; part of Plan::triggers().
  const PlanTrigger* trigger = nullptr;
  // The key of the event; empty if the window has one key for all.
  std::string key{};
  // The moment at which the event counts, in steady time and whole milliseconds. It is the time
  // that the sender gave, if that is not after the receipt and not longer before it than the `late`
  // of the window. Otherwise it is the time of the receipt.
  core::Time at{};
  // True if the sender's time is longer before the receipt than `late` allows.
  bool too_late = false;
  // The event.
  core::EventId event{};
  // Which of PlanWindow::events it is, as indices; it may be several of them.
  std::vector<std::size_t> elements{};
  // Its values for PlanWindow::distinct, in that order.
  std::vector<core::Json> values{};
  // Of a threshold: its number.
  double value = 0;
};

// How far the received time of an event may lie before the time in its id, which only grows. If it
// lies further back, the wall clock was wrong when the event was received.
inline constexpr core::Duration kWindowClockOff = std::chrono::minutes(1);

// The clocks when an event is counted. Windows count by steady time, so that a change of the wall
// clock does not move the events that they keep.
struct WindowClock {
  // Now, in steady time. The default lies after every received time, so that none of them is taken
  // for one of a clock that stood ahead.
  core::Time steady = core::Time::max();
  // How far the wall clock is ahead of steady time, as far as it is trusted.
  core::Duration wall_ahead{};
};

// What window_hits() returns.
struct WindowHits {
  // One for each window in which the event counts.
  std::vector<WindowHit> hits{};
  // Conditions, keys and values that could not be evaluated. The event does not count there.
  std::vector<core::Error> errors{};
};

// True if events of this type may count in a window.
bool counts(const PlanWindow& window, std::string_view type);

// The windows of a plan in which an event counts. `seen`: the event as expressions see it. `now`:
// wall time, for expressions. `outside`: what expressions ask beside their names.
WindowHits window_hits(const Plan& plan, const core::Event& event, const core::Json& seen,
                       core::Time now, const cel::Outside& outside = {},
                       const WindowClock& clock = {});

// A window has fired.
struct WindowFired {
  // The data of its event kWindowFired, without "workflow", "first" and "last".
  core::Json told{};
  // The first and the last event that counted; zero where that is not known.
  core::EventId first{};
  core::EventId last{};
};

// What is kept of a key after an event.
struct WindowFold {
  // The text to keep; empty: nothing has to be kept.
  std::string state{};
  // From this moment on the text is useless and may be deleted, in steady time.
  core::Time expires{};
  // When it fires by itself, in steady time; nullopt: it does not.
  std::optional<core::Time> fires_at{};
  // True if `fires_at` is set, and was not set to the same moment before this event.
  bool fires_newly = false;
  // Set if the window has fired with this event.
  std::optional<WindowFired> fired{};
};

// Counts an event of a key. `state`: the text that was kept before; empty if there is none.
// Errc::internal if `state` cannot be read, because it is not what an earlier call returned.
core::Result<WindowFold> count(const WindowHit& hit, std::string_view state);

// Called when the time has come at which the window fires by itself (WindowFold::fires_at). The
// errors are those of count().
core::Result<WindowFold> fire(const PlanTrigger& trigger, const std::string& key,
                              std::string_view state);

// What a key has and what it lacks, for people: {"key", "because"}, and, as they are there,
// "events", "distinct", "come", "value", "baseline", "rests_until", "fires_at". Null: nothing that
// is kept counts, unless an event comes that happened before. `now`: steady time. `wall_ahead`: how
// far the wall clock, by which people are told, is ahead of that.
core::Result<core::Json> why_window(const PlanTrigger& trigger, const std::string& key,
                                    std::string_view state, core::Time now,
                                    core::Duration wall_ahead = {});
// What a window waits for, as a sentence.
std::string window_in_words(const PlanTrigger& trigger);

}  // namespace baton::engine
