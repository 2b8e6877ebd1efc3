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

// Windows and thresholds of triggers: what events come to for them. The shell keeps what is known
// of each key as a text, and hands it in again with the next event of that key. All functions are
// pure; any thread may call them.
namespace baton::engine {

// What an event is to one window.
struct WindowHit {
  // The trigger; part of Plan::triggers().
  const PlanTrigger* trigger = nullptr;
  // The key of the event; empty if the window has one key for all.
  std::string key{};
  // When the event happened, in steady time, as far as its sender is believed: no longer before it
  // was received than the window has it, and not after that. In whole milliseconds.
  core::Time at{};
  // It happened longer before, and counts as of when it was received.
  bool too_late = false;
  core::EventId event{};
  // Which of PlanWindow::events it is.
  std::vector<std::size_t> elements{};
  // The values of which different ones are counted.
  std::vector<core::Json> values{};
  // Of a threshold: its number.
  double value = 0;
};

// How far the received time of an event may lie before that of its place in the log. One that lies
// further was taken from a wall clock that stood wrong.
inline constexpr core::Duration kWindowClockOff = std::chrono::minutes(1);

// The clocks when an event is counted. Windows go by steady time, so that no step of the wall clock
// moves what they keep.
struct WindowClock {
  // Now, in steady time; unless given, no received time is taken to lie ahead.
  core::Time steady = core::Time::max();
  // How far the wall clock is ahead of steady time, as far as it is trusted.
  core::Duration wall_ahead{};
};

struct WindowHits {
  std::vector<WindowHit> hits{};
  // Conditions, keys and values that could not be evaluated. The event does not count there.
  std::vector<core::Error> errors{};
};

// Whether events of this type may count in a window.
bool counts(const PlanWindow& window, std::string_view type);

// What an event is to the windows of a plan. `seen`: the event as expressions see it. `now`: wall
// time, for expressions. `outside`: what expressions ask beside their names.
WindowHits window_hits(const Plan& plan, const core::Event& event, const core::Json& seen,
                       core::Time now, const cel::Outside& outside = {},
                       const WindowClock& clock = {});

// A window has fired.
struct WindowFired {
  // The members of its event, but for the workflow, `first` and `last`.
  core::Json told{};
  // The first and the last event that counted; zero where that is not known.
  core::EventId first{};
  core::EventId last{};
};

// What is known of a key after an event.
struct WindowFold {
  // Empty: nothing is known any more.
  std::string state{};
  // From when on it says nothing, in steady time.
  core::Time expires{};
  // When it fires by itself, in steady time; nullopt: it does not.
  std::optional<core::Time> fires_at{};
  // `fires_at` was not known before this event.
  bool fires_newly = false;
  std::optional<WindowFired> fired{};
};

// Counts an event of a key. `state`: what was known before, empty if nothing. Errc::internal if it
// is not what an earlier call gave.
core::Result<WindowFold> count(const WindowHit& hit, std::string_view state);

// The time is over after which the window fires by itself (WindowFold::fires_at).
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
