#include "baton/calendar/schedule.hpp"

#include <algorithm>
#include <deque>

namespace baton::calendar {

namespace {

// The last planned moment in (after, until]. It looks into ever longer stretches before `until`, so
// that a schedule of seconds after a month costs no more than one of days.
std::optional<core::Time> last_planned(const Schedule& schedule, core::Time after,
                                       core::Time until) {
  for (core::Duration back = std::chrono::minutes(1);; back *= 4) {
    const auto from = until - after > back ? until - back : after;
    std::optional<core::Time> last;
    for (auto next = schedule.cron.next(from, schedule.zone); next && *next <= until;
         next = schedule.cron.next(*next, schedule.zone))
      last = next;
    if (last || from == after) return last;
  }
}

// The moment after which the last `most` moments up to `until` are planned; `after` if no more than
// these are planned in (after, until]. It looks into ever longer stretches before `until`, as
// last_planned().
core::Time before_the_last(std::size_t most, const Schedule& schedule, core::Time after,
                           core::Time until) {
  // No expression fires more often than once a second.
  if (until - after < std::chrono::seconds(most)) return after;
  for (core::Duration back = std::chrono::seconds(most);; back *= 4) {
    const auto from = until - after > back ? until - back : after;
    std::deque<core::Time> last;
    for (auto next = schedule.cron.next(from, schedule.zone); next && *next <= until;
         next = schedule.cron.next(*next, schedule.zone)) {
      last.push_back(*next);
      if (last.size() > most + 1) last.pop_front();
    }
    if (last.size() > most) return last.front();
    if (from == after) return after;
  }
}

}  // namespace

Firings firings(const Schedule& schedule, core::Time last, core::Time now, std::size_t limit) {
  Firings out;
  const auto on_time_after = std::max(last, now - kFiringLate);
  auto from = last;
  std::optional<core::Time> made_up;
  if (schedule.misfire != Misfire::all) {
    if (schedule.misfire == Misfire::once) made_up = last_planned(schedule, last, on_time_after);
    from = on_time_after;
  } else {
    from = before_the_last(kMadeUpMax, schedule, last, now);
    if (from != last) out.passed_over = from;
  }
  out.dealt_with = std::max(last, now);
  out.next = schedule.cron.next(from, schedule.zone);
  while (out.next && *out.next <= now) {
    if (out.due.size() == limit) {
      out.dealt_with = out.due.empty() ? from : out.due.back();
      break;
    }
    out.due.push_back(*out.next);
    out.next = schedule.cron.next(*out.next, schedule.zone);
  }
  // One that is on time stands for those before it.
  if (made_up && out.due.empty() && limit > 0) out.due.push_back(*made_up);
  return out;
}

}  // namespace baton::calendar
