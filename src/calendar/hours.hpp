#pragma once

#include "baton/calendar/business.hpp"

#include <optional>
#include <string_view>
#include <vector>

// Working hours as calendar files write them. Pure; any thread.
namespace baton::calendar {

// Reads "09:00-12:30"; "24:00" is the end of the day. Errc::invalid for any other text, and for
// hours that end before they begin.
core::Result<Hours> parse_hours(std::string_view text);

// The day of the week of a word such as "mon", Sunday is 0; nullopt if it is no such word.
std::optional<unsigned> weekday_named(std::string_view text);
// The days of the week that a key names, Sunday is 0: "mon", "mon-thu", "sat-sun", "sat,sun". Empty
// if it is no such text.
std::vector<unsigned> weekdays_of(std::string_view text);

}  // namespace baton::calendar
