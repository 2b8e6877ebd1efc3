#include "sim/length.hpp"

#include <algorithm>

namespace baton::sim {

namespace {

constexpr std::chrono::days kDay(1);

}  // namespace

Length Length::of_work(int in_days, int in_hours) {
  Length length;
  length.work_days = in_days;
  length.work_hours = in_hours;
  return length;
}

std::string to_text(const Length& length) {
  if (length.work_days > 0) return std::to_string(length.work_days) + "bd";
  if (length.work_hours > 0) return std::to_string(length.work_hours) + "bh";
  return core::to_text(length.by_clock);
}

std::string shop_yaml() {
  return "calendar: " + kShop + "\ntimezone: UTC\nhours: { mon-sun: [06:00-22:00] }\n";
}

WorkTime WorkTime::of(const std::string& calendar) {
  return calendar == kShop ? WorkTime{6, 22, true} : WorkTime{};
}

bool WorkTime::works_on(std::chrono::sys_days date) const {
  return on_weekends || std::chrono::weekday(date).iso_encoding() <= 5;
}

// On a day of rest it is empty.
WorkTime::Stretch WorkTime::on(std::chrono::sys_days date) const {
  const int last = works_on(date) ? to : from;
  return {Time(date + std::chrono::hours(from)), Time(date + std::chrono::hours(last))};
}

Time WorkTime::after(Time moment, const Length& length) const {
  if (!length.is_of_work()) return moment + length.by_clock;
  if (length.work_days == 0) return after_work(moment, std::chrono::hours(length.work_hours));
  auto date = std::chrono::floor<std::chrono::days>(moment);
  while (!works_on(date) || on(date).ends <= moment) date += kDay;
  const auto time_of_day = std::max(moment, on(date).begins) - Time(date);
  for (int left = length.work_days; left > 0; --left) {
    date += kDay;
    while (!works_on(date)) date += kDay;
  }
  return Time(date) + time_of_day;
}

// The moment at which people have worked for so long since `moment`.
Time WorkTime::after_work(Time moment, Duration work) const {
  if (work == Duration{}) return moment;
  for (auto date = std::chrono::floor<std::chrono::days>(moment);; date += kDay) {
    const auto stretch = on(date);
    const auto begins = std::max(stretch.begins, moment);
    if (begins >= stretch.ends) continue;
    if (work <= stretch.ends - begins) return begins + work;
    work -= stretch.ends - begins;
  }
}

Duration WorkTime::between(Time one, Time other) const {
  if (other < one) return -between(other, one);
  Duration work{};
  for (auto date = std::chrono::floor<std::chrono::days>(one); Time(date) < other; date += kDay) {
    const auto stretch = on(date);
    const auto begins = std::max(stretch.begins, one);
    const auto ends = std::min(stretch.ends, other);
    if (begins < ends) work += ends - begins;
  }
  return work;
}

}  // namespace baton::sim
