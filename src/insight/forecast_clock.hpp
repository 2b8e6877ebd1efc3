#pragma once

#include "baton/core/time.hpp"

#include <vector>

namespace baton::calendar {
class Calendar;
}

namespace baton::insight {

// Working time of a calendar from some moment on, looked up fast. Times are seconds from that
// moment. Without a calendar, all time is working time.
class WorkClock {
 public:
  // Reads `kDays` of the calendar. What is later is taken to have the same share of working time.
  WorkClock(const calendar::Calendar* calendar, core::Time now);
  // The time at which this many working seconds have passed since `from`.
  double add(double from, double working) const;

 private:
  struct Open {
    double from;
    double to;
    // Working seconds before it.
    double before;
  };
  std::vector<Open> open_;
  // Elapsed seconds for a working one, on average.
  double stretch_ = 1;
};

}  // namespace baton::insight
