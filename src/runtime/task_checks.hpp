#pragma once

#include "baton/core/actor.hpp"
#include "baton/core/result.hpp"
#include "baton/core/run.hpp"
#include "baton/identity/principal.hpp"
#include "baton/runtime/task_act.hpp"

#include <optional>
#include <vector>

namespace baton::runtime {

// Whether somebody may do something with a task in the present state of its run. The engine applies
// the same rules when it steps the event, except those that need more than the actor.
struct Doable {
  // Why not: Errc::not_found, Errc::conflict, Errc::denied or Errc::invalid. nullopt: they may.
  std::optional<core::Error> refusal{};
  // Errc::invalid for each value that does not fit the form, with its JSON pointer in the request,
  // "/values/url". Not empty only when `refusal` says so too.
  std::vector<core::Error> mistakes{};
  // True when nothing needs to be done, because it is so already.
  bool repeated = false;
  // Who has the task now; nobody if nobody has.
  core::Actor from{};
  // Who has it once it is claimed.
  core::Actor owner{};
};
Doable doable(const core::Run& run, const core::StepRef& step, const TaskAct& act,
              const identity::Principal& by);

}  // namespace baton::runtime
