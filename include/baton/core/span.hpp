#pragma once

#include "baton/core/time.hpp"

#include <cstdint>

// Lengths of time as templates give them. calendar/duration.hpp reads and writes them, and a
// business calendar counts those that the clock alone does not tell. Plain values; any thread.
namespace baton::core {

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
  // The length, if the unit is `elapsed` or `business_hours`.
  Duration length{};
  // The length, if the unit is `iso`.
  IsoDuration iso{};
  // The length in half days, if the unit is `business_days`: 3 for one and a half days.
  std::int64_t half_days = 0;

  Span() = default;
  // A length that the clock runs.
  Span(Duration elapsed) : length(elapsed) {}

  bool operator==(const Span&) const = default;

  // True if a business calendar is needed to count it.
  bool is_business() const { return unit == Unit::business_days || unit == Unit::business_hours; }
};

}  // namespace baton::core
