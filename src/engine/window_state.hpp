#pragma once

#include "baton/core/ids.hpp"
#include "baton/core/json.hpp"
#include "baton/core/time.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// What a window or a threshold keeps of the events of one key. Times are those of the events, in
// whole milliseconds.
namespace baton::engine {

// An event that counts.
struct WindowPoint {
  core::Time at{};
  core::EventId event{};
  auto operator<=>(const WindowPoint&) const = default;
};

// A value of which different ones are counted, and the last event that had it.
struct WindowValue {
  core::Json value;
  WindowPoint last{};
  bool operator==(const WindowValue&) const = default;
};

// A sequence that has come whole: its first and its last event.
struct WindowChain {
  WindowPoint first{};
  WindowPoint last{};
  bool operator==(const WindowChain&) const = default;
};

// The events of a part of the time of a threshold, together.
struct WindowBucket {
  // Which part it is: the time since 1970, divided by the length of a part.
  std::int64_t index = 0;
  std::int64_t count = 0;
  double sum = 0;
  double min = 0;
  double max = 0;
  bool operator==(const WindowBucket&) const = default;
};

// What events came to for a window, one after the other by their time.
struct WindowTally {
  // Events before this time do not count, because it has fired.
  std::optional<core::Time> rests_until{};
  // The events, by time.
  std::vector<WindowPoint> points{};
  // For each of Window::distinct, the values by the time of their last event.
  std::vector<std::vector<WindowValue>> distinct{};
  // For each event of a sequence but the last: where the part of the sequence up to this event
  // began; of several such parts, the one that began last; nullopt: it has not come so far.
  std::vector<std::optional<WindowPoint>> begun{};
  // A sequence that is complete if an event does not come, and until when that may come.
  std::optional<WindowChain> complete{};
  core::Time complete_at{};
  bool operator==(const WindowTally&) const = default;
};

// An event to which others may still come that happened before it.
struct WindowOpen {
  WindowPoint point{};
  // As those of WindowHit, of a sequence.
  std::vector<std::size_t> elements{};
  // As those of WindowHit, of a window that counts events.
  std::vector<core::Json> values{};
  bool operator==(const WindowOpen&) const = default;
};

struct WindowState {
  // The time of the newest event that counted.
  core::Time newest{};
  // Of a window: what those events came to before which no other can come any more. Of a threshold
  // it has only how long it rests.
  WindowTally settled{};
  // The events after those, by time.
  std::vector<WindowOpen> open{};
  // Of a window that has had more events within its `late` than are kept open: the time of the last
  // one that is settled. What happened before it counts as of then.
  core::Time settled_until{};
  // Of a threshold: the parts of its own time, and of that of its baseline.
  std::vector<WindowBucket> recent{};
  std::vector<WindowBucket> usual{};
  // Of a threshold: it has fired, and has been beyond its bound since.
  bool beyond = false;
  bool operator==(const WindowState&) const = default;
};

// The stored form, as compact JSON; empty if the state says nothing.
std::string to_text(const WindowState& state);
// Reads it; an empty text gives a state that says nothing. nullopt: it is not such a text.
std::optional<WindowState> window_state(std::string_view text);

}  // namespace baton::engine
