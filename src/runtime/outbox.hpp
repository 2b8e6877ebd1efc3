#pragma once

#include "baton/core/effect.hpp"
#include "baton/ports/store.hpp"
#include "baton/runtime/plan_cache.hpp"
#include "runtime/lane_marks.hpp"

#include <vector>

namespace baton::runtime {

// What earlier processes may have sent of a lane.
struct Earlier {
  core::Time until{};  // what is due later was not sent by them
  LaneMark sent{};
};

struct Taken {
  std::vector<core::StartAction> actions{};
  std::vector<const ports::StepRow*> unreadable{};  // rows that nothing could be made of
};

// The actions of rows of the outbox, as their runs have them. One that this process does not hold
// and that was surely not sent before it began is performed; one that may have been is looked for
// first.
Taken actions_of(ports::Queries& queries, PlanCache& plans, const std::vector<ports::StepRow>& rows,
                 const Earlier& earlier);

}  // namespace baton::runtime
