#pragma once

#include "baton/core/time.hpp"
#include "baton/ports/store.hpp"
#include "runtime/catalog.hpp"

#include <optional>

// The alarms of schedules: a workflow whose active version has schedules has one, at the earliest
// moment that is planned and not dealt with. Everything before that moment is dealt with, so that
// the alarm is all that has to be kept. On the store's thread; `now` is by the wall clock as far as
// it is trusted (ports::Clock::believed()).
namespace baton::runtime {

// Makes a plan the one that runs start by, and sets the alarm of its schedules. Returns when it is
// due. `keeps_due`: an alarm whose time has come stays, since the plan has the same schedules as
// the one that it was set for; otherwise its schedules begin now.
std::optional<core::Time> activate(ports::AlarmsTx& tx, Catalog& catalog, PlanPtr plan,
                                   core::Time now, bool keeps_due);

// At a start, and when a wall clock is trusted that was set back: sets the alarms of all active
// plans. One whose time has come while nobody looked stays, and those of workflows that are not
// active go.
void arm_all(ports::AlarmsTx& tx, const Catalog& catalog, core::Time now);

}  // namespace baton::runtime
