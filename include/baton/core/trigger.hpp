#pragma once

#include "baton/core/schedule.hpp"
#include "baton/core/time.hpp"
#include "baton/core/written.hpp"

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// What starts the runs of a workflow: the entries of its `on:`, as values. Any thread may read
// them.
namespace baton::core {

// One run for a burst of events: it begins with the last of them.
struct Debounce {
  // Gives the key of the burst that an event belongs to.
  Condition key;
  // The burst is over once no further event of it has come for this long.
  Duration quiet{};
  // The longest that a burst lasts, from its first event on. Unset: it may go on for a day.
  std::optional<Duration> at_most{};
};

// Limits how many events of one key start a run within a time.
struct Throttle {
  // Gives the key of the events that are counted together.
  Condition key;
  // How many of them start a run.
  int limit = 1;
  // The time within which they are counted. It begins with the first of them.
  Duration per{};
};

// One kind of event that a window or a threshold counts.
struct WindowEvent {
  // A pattern for the type of the event, as type_matches() reads it.
  std::string event{};
  // The connection that the event has to come through; empty means any.
  std::string from{};
  // Holds for the events that count.
  std::optional<Condition> when{};
};

// How long before its receipt an event may have happened, unless a window says otherwise with
// `late`.
inline constexpr Duration kWindowLate = std::chrono::hours(1);

// Several events of one key make one firing, which starts a run.
struct Window {
  // What counts: one kind of events, or with `sequence` several, one after the other.
  std::vector<WindowEvent> events{};
  // The events have to come in their order.
  bool sequence = false;
  // After the last event of a sequence, no such event may come for the time `lasts`.
  struct Absent {
    WindowEvent event{};
    Duration lasts{};
  };
  std::optional<Absent> absent{};
  // Gives the key of the events that belong together; without it all do.
  std::optional<Condition> by{};
  // How far apart they may be.
  Duration within{};
  // An event that happened at most this long before its receipt counts at the time it happened, and
  // an older one at its receipt.
  Duration late = kWindowLate;
  // A value of the events whose different values are counted, such as the number of persons. They
  // stand in the order of the file.
  struct Distinct {
    // The name under which the count is told.
    std::string name;
    // Gives the value of an event.
    Condition value;
    // How many different values there have to be; 0: any number.
    int at_least = 0;
  };
  std::vector<Distinct> distinct{};
  // How many events there have to be; 0: any number.
  int at_least = 0;
  // How long the events of its key do not count after a firing.
  std::optional<Duration> again_after{};
};

// An aggregate of the events of one key over the last `over` of time. A run starts when it passes a
// bound.
struct Threshold {
  // How the numbers of the events become one number. `rate`: events an hour.
  enum class Aggregate { count, sum, avg, min, max, rate };
  // What counts.
  WindowEvent event{};
  // Gives the key of the events that belong together; without it all do.
  std::optional<Condition> by{};
  // Gives the number of an event; without it only `count` and `rate` are possible.
  std::optional<Condition> value{};
  // How many events the aggregate needs to say anything.
  int at_least = 1;
  // How the numbers of the events become one number.
  Aggregate aggregate = Aggregate::count;
  // The time over which the events are aggregated.
  Duration over{};
  // An event that happened at most this long before its receipt counts at the time it happened, and
  // an older one at its receipt.
  Duration late = kWindowLate;
  // True: it fires above the bound. False: below it.
  bool above = true;
  // The bound; with a baseline, the factor by which the baseline is multiplied to give the bound.
  double bound = 0;
  // A longer aggregate that the bound follows.
  struct Baseline {
    Aggregate aggregate = Aggregate::avg;
    Duration over{};
    int at_least = 1;
  };
  std::optional<Baseline> baseline{};
  // How long it does not fire after a firing. Unset: it can fire again once the aggregate has been
  // within the bound.
  std::optional<Duration> again_after{};
};

// The words of the aggregates, in their order.
inline constexpr std::array<std::string_view, 6> kAggregateNames{"count", "sum", "avg",
                                                                 "min",   "max", "rate"};

// One entry of `on:`: which events start a run.
struct Trigger {
  // A pattern for the type of the event, as type_matches() reads it. Of a schedule it is
  // kScheduleFired, and of a window or a threshold kWindowFired.
  std::string event;
  // The connection that the event has to come through; empty means any.
  std::string from{};
  // If set, the event is a firing of this schedule, and no other.
  std::optional<Schedule> schedule{};
  // If one of them is set, the event is a firing of it, and no other.
  std::optional<Window> window{};
  std::optional<Threshold> threshold{};
  // Holds for the events that start a run.
  std::optional<Condition> when{};
  // Gives the run's key. At most one run with the same key is open at a time.
  std::optional<Condition> key{};
  // If set, a burst of events starts one run.
  std::optional<Debounce> debounce{};
  // If set, only so many events start a run.
  std::optional<Throttle> throttle{};
  // An object of input names and their values.
  Rendered inputs{};
  // Where the entry begins.
  Position at{};
};

}  // namespace baton::core
