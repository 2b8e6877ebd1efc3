#pragma once

#include "baton/calendar/zone.hpp"
#include "baton/core/time.hpp"

#include <chrono>
#include <cstdint>
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

// The same moment in the other form.
Instant instant_of(core::Time time);
// The same, without what is less than a microsecond.
core::Time time_of(Instant instant);

// A duration of ISO 8601, as the grammar of ECMAScript's Temporal reads it
// (https://tc39.es/proposal-temporal/#sec-temporal-iso8601grammar). All parts have one sign.
struct IsoDuration {
  // Parts that are counted on the calendar.
  std::int64_t years = 0;
  std::int64_t months = 0;
  std::int64_t weeks = 0;
  std::int64_t days = 0;
  // Parts that the clock runs.
  std::int64_t hours = 0;
  std::int64_t minutes = 0;
  std::int64_t seconds = 0;
  // The fraction of the last unit that is written, below one hour.
  std::int64_t nanos = 0;
  bool operator==(const IsoDuration&) const = default;
};

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

// A length of time as templates write it.
struct Span {
  // What the length is counted in.
  enum class Unit {
    // Time that the clock runs: `length`.
    elapsed,
    // The calendar of a zone: `iso`.
    iso,
    // Days with working time, in halves: `half_days`.
    business_days,
    // Working time: `length`.
    business_hours,
  };
  // Which of the members below counts; the others are zero.
  Unit unit = Unit::elapsed;
  // Of `elapsed` and `business_hours`.
  core::Duration length{};
  // Of `iso`.
  IsoDuration iso{};
  // Of `business_days`: 3 for one and a half days.
  std::int64_t half_days = 0;
  bool operator==(const Span&) const = default;

  // True if a business calendar is needed to count it.
  bool is_business() const { return unit == Unit::business_days || unit == Unit::business_hours; }
};

// Reads any of "1h30m" (core::parse_duration()), "P1DT12H" (parse_iso_duration()), "3bd", "0.5bd",
// "1.5bd" and "6bh", "1.5bh", "2bd" and "-2bd". Business days are counted in halves, business hours
// in minutes. Errc::invalid for any other text, and for more than 10,000 business days or 100,000
// business hours.
core::Result<Span> parse_span(std::string_view text);

// A text that parse_span() reads back as the same: "90m", "P1M", "1.5bd", "6bh".
std::string to_text(const Span& span);

}  // namespace baton::calendar
