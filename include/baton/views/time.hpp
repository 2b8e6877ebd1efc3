#pragma once

#include "baton/core/json.hpp"
#include "baton/core/time.hpp"
#include "baton/ports/clock.hpp"

#include <optional>

// Times and ids as JSON values that may be null. Pure; any thread.
namespace baton::views {

// A wall time as RFC 3339 in UTC, the form in which the API gives all times; null when it is unset.
core::Json time(const std::optional<core::Time>& time);

// A steady time, turned into the wall time at which it will be reached, to the millisecond, and
// written as time() does; null when it is unset. Deadlines are kept in steady time, which people
// cannot read.
core::Json time_on_wall(const std::optional<core::Time>& steady, const ports::Clock& clock);

// The text of an id, such as "run_…"; null when the id is unset.
template <class Id>
core::Json id(Id id) {
  return id ? core::Json(id.text()) : core::Json();
}

}  // namespace baton::views
