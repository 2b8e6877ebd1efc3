#pragma once

#include "baton/core/result.hpp"

#include <algorithm>
#include <chrono>
#include <string>
#include <string_view>

namespace baton::core {

using Duration = std::chrono::microseconds;
// A moment of the wall clock, UTC, in microseconds since 1970. Only ports::Clock makes one from the
// machine.
using Time = std::chrono::sys_time<Duration>;

// The sum, or the last moment that the clock can tell: a duration of the template language may be
// 1000 years, and a clock that counts nanoseconds ends after 292.
template <class Clock, class Tick, class Count, class Unit>
constexpr std::chrono::time_point<Clock, Tick> plus(std::chrono::time_point<Clock, Tick> time,
                                                    std::chrono::duration<Count, Unit> length) {
  using Moment = std::chrono::time_point<Clock, Tick>;
  using Length = std::chrono::duration<Count, Unit>;
  const auto room = std::chrono::duration_cast<Length>(Moment::max() - std::max(time, Moment()));
  return length < room ? time + std::chrono::duration_cast<Tick>(length) : Moment::max();
}

// RFC 3339 in UTC with as many fraction digits as are needed (none, 3 or 6):
// "2026-05-04T10:11:12.345Z".
std::string to_rfc3339(Time time);
// RFC 3339, any offset; digits past the microsecond are cut.
Result<Time> parse_rfc3339(std::string_view text);

// The template language's durations: one or more of `500ms 30s 15m 4h 3d 2w`, largest first
// ("1h30m"). A day is 24 hours.
Result<Duration> parse_duration(std::string_view text);
// The shortest form parse_duration() reads back: "1h30m".
std::string to_text(Duration duration);

}  // namespace baton::core
