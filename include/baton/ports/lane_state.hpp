#pragma once

#include "baton/core/ids.hpp"
#include "baton/core/step_ref.hpp"
#include "baton/core/time.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace baton::ports {

// A lane whose actions wait, or one action that waits by itself. A lane is one operation of one
// connection.
struct LaneState {
  // Why actions wait. held: Baton's own configuration keeps them from being performed. paused: the
  // vendor asked to be left alone for a while, or what the action asks for has not come about yet.
  enum class Kind { held, paused };
  // Why the actions of this lane wait.
  Kind kind = Kind::held;
  // The name of the connection.
  std::string connection{};
  // The operation that waits; empty when all operations of the connection do.
  std::string operation{};
  // What the configuration lacks or what the connection answered, for people.
  std::string reason{};
  // Since when actions wait, by the wall clock.
  core::Time since{};
  // When a pause ends, by the wall clock; unset for a lane that is held.
  std::optional<core::Time> until{};
  // How many actions wait. Only those in memory are counted; the outbox may hold more.
  std::size_t waiting = 0;
  // The run and the step whose action waits by itself while its lane goes on. The step is empty if
  // the lane waits.
  core::RunId run{};
  core::StepRef step{};

  // True if one action waits by itself.
  bool alone() const { return !step.empty(); }
  // True if this concerns a step of a run whose action is in `lane`, which is the text that
  // core::lane_of() gives.
  bool concerns(core::RunId of_run, const core::StepRef& of_step, std::string_view lane) const;
  // The state in words: "held: …", "paused until …: …", "waits until …: …".
  std::string text() const;
};

}  // namespace baton::ports
