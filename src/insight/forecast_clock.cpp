#include "insight/forecast_clock.hpp"

#include "baton/calendar/business.hpp"

#include <algorithm>
#include <chrono>

namespace baton::insight {

using core::Time;
using std::chrono::days;

namespace {

constexpr days kDays{120};

}  // namespace

WorkClock::WorkClock(const calendar::Calendar* calendar, Time now) {
  if (calendar == nullptr) return;
  const auto& zone = calendar->zone();
  const auto today =
      std::chrono::floor<days>(zone.local(std::chrono::floor<std::chrono::seconds>(now)));
  double before = 0;
  for (auto date = today; date < today + kDays; date += days(1)) {
    for (const auto& stretch : calendar->day(date).hours) {
      const auto moment = [&](std::chrono::minutes since_midnight) {
        const auto local = std::chrono::local_seconds(date) + since_midnight;
        return core::in_seconds(zone.moment(local, calendar::Skipped::first_after) - now);
      };
      const double from = std::max(0.0, moment(stretch.from));
      const double to = moment(stretch.to);
      if (to <= from) continue;
      open_.push_back({from, to, before});
      before += to - from;
    }
  }
  if (before > 0) stretch_ = std::max(1.0, open_.back().to / before);
}

double WorkClock::add(double from, double working) const {
  if (open_.empty()) return from + working;
  const auto first = std::upper_bound(open_.begin(), open_.end(), from,
                                      [](double at, const Open& open) { return at < open.to; });
  const auto& last = open_.back();
  if (first == open_.end()) return from + working * stretch_;
  const double done = first->before + std::max(0.0, from - first->from) + working;
  const auto end = std::lower_bound(first, open_.end(), done, [](const Open& open, double sought) {
    return open.before + (open.to - open.from) < sought;
  });
  if (end == open_.end()) return last.to + (done - last.before - (last.to - last.from)) * stretch_;
  return end->from + (done - end->before);
}

}  // namespace baton::insight
