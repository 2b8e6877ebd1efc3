#pragma once

#include "baton/core/time.hpp"
#include "baton/ports/store.hpp"
#include "runtime/catalog.hpp"

#include <optional>

// The alarms of schedules. A workflow whose active version has schedules has one alarm, at the
// earliest planned moment that has not been handled. Everything planned before that moment has been
// handled, so nothing but the alarm has to be kept. On the store's thread; `now` is the wall time
// that is trusted (ports::Clock::believed()).
namespace baton::runtime {

// Makes a plan the one that runs start by, and sets the alarm of its schedules. Returns when it is
// due. `keeps_due`: an alarm whose time has come stays, since the plan has the same schedules as
// the one that it was set for; otherwise its schedules begin now.
std::optional<core::Time> activate(ports::AlarmsTx& tx, Catalog& catalog, PlanPtr plan,
                                   core::Time now, bool keeps_due);

// Sets the alarms of all active plans. Called at a start, and when the wall clock was set back and
// is trusted again. An alarm whose time came while no process looked stays; alarms of workflows
// that are not active are deleted.
void arm_all(ports::AlarmsTx& tx, const Catalog& catalog, core::Time now);

}  // namespace baton::runtime
