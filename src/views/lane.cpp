#include "baton/views/lane.hpp"

#include "baton/core/enum_text.hpp"

namespace baton::views {
namespace {

constexpr core::EnumText<ports::LaneState::Kind, 2> kLaneText{{"held", "paused"}};

}  // namespace

core::Json lane(const ports::LaneState& state) {
  core::Json json{{"state", kLaneText.of(state.kind)},      {"connection", state.connection},
                  {"operation", state.operation},           {"reason", state.reason},
                  {"since", core::to_rfc3339(state.since)}, {"waiting", state.waiting}};
  if (state.until) json["until"] = core::to_rfc3339(*state.until);
  return json;
}

}  // namespace baton::views
