#include "baton/calendar/words.hpp"

#include "baton/calendar/time_text.hpp"
#include "baton/core/text.hpp"

#include <array>
#include <cstdio>
#include <vector>

namespace baton::calendar {

using std::chrono::days;
using std::chrono::local_days;
using std::chrono::minutes;
using std::chrono::sys_seconds;

namespace {

std::string clock_text(minutes time) {
  std::array<char, 16> text{};
  std::snprintf(text.data(), text.size(), "%02d:%02d", static_cast<int>(time.count() / 60),
                static_cast<int>(time.count() % 60));
  return text.data();
}

// "7h30m" for 450 minutes.
std::string length_text(minutes length) {
  const auto hours_of = length.count() / 60;
  const auto rest = length.count() % 60;
  auto text = hours_of > 0 ? std::to_string(hours_of) + "h" : std::string();
  if (rest > 0 || text.empty()) text += std::to_string(rest) + "m";
  return text;
}

// How long people work on a day. When the clocks are changed, this is another length than that
// between the hours.
minutes worked_on(const Calendar& calendar, local_days day) {
  const auto begin = calendar.zone().moment(day, Skipped::first_after);
  const auto end = calendar.zone().moment(day + days(1), Skipped::first_after);
  if (const auto worked = calendar.between(core::Time(begin), core::Time(end)))
    return std::chrono::floor<minutes>(*worked);
  minutes by_the_hours{};
  for (const auto& one : calendar.day(day).hours) by_the_hours += one.to - one.from;
  return by_the_hours;
}

// What is said about a change of the clocks on a day; empty if there is none.
std::string change_text(const Zone& zone, local_days day) {
  const auto begin = zone.moment(day, Skipped::first_after);
  const auto end = zone.moment(day + days(1), Skipped::first_after);
  const auto before = zone.at(begin);
  if (before.until >= end) return {};
  const auto by = zone.at(before.until).seconds - before.seconds;
  if (by == std::chrono::seconds(0)) return {};
  const auto at = std::chrono::floor<minutes>(
      std::chrono::local_seconds(before.until.time_since_epoch() + before.seconds) - day);
  const bool forward = by > std::chrono::seconds(0);
  return " The clocks are put " + std::string(forward ? "forward" : "back") + " by " +
         core::to_text(forward ? by : -by) + " at " + clock_text(at) + ".";
}

}  // namespace

std::string day_text(local_days day) {
  const Instant noon{sys_seconds(day.time_since_epoch()), 0};
  return format(noon, "%A %e %B %Y", Zone()).value();
}

std::string hours_text(const DayHours& stretches) {
  std::vector<std::string> parts;
  for (const auto& one : stretches)
    parts.push_back(clock_text(one.from) + "-" + clock_text(one.to));
  return parts.empty() ? "none" : core::any_of(parts, " and ");
}

std::string_view name(Calendar::Day::Kind kind) {
  constexpr std::array<std::string_view, 4> kNames{"working", "weekend", "holiday", "special"};
  return kNames.at(static_cast<std::size_t>(kind));
}

std::string describe(const Calendar& calendar, local_days day) {
  const auto found = calendar.day(day);
  const auto when = ": " + hours_text(found.hours) + ", which is " +
                    length_text(worked_on(calendar, day)) + " by the clock.";
  auto text = day_text(day);
  switch (found.kind) {
    case Calendar::Day::Kind::working: text += " is a working day" + when; break;
    case Calendar::Day::Kind::special:
      text += " has hours of its own by the rule " + found.rule + when;
      break;
    case Calendar::Day::Kind::holiday:
      text += " is a holiday by the rule " + found.rule + ".";
      break;
    case Calendar::Day::Kind::weekend: text += " is a day of the week without work."; break;
  }
  return text + change_text(calendar.zone(), day);
}

std::string moment_text(const Calendar& calendar, core::Time moment) {
  return format(instant_of(moment), "%A %e %B %Y at %H:%M", calendar.zone()).value();
}

}  // namespace baton::calendar
