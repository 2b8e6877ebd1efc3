#pragma once

#include "baton/core/step_ref.hpp"
#include "baton/core/time.hpp"

#include <optional>
#include <string>
#include <string_view>

// What a run is doing now, or what it waits for, as values. Programs read them, and sentences are
// made from them in English and in other languages. Any thread may use them.
namespace baton::core {

// What people should know first of a run. `none`: it has succeeded, or nothing has begun.
enum class StandingKind {
  none,
  // An action is being performed.
  working,
  // An attempt has failed, and the next one is due.
  retry,
  // Whether an action had its effect is not known. Without a due time a person has to tell.
  unknown,
  // People are asked for a decision.
  approval,
  // People are asked to do a task.
  task,
  // A run that a step has begun is awaited.
  run,
  // A place in the slot of its workflow is awaited.
  slot,
  // An event is awaited.
  event,
  // A time is awaited.
  sleep,
  // A gate is closed.
  gate,
  // A person has to let the run go on.
  paused,
  // A step has failed, or the run.
  failed,
  // The run was cancelled.
  cancelled,
};
// The stable word of a kind, stored and shown: "retry", …
std::string_view to_text(StandingKind kind);
// The kind of this word; nullopt if no kind has it.
std::optional<StandingKind> standing_kind(std::string_view text);

// The one thing that people should know first of a run: a failure before what waits, and what waits
// before what is under way.
struct Standing {
  StandingKind kind = StandingKind::none;
  // The step that it is about; empty if it is about the run.
  StepRef step{};
  // The title of that step; may be empty.
  std::string title{};
  // Whom or what it waits for: a group or users, or the type of an event; may be empty.
  std::string who{};
  // When it goes on by itself, or ends.
  std::optional<Time> due{};
  // True if `due` is wall time; else it is steady time.
  bool due_on_wall = false;
  // The number of the attempt at an action; 0 if it is about none.
  int attempt = 0;
  // The stable word for a failure: "timeout", "http_404"; may be empty.
  std::string code{};
  // Why, for people: the message of a failure, the reason of a gate or a pause; may be empty.
  std::string cause{};
  // The connection of the step's action; empty if it has none.
  std::string connection{};
  // Since when it has stood so, in wall time, whatever else has happened to the run meanwhile: when
  // the task or the approval was asked for, the gate was found closed, the step failed, or the run
  // was paused. Unset if `kind` is `none`, and in rows that an earlier version wrote.
  std::optional<Time> since{};
  bool operator==(const Standing&) const = default;

  // True if an action keeps the run from going on: it has failed, is to be tried again, or nobody
  // knows whether it had its effect.
  bool stopped_by_action() const;
};

}  // namespace baton::core
