#pragma once

#include "baton/core/time.hpp"

#include <chrono>
#include <string>

namespace baton::sim {

using core::Duration;
using core::Time;

// A length of time: by the clock, or else of the working time of a calendar. At most one of the
// three is not zero.
struct Length {
  Duration by_clock{};
  int work_days = 0;
  int work_hours = 0;

  Length() = default;
  template <class Rep, class Period>
  Length(std::chrono::duration<Rep, Period> length) : by_clock(length) {}
  static Length of_work(int in_days, int in_hours);
  bool is_of_work() const { return work_days > 0 || work_hours > 0; }
};
// As it is written in a template.
std::string to_text(const Length& length);

// The working time of a calendar as the model counts it: one stretch of whole hours on each working
// day.
struct WorkTime {
  int from = 9;
  int to = 17;
  bool on_weekends = false;

  // That of the calendar with this name; that of the product's default calendar for any other.
  static WorkTime of(const std::string& calendar);

  Time after(Time moment, const Length& length) const;
  Time after_work(Time moment, Duration work) const;
  Duration between(Time one, Time other) const;

 private:
  struct Stretch {
    Time begins;
    Time ends;
  };
  bool works_on(std::chrono::sys_days date) const;
  Stretch on(std::chrono::sys_days date) const;
};

// A second calendar, in which people work long, and on weekends too.
inline const std::string kShop = "shop";
std::string shop_yaml();

}  // namespace baton::sim
