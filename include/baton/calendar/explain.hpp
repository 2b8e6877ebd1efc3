#pragma once

#include "baton/calendar/business.hpp"
#include "baton/core/json.hpp"
#include "baton/core/result.hpp"

#include <string_view>

// Calendars and what they say, as JSON for people. Pure; any thread.
namespace baton::calendar {

// A calendar: {"name", "timezone", "week", "ahead"}. "week" has for each day, Monday first, its
// hours as texts such as "09:00-17:00". "ahead" has the next days, up to twelve within a year of
// `now`, that are holidays or have hours of their own: {"date", "kind", "rule", "hours"}.
core::Json to_json(const Calendar& calendar, core::Time now);

// What a calendar says of a day or a moment: {"calendar", "timezone", "kind", "hours", "words"},
// and as it applies "rule", "open", "next_open". `when` is a day like 2026-12-24, which is that day
// in the calendar's zone, or a moment in RFC 3339. With `length` ("3bd", "6bh", "1h30m", "P1M"),
// which may be empty, also "added": {"length", "from", "to", "words"}, counted from that moment, or
// from the first moment of the day. Errc::invalid when one of them cannot be read, with "/when" or
// "/add" as the place, or when the calendar cannot count it.
core::Result<core::Json> explain(const Calendar& calendar, std::string_view when,
                                 std::string_view length = {});

}  // namespace baton::calendar
