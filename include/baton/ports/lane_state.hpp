#pragma once

#include "baton/core/time.hpp"

#include <cstddef>
#include <optional>
#include <string>

namespace baton::ports {

// A lane of actions that waits: our own configuration is in its way, or its connection asked to be
// left alone.
struct LaneState {
  enum class Kind { held, paused };
  Kind kind = Kind::held;
  std::string connection{};
  std::string operation{};  // empty: all of the connection
  std::string reason{};
  core::Time since{};                 // by the wall clock
  std::optional<core::Time> until{};  // of a pause, by the wall clock
  std::size_t waiting = 0;            // actions, as far as they are at hand

  std::string text() const;  // "held: …", "paused until …: …"
};

}  // namespace baton::ports
