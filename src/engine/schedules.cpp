#include "baton/engine/schedules.hpp"

#include "baton/core/own_events.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

namespace baton::engine {

namespace {

// A planned moment, and the schedule that it is of.
struct Firing {
  core::Time at;
  const core::Schedule* schedule;
};

// What tells schedules apart.
std::vector<std::tuple<std::string, std::string, core::Misfire>> schedules_of(const Plan& plan) {
  std::vector<std::tuple<std::string, std::string, core::Misfire>> schedules;
  for (const auto& trigger : plan.triggers()) {
    if (!trigger.schedule) continue;
    const auto& spec = *trigger.spec->schedule;
    schedules.emplace_back(spec.cron, spec.timezone, spec.misfire);
  }
  std::sort(schedules.begin(), schedules.end());
  return schedules;
}

}  // namespace

std::optional<core::Time> next_firing(const Plan& plan, core::Time after) {
  std::optional<core::Time> first;
  for (const auto& trigger : plan.triggers()) {
    if (!trigger.schedule) continue;
    const auto next = trigger.schedule->cron.next(after, trigger.schedule->zone);
    if (next && (!first || *next < *first)) first = next;
  }
  return first;
}

bool same_schedules(const Plan& left, const Plan& right) {
  return schedules_of(left) == schedules_of(right);
}

// Where one schedule has too many firings for one look, the others are looked at no further than
// that one: what is before the next alarm is dealt with for all of them.
DueSchedules due_schedules(const Plan& plan, core::Time due, core::Time now) {
  const auto last = due - core::Duration(1);
  auto reached = std::max(last, now);
  std::vector<Firing> firings;
  DueSchedules due_now;
  for (const auto& trigger : plan.triggers()) {
    if (!trigger.schedule) continue;
    const auto found = calendar::firings(*trigger.schedule, last, now, kFiringsMax);
    reached = std::min(reached, found.dealt_with);
    due_now.passed_over = std::max(due_now.passed_over, found.passed_over);
    for (const auto at : found.due) firings.push_back({at, &*trigger.spec->schedule});
  }
  std::erase_if(firings, [reached](const Firing& firing) { return firing.at > reached; });
  std::stable_sort(firings.begin(), firings.end(),
                   [](const Firing& left, const Firing& right) { return left.at < right.at; });
  for (const auto& [at, schedule] : firings)
    due_now.fired.push_back(core::schedule_fired(plan.source().name, *schedule, at, now));
  due_now.next = next_firing(plan, reached);
  return due_now;
}

}  // namespace baton::engine
