#pragma once

#include "baton/core/time.hpp"

#include <optional>
#include <string_view>

namespace baton::core {

// What comes due. The names of these are stored: added to, never edited.
enum class AlarmKind {
  step,         // a step's wait, sleep or question ends by itself
  gate_again,   // a step's closed gate is asked again
  gate_closes,  // the time that a step's gate is given ends
  schedule,     // the schedules of a workflow are to be looked at; of no run
  burst,        // a burst of events is over, or a time in which they are counted; of no run
};
// The name of a kind, as it is stored: "gate_again".
std::string_view to_text(AlarmKind kind);
// The kind of that name; nothing when none has it, as when a newer Baton stored it.
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
