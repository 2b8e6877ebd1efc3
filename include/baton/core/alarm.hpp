#pragma once

#include "baton/core/time.hpp"

#include <optional>
#include <string_view>

namespace baton::core {

// The kinds of things that come due. Their names are stored, so a kind may be added but never
// renamed.
// `schedule`, `burst`, `fact`, `window` and `poll` belong to no run.
enum class AlarmKind {
  // A step's wait, sleep or question ends by itself.
  step,
  // A step's closed gate is asked again.
  gate_again,
  // The time within which a step's gate had to open is over.
  gate_closes,
  // The next firing of a workflow's schedules is due.
  schedule,
  // A burst of events is over, or the time in which events of one key are counted.
  burst,
  // A fact is too old to be relied on.
  fact,
  // A mark of a step's service level (core/sla.hpp) is missed.
  sla,
  // A run should have ended. It belongs to no step.
  run,
  // A window waits that an event does not come for a time (`absent`), and that time is over.
  window,
  // A connection is to be asked for what is new. No event is made of this alarm:
  // src/runtime/poller.hpp takes it.
  poll,
};
// The name of a kind, as it is stored: "gate_again".
std::string_view to_text(AlarmKind kind);
// The kind of that name; nullopt if no kind has it, which happens when a newer Baton stored it.
std::optional<AlarmKind> alarm_kind(std::string_view text);

// A time at which something is to be looked at again.
struct Alarm {
  // What comes due.
  AlarmKind kind = AlarmKind::step;
  // When, by the clock that `on_wall` says.
  Time due{};
  // True: `due` is a time of the wall clock. False: it is steady time.
  bool on_wall = false;
  bool operator==(const Alarm&) const = default;
};

}  // namespace baton::core
