#pragma once

#include "baton/core/event.hpp"
#include "baton/engine/plan.hpp"

#include <optional>
#include <vector>

// When the schedules of a plan fire, all of them together: one alarm stands for a workflow. Pure.
namespace baton::engine {

// The first planned moment of any schedule of the plan after a moment; nullopt if there is none.
std::optional<core::Time> next_firing(const Plan& plan, core::Time after);

// True if both plans have the same schedules, in whatever order and whatever else they do.
bool same_schedules(const Plan& left, const Plan& right);

// What due_schedules() returns.
struct DueSchedules {
  // The firings as events of Baton's own, in the order of their planned moments.
  std::vector<core::Event> fired{};
  // When the schedules are to be looked at again; nullopt: none of them ever fires again. It is in
  // the past if there were too many firings for one look.
  std::optional<core::Time> next{};
  // Firings that were missed up to this moment are left out, because there are too many to make up
  // for; nullopt: none are left out.
  std::optional<core::Time> passed_over{};
};

// The firings of one look, of each schedule.
inline constexpr std::size_t kFiringsMax = 100;

// What is to be started at `now` if all that was planned before `due` is dealt with. The same
// arguments give the same result, so that a repeat after a crash starts the same.
DueSchedules due_schedules(const Plan& plan, core::Time due, core::Time now);

}  // namespace baton::engine
