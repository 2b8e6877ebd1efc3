#pragma once

#include "baton/core/json.hpp"
#include "baton/core/time.hpp"
#include "baton/ports/clock.hpp"

#include <optional>

namespace baton::views {

// A moment as RFC 3339 in UTC, as all times are told to people and other systems; null when there
// is none.
core::Json time(const std::optional<core::Time>& time);
// The same of a moment in steady time, as the clock on the wall will show it.
core::Json time_on_wall(const std::optional<core::Time>& steady, const ports::Clock& clock);

// The text of an id; null when the id is unset.
template <class Id>
core::Json id(Id id) {
  return id ? core::Json(id.text()) : core::Json();
}

}  // namespace baton::views
