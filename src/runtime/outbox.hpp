#pragma once

#include "baton/core/effect.hpp"
#include "baton/ports/store.hpp"
#include "baton/runtime/plan_cache.hpp"
#include "runtime/lane_marks.hpp"

#include <optional>
#include <vector>

namespace baton::runtime {

// What earlier processes may have sent of a lane.
struct Earlier {
  core::Time until{};  // actions that are due later than this, in steady time, were not sent
  LaneMark sent{};     // of the others, those that may have been sent
};

// What actions_of() returns.
struct Taken {
  struct Action {
    core::StartAction action;
    // When it was decided, in wall time; nullopt if it could be sent only later, when it was due.
    std::optional<core::Time> decided{};
  };
  std::vector<Action> actions{};
  std::vector<const ports::StepRow*> unreadable{};  // rows whose run or template cannot be read
};

// The actions of rows of the outbox, made from their runs. This process must hold none of these
// actions. An action that was surely not sent before this process began is to be performed; for one
// that may have been sent, its effect is to be looked for first.
Taken actions_of(ports::Queries& queries, PlanCache& plans, const std::vector<ports::StepRow>& rows,
                 const Earlier& earlier);

}  // namespace baton::runtime
