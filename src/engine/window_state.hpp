#pragma once

#include "baton/core/ids.hpp"
#include "baton/core/time.hpp"

#include <array>
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
  std::string value;
  WindowPoint last{};
  bool operator==(const WindowValue&) const = default;
};

// The part of a sequence that has come: its first and its last event.
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

struct WindowState {
  // The time of the newest event that counted.
  core::Time newest{};
  // Events before this time do not count, because it has fired.
  std::optional<core::Time> rests_until{};
  // The events, by time.
  std::vector<WindowPoint> points{};
  // For each of Window::distinct, the values by the time of their last event.
  std::vector<std::vector<WindowValue>> distinct{};
  // For each event of a sequence but the last, how far it has come; nullopt: not so far.
  std::vector<std::optional<WindowChain>> chains{};
  // A sequence that is complete if an event does not come, and until when that may come.
  std::optional<WindowChain> complete{};
  core::Time complete_at{};
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
