#pragma once

#include "baton/core/time.hpp"

#include <cstddef>
#include <optional>
#include <string>

namespace baton::ports {

// A lane whose actions wait. A lane is one operation of one connection.
struct LaneState {
  // Why actions wait. held: Baton's own configuration keeps them from being performed. paused: the
  // connection asked to be left alone for a while.
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

  // The state in words: "held: …", "paused until …: …".
  std::string text() const;
};

}  // namespace baton::ports
