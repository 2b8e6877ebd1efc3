#pragma once

#include "baton/calendar/business.hpp"

#include <chrono>
#include <string>
#include <string_view>

// What a calendar says of a day, for people. Pure; any thread.
namespace baton::calendar {

// A day as people write it: "Thursday 24 December 2026".
std::string day_text(std::chrono::local_days day);
// Hours one after the other: "09:00-12:30 and 14:00-18:00"; "none" if there are none.
std::string hours_text(const DayHours& stretches);
// The name of a kind of day: "working", "weekend", "holiday" or "special".
std::string_view name(Calendar::Day::Kind kind);
// What a day is, in a sentence: "Thursday 24 December 2026 has hours of its own by the rule 12-24:
// 09:00-12:30, which is 3h30m by the clock."
std::string describe(const Calendar& calendar, std::chrono::local_days day);
// A moment in the calendar's zone: "Monday 4 January 2027 at 09:00".
std::string moment_text(const Calendar& calendar, core::Time moment);

}  // namespace baton::calendar
