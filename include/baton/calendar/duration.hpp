#pragma once

#include "baton/calendar/zone.hpp"
#include "baton/core/span.hpp"
#include "baton/core/time.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

// Lengths of time as people write them: elapsed ("1h30m"), of ISO 8601 ("P1M", "PT36H"), and of
// business days and hours ("3bd", "6bh"). Pure; any thread.
namespace baton::calendar {

// A moment to the nanosecond, in the years -32767 to 32767.
struct Instant {
  // The whole seconds since 1970.
  std::chrono::sys_seconds seconds{};
  // 0 to 999,999,999.
  std::int32_t nanos = 0;
  bool operator==(const Instant&) const = default;
};

// The moment as an Instant.
Instant instant_of(core::Time time);
// The moment as a core::Time, with what is less than a microsecond left out.
core::Time time_of(Instant instant);

using core::IsoDuration;
using core::Span;

// Reads "P1Y2M3W4DT5H6M7.5S": a sign may stand in front, letters may be small, the decimal mark of
// the last unit of the clock may be a comma, and has up to nine digits. Errc::invalid for any other
// text, and for more than 1000 years.
core::Result<IsoDuration> parse_iso_duration(std::string_view text);

// The moment that is so much later. Years and months are counted on the calendar of the zone, and a
// day that the month has not becomes its last one; then weeks and days, at the same time of day;
// then the time that the clock runs. A time of day that is skipped becomes as much later as the
// clocks skip, and one that is shown twice is the first. Errc::invalid if the year is not 1 to
// 9999.
core::Result<Instant> after(Instant from, const IsoDuration& length, const Zone& zone);

// Reads any of "1h30m" (core::parse_duration()), "P1DT12H" (parse_iso_duration()), "3bd", "0.5bd",
// "1.5bd" and "6bh", "1.5bh", "2bd" and "-2bd". Business days are counted in halves, business hours
// in minutes. Errc::invalid for any other text, and for more than 10,000 business days or 100,000
// business hours.
core::Result<Span> parse_span(std::string_view text);

// A text that parse_span() reads back as the same: "90m", "P1M", "1.5bd", "6bh".
std::string to_text(const Span& span);

// The same length, backwards in time.
Span reversed(const Span& span);
// True if it leads forward in time: it is above zero.
bool is_forward(const Span& span);
// The length that the clock runs; nullopt where a calendar has to count it. A duration of ISO 8601
// is such a length if it has no years, months, weeks and days.
std::optional<core::Duration> elapsed(const Span& span);

}  // namespace baton::calendar
