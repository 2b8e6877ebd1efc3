#include "baton/calendar/cron.hpp"

#include <algorithm>

namespace baton::calendar {

using std::chrono::days;
using std::chrono::local_days;
using std::chrono::local_seconds;
using std::chrono::seconds;
using std::chrono::sys_seconds;
using std::chrono::weekday;
using std::chrono::year_month_day;

namespace {

// No expression that fires at all rests longer: 29 February on one day of the week can be 40 years
// away from the next one, where a century has no leap day.
constexpr days kRestMax(41 * 366);
// The years of a time that can be written (RFC 3339 has four digits).
constexpr local_days kLastDay = local_days(std::chrono::year(9999) / 12 / 31);

year_month_day last_of(year_month_day date) {
  return date.year() / date.month() / std::chrono::last;
}

unsigned number(std::chrono::day day) { return static_cast<unsigned>(day); }

weekday weekday_of(year_month_day date) { return weekday(local_days(date)); }

// The day from Monday to Friday that is nearest to the `day`th, in the same month.
unsigned nearest_working(year_month_day month, unsigned day) {
  const auto last = number(last_of(month).day());
  day = std::min(day, last);
  const auto on = weekday_of(month.year() / month.month() / std::chrono::day(day));
  if (on == std::chrono::Saturday) return day == 1 ? 3 : day - 1;
  if (on == std::chrono::Sunday) return day == last ? day - 2 : day + 1;
  return day;
}

// The first bit that is set at or after `from`; nullopt if there is none.
template <std::size_t kSize>
std::optional<std::size_t> next_bit(const std::bitset<kSize>& bits, std::size_t from) {
  for (; from < kSize; ++from)
    if (bits[from]) return from;
  return std::nullopt;
}

}  // namespace

bool Cron::fits_month_day(year_month_day date) const {
  const auto day = number(date.day());
  if (month_days_[day]) return true;
  if (special_.last && date == last_of(date)) return true;
  if (special_.last_working && nearest_working(date, 31) == day) return true;
  if (special_.nearest.none()) return false;
  for (unsigned wanted = 1; wanted <= number(last_of(date).day()); ++wanted)
    if (special_.nearest[wanted] && nearest_working(date, wanted) == day) return true;
  return false;
}

bool Cron::fits_weekday(year_month_day date) const {
  const auto on = weekday_of(date).c_encoding();
  const auto day = number(date.day());
  if (weekdays_[on] || special_.nth_weekday[(day - 1) / 7][on]) return true;
  return special_.last_weekday[on] && day + 7 > number(last_of(date).day());
}

bool Cron::fits_day(local_days day) const {
  const year_month_day date(day);
  if (!months_[static_cast<unsigned>(date.month())]) return false;
  const bool by_date = fits_month_day(date);
  const bool by_weekday = fits_weekday(date);
  return any_month_day_ || any_weekday_ ? by_date && by_weekday : by_date || by_weekday;
}

// The first time of day that fits at or after `from`.
std::optional<seconds> Cron::time_of_day(seconds from) const {
  const std::chrono::hh_mm_ss clock(from);
  auto hour = static_cast<std::size_t>(clock.hours().count());
  auto minute = static_cast<std::size_t>(clock.minutes().count());
  auto second = static_cast<std::size_t>(clock.seconds().count());
  for (; hour < 24; ++hour, minute = second = 0) {
    if (!hours_[hour]) continue;
    for (; minute < 60; ++minute, second = 0) {
      if (!minutes_[minute]) continue;
      if (const auto found = next_bit(seconds_, second))
        return seconds(static_cast<std::int64_t>(hour * 3600 + minute * 60 + *found));
    }
  }
  return std::nullopt;
}

bool Cron::fits(local_seconds shown) const {
  const auto day = std::chrono::floor<days>(shown);
  return fits_day(day) && time_of_day(shown - day) == shown - day;
}

std::optional<local_seconds> Cron::next_shown(local_seconds from, local_seconds end) const {
  auto day = std::chrono::floor<days>(from);
  const auto last = std::min(day + kRestMax, kLastDay);
  auto time = from - day;
  for (; day <= last && day + time < end; time = seconds(0)) {
    const year_month_day date(day);
    if (!months_[static_cast<unsigned>(date.month())]) {
      day = local_days(last_of(date)) + days(1);
      continue;
    }
    if (fits_day(day)) {
      const auto found = time_of_day(time);
      if (found && day + *found < end) return day + *found;
    }
    day += days(1);
  }
  return std::nullopt;
}

// Goes through the stretches between two changes of the clocks, in each of which what is shown runs
// on evenly.
std::optional<sys_seconds> Cron::next_running(sys_seconds after, const Zone& zone) const {
  auto from = after + seconds(1);
  const auto end = from + kRestMax;
  while (from < end) {
    const auto offset = zone.at(from);
    const auto shown = [&offset](sys_seconds moment) {
      return local_seconds(moment.time_since_epoch() + offset.seconds);
    };
    const auto until = std::min(offset.until, end);
    if (const auto found = next_shown(shown(from), shown(until)))
      return sys_seconds(found->time_since_epoch() - offset.seconds);
    from = until;
  }
  return std::nullopt;
}

// A later time of day is never at an earlier moment, so the first time whose moment is past `after`
// is the one.
std::optional<sys_seconds> Cron::next_named(sys_seconds after, const Zone& zone) const {
  auto from = zone.local(after);
  while (const auto shown = next_shown(from, local_seconds(kLastDay + days(1)))) {
    const auto moment = zone.moment(*shown, Skipped::first_after);
    if (moment > after) return moment;
    from = *shown + seconds(1);
  }
  return std::nullopt;
}

std::optional<core::Time> Cron::next(core::Time after, const Zone& zone) const {
  // Years that cannot be written: nothing fires there, and sums stay far from overflowing.
  constexpr core::Time kLastFiring{std::chrono::sys_days(std::chrono::year(9999) / 12 / 30)};
  constexpr core::Time kBeginning{std::chrono::sys_days(std::chrono::year(0) / 1 / 1)};
  if (after >= kLastFiring) return std::nullopt;
  const auto from = std::chrono::floor<seconds>(std::max(after, kBeginning));
  const auto found = running_ ? next_running(from, zone) : next_named(from, zone);
  if (!found || *found > kLastFiring) return std::nullopt;
  return core::Time(*found);
}

}  // namespace baton::calendar
