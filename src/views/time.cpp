#include "baton/views/time.hpp"

namespace baton::views {

core::Json time(const std::optional<core::Time>& time) {
  return time ? core::Json(core::to_rfc3339(*time)) : core::Json();
}

core::Json time_on_wall(const std::optional<core::Time>& steady, const ports::Clock& clock) {
  return steady ? time(core::nearest_millisecond(clock.on_wall(*steady))) : core::Json();
}

}  // namespace baton::views
