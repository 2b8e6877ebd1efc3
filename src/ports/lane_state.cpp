#include "baton/ports/lane_state.hpp"

namespace baton::ports {

std::string LaneState::text() const {
  if (kind == Kind::held) return "held: " + reason;
  return "paused" + (until ? " until " + core::to_rfc3339(*until) : std::string()) + ": " + reason;
}

}  // namespace baton::ports
