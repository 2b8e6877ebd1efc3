#pragma once

#include "baton/core/result.hpp"

#include <algorithm>
#include <chrono>
#include <string>
#include <string_view>

// Moments and lengths of time, and their texts. Pure; any thread.
namespace baton::core {

// A length of time, in microseconds.
using Duration = std::chrono::microseconds;
// A length of time as a number of seconds.
constexpr double in_seconds(Duration duration) {
  return std::chrono::duration<double>(duration).count();
}

// A moment: microseconds since 1970-01-01T00:00:00Z. Only ports::Clock makes one from the machine.
// Wall time is what people and other systems mean, and may jump; steady time never goes back. Both
// are of this type, so a name or a comment says which one is meant.
using Time = std::chrono::sys_time<Duration>;

// `time` plus `length`, or the last moment that the clock can hold. A duration of the template
// language may be 1000 years, and a clock that counts nanoseconds ends after 292.
template <class Clock, class Tick, class Count, class Unit>
constexpr std::chrono::time_point<Clock, Tick> plus(std::chrono::time_point<Clock, Tick> time,
                                                    std::chrono::duration<Count, Unit> length) {
  using Moment = std::chrono::time_point<Clock, Tick>;
  using Length = std::chrono::duration<Count, Unit>;
  const auto most = std::chrono::duration_cast<Length>(Moment::max() - std::max(time, Moment()));
  return length < most ? time + std::chrono::duration_cast<Tick>(length) : Moment::max();
}

// The whole millisecond nearest to a time. Due times that are kept in steady time are turned into
// wall time and rounded by this before they are shown. The two clocks are read one after the other,
// so what ends at 18:00:00 would be shown to end at 17:59:59.999999.
constexpr Time nearest_millisecond(Time time) {
  return std::chrono::floor<std::chrono::milliseconds>(plus(time, Duration(500)));
}

// RFC 3339 in UTC with as many fraction digits as are needed, which is none, 3 or 6:
// "2026-05-04T10:11:12.345Z".
std::string to_rfc3339(Time time);

// Reads RFC 3339 with any offset. Digits past the microsecond are dropped, and a leap second is
// read as the second after it. Errc::invalid for any other text, and for a year that has not four
// digits in UTC.
Result<Time> parse_rfc3339(std::string_view text);

// Reads a duration of the template language: one or more of `2w 3d 4h 15m 30s 500ms`, each unit
// once and the largest first ("1h30m"). A day is 24 hours. Errc::invalid for any other text, and
// for more than 1000 years.
Result<Duration> parse_duration(std::string_view text);

// A text that parse_duration() reads back as the same duration, to the millisecond: in one unit if
// a number under 1000 of it is exact ("90d"), or else in several ("1h30m").
std::string to_text(Duration duration);

}  // namespace baton::core
