#include "baton/views/lane.hpp"

namespace baton::views {

core::Json lane(const ports::LaneState& state) {
  core::Json json{{"state", state.kind == ports::LaneState::Kind::held ? "held" : "paused"},
                  {"connection", state.connection},
                  {"operation", state.operation},
                  {"reason", state.reason},
                  {"since", core::to_rfc3339(state.since)},
                  {"waiting", state.waiting}};
  if (state.until) json["until"] = core::to_rfc3339(*state.until);
  return json;
}

}  // namespace baton::views
