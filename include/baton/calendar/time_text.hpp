#pragma once

#include "baton/calendar/duration.hpp"

#include <chrono>
#include <string>
#include <string_view>

// Moments on the calendar and clock of a zone. Pure; any thread.
namespace baton::calendar {

// The beginning of the minute, hour, day, week, month, quarter or year, in the zone, that a moment
// is in. Weeks begin on Monday (ISO 8601). A beginning that the clocks skip, such as a midnight, is
// the first moment after the change. Errc::invalid for any other unit.
core::Result<std::chrono::sys_seconds> start_of(std::chrono::sys_seconds moment,
                                                std::string_view unit, const Zone& zone);

// A moment as text. The pattern is that of strftime(3), with %Y %y %m %d %e %j %H %I %M %S %p, %G
// and %V (year and week of ISO 8601), %u (day of the week, Monday is 1), %a %A %b %B (English
// names), %q (quarter), %f (milliseconds), %F (%Y-%m-%d), %T (%H:%M:%S), %z (+0200), %Z (name of
// the zone), %s (seconds since 1970) and %%. Errc::invalid for any other.
core::Result<std::string> format(const Instant& moment, std::string_view pattern, const Zone& zone);

}  // namespace baton::calendar
