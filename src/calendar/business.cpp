#include "baton/calendar/business.hpp"

#include <algorithm>
#include <numeric>
#include <optional>
#include <utility>

namespace baton::calendar {

using core::Duration;
using core::Errc;
using core::Error;
using core::Result;
using core::Time;
using std::chrono::days;
using std::chrono::local_days;
using std::chrono::seconds;
using std::chrono::year_month_day;

namespace {

// Moments that a calendar counts with: years of four digits, and some room for what is counted.
constexpr Time kFirst{std::chrono::sys_days(std::chrono::year(1) / 1 / 2)};
constexpr Time kLast{std::chrono::sys_days(std::chrono::year(9900) / 1 / 1)};

// The calendar repeats itself after 400 years.
constexpr days kCycle(146'097);
constexpr local_days kCycleBegin(std::chrono::year(2000) / 1 / 1);

std::optional<Error> out_of_range(Time moment) {
  if (moment >= kFirst && moment <= kLast) return std::nullopt;
  return Error{Errc::invalid, "the moment is out of range: its year must be 1 to 9899"};
}

// The moment to which counting has led, or an error if its year has not four digits.
Result<Time> writable(Time moment) {
  constexpr Time kBegin{std::chrono::sys_days(std::chrono::year(1) / 1 / 1)};
  constexpr Time kEnd{std::chrono::sys_days(std::chrono::year(10'000) / 1 / 1)};
  if (moment >= kBegin && moment < kEnd) return moment;
  return Error{Errc::invalid, "the moment is out of range: its year must be 1 to 9999"};
}

// Whether counting has gone further than it may.
bool out_of_reach(local_days from, local_days date) {
  return (date < from ? from - date : date - from) > Calendar::kReachMax;
}

Error no_reach() {
  return {Errc::invalid, "the moment is more than 200 years away by the calendar"};
}

// The time of day nearest to `time` at which people work on a day with these hours: itself, or the
// end of the stretch before, or the beginning of the first.
std::chrono::microseconds within(const DayHours& hours, std::chrono::microseconds time) {
  const Hours* before = nullptr;
  for (const auto& stretch : hours)
    if (stretch.from <= time) before = &stretch;
  if (before == nullptr) return hours.front().from;
  return std::min<std::chrono::microseconds>(time, before->to);
}

}  // namespace

Calendar::Calendar(Parts parts) : parts_(std::move(parts)) {}

Calendar::Day Calendar::day(local_days date) const {
  const year_month_day named(date);
  for (const auto& layer : parts_.layers) {
    for (const auto& [rule, hours] : layer.special_days)
      if (rule.names(named)) return {Day::Kind::special, hours, rule.text()};
    for (const auto& rule : layer.holidays)
      if (rule.names(named)) return {Day::Kind::holiday, {}, rule.text()};
  }
  const auto& hours = parts_.week.at(std::chrono::weekday(date).c_encoding());
  return {hours.empty() ? Day::Kind::weekend : Day::Kind::working, hours, {}};
}

bool Calendar::works_by_the_week() const {
  return std::any_of(parts_.week.begin(), parts_.week.end(),
                     [](const DayHours& hours) { return !hours.empty(); });
}

bool Calendar::ever_works() const {
  const bool has_hours =
      works_by_the_week() ||
      std::any_of(parts_.layers.begin(), parts_.layers.end(),
                  [](const Layer& layer) { return !layer.special_days.empty(); });
  if (!has_hours) return false;
  for (auto date = kCycleBegin; date < kCycleBegin + kCycle; date += days(1))
    if (!day(date).hours.empty()) return true;
  return false;
}

std::optional<local_days> Calendar::last_working_day() const {
  // Every date that a rule without a year names comes within so many years.
  constexpr days kRare(40 * 366);
  if (works_by_the_week()) return std::nullopt;
  for (auto date = kCycleBegin + kCycle - days(1); date >= kCycleBegin; date -= days(1)) {
    if (day(date).hours.empty()) continue;
    return date < kCycleBegin + kCycle - kRare ? std::optional(date) : std::nullopt;
  }
  return std::nullopt;
}

std::vector<Calendar::Open> Calendar::open_on(local_days date) const {
  std::vector<Open> out;
  // On most days the clocks are not changed, from two days before to two days after. One offset
  // then holds for all stretches. No zone is further from UTC than one day.
  const std::chrono::sys_seconds midnight(date.time_since_epoch());
  const auto offset = parts_.zone.at(midnight - days(2));
  const bool holds = offset.until >= midnight + days(3);
  const auto moment = [&](std::chrono::minutes time) {
    return Time(holds ? midnight + time - offset.seconds
                      : parts_.zone.moment(date + time, Skipped::first_after));
  };
  for (const auto& stretch : day(date).hours) {
    const Open open{moment(stretch.from), moment(stretch.to)};
    if (open.from < open.to) out.push_back(open);  // all of it may be skipped by the clocks
  }
  return out;
}

local_days Calendar::day_of(Time moment) const {
  return std::chrono::floor<days>(parts_.zone.local(std::chrono::floor<seconds>(moment)));
}

Error Calendar::no_work(local_days near) const {
  const year_month_day date(near);
  return {Errc::invalid, "the calendar \"" + parts_.name + "\" has no working time within " +
                             std::to_string(kRestMax.count()) + " days of the year " +
                             std::to_string(static_cast<int>(date.year()))};
}

// The first day with working time from `from` on, in steps of one day or of minus one.
Result<local_days> Calendar::working_day(local_days from, int step) const {
  for (days rested(0); rested < kRestMax; rested += days(1), from += days(step))
    if (!open_on(from).empty()) return from;
  return no_work(from);
}

bool Calendar::is_open(Time moment) const {
  if (out_of_range(moment)) return false;
  const auto open = open_on(day_of(moment));
  return std::any_of(open.begin(), open.end(),
                     [moment](const Open& one) { return one.from <= moment && moment < one.to; });
}

Result<Time> Calendar::next_open(Time moment) const {
  if (auto error = out_of_range(moment)) return *std::move(error);
  const auto first = day_of(moment);
  for (auto date = first; date < first + kRestMax; date += days(1)) {
    for (const auto& open : open_on(date))
      if (open.to > moment) return writable(std::max(open.from, moment));
  }
  return no_work(first);
}

// The last moment at or before `moment` up to which people worked.
Result<Time> Calendar::last_open(Time moment) const {
  if (auto error = out_of_range(moment)) return *std::move(error);
  const auto first = day_of(moment);
  for (auto date = first; date > first - kRestMax; date -= days(1)) {
    const auto open = open_on(date);
    for (auto one = open.rbegin(); one != open.rend(); ++one)
      if (one->from < moment) return writable(std::min(one->to, moment));
  }
  return no_work(first);
}

Result<Time> Calendar::add_half_days(Time from, std::int64_t count) const {
  const int step = count < 0 ? -1 : 1;
  const auto begin = count < 0 ? last_open(from) : next_open(from);
  if (!begin) return begin.error();
  // The end of a day belongs to that day, though it may be 24:00.
  auto date = day_of(count < 0 ? *begin - Duration(1) : *begin);
  auto moment = *begin;
  if (count / 2 != 0) {
    const auto whole_second = std::chrono::floor<seconds>(*begin);
    const auto time = parts_.zone.local(whole_second) - date + (*begin - whole_second);
    const auto first = date;
    for (auto left = count / 2; left != 0; left -= step) {
      const auto next = working_day(date + days(step), step);
      if (!next) return next.error();
      date = *next;
      if (out_of_reach(first, date)) return no_reach();
    }
    const auto reached = within(day(date).hours, time);
    const auto whole = std::chrono::floor<seconds>(reached);
    moment = Time(parts_.zone.moment(date + whole, Skipped::first_after)) + (reached - whole);
  }
  if (count % 2 == 0) return writable(moment);
  Duration working{};
  for (const auto& open : open_on(date)) working += open.to - open.from;
  return add_hours(moment, working / 2 * step);
}

Result<Time> Calendar::add_hours(Time from, Duration working) const {
  if (auto error = out_of_range(from)) return *std::move(error);
  const bool back = working < Duration{};
  auto left = back ? -working : working;
  if (left == Duration{}) return from;
  const auto first = day_of(from);
  auto date = first;
  for (days rested(0); rested < kRestMax; rested += days(1)) {
    if (out_of_reach(first, date)) return no_reach();
    auto open = open_on(date);
    if (back) std::reverse(open.begin(), open.end());
    for (const auto& one : open) {
      const auto begin = back ? one.from : std::max(one.from, from);
      const auto end = back ? std::min(one.to, from) : one.to;
      if (begin >= end) continue;
      if (left <= end - begin) return writable(back ? end - left : begin + left);
      left -= end - begin;
      rested = days(-1);
    }
    date += days(back ? -1 : 1);
  }
  return no_work(date);
}

Result<Time> Calendar::add(Time from, const Span& span) const {
  switch (span.unit) {
    case Span::Unit::business_days: return add_half_days(from, span.half_days);
    case Span::Unit::business_hours: return add_hours(from, span.length);
    case Span::Unit::iso: {
      const auto later = after(instant_of(from), span.iso, parts_.zone);
      if (!later) return later.error();
      return time_of(*later);
    }
    case Span::Unit::elapsed: break;
  }
  return writable(core::plus(from, span.length));
}

namespace {

std::optional<Error> too_far(Time from, Time to) {
  if (auto error = out_of_range(from)) return error;
  if (auto error = out_of_range(to)) return error;
  if (to - from <= Calendar::kApartMax) return std::nullopt;
  return Error{Errc::invalid, "the two moments are more than 100 years apart"};
}

}  // namespace

Result<Duration> Calendar::between(Time from, Time to) const {
  if (to < from) {
    const auto turned = between(to, from);
    if (!turned) return turned.error();
    return -*turned;
  }
  if (auto error = too_far(from, to)) return *std::move(error);
  Duration working{};
  const auto last = day_of(to);
  for (auto date = day_of(from); date <= last; date += days(1)) {
    for (const auto& open : open_on(date)) {
      const auto begin = std::max(open.from, from);
      const auto end = std::min(open.to, to);
      if (begin < end) working += end - begin;
    }
  }
  return working;
}

Result<std::int64_t> Calendar::days_between(Time from, Time to) const {
  if (auto error = too_far(std::min(from, to), std::max(from, to))) return *std::move(error);
  const auto first = day_of(std::min(from, to));
  const auto last = day_of(std::max(from, to));
  std::int64_t count = 0;
  for (auto date = first; date < last; date += days(1)) count += open_on(date).empty() ? 0 : 1;
  return to < from ? -count : count;
}

}  // namespace baton::calendar
