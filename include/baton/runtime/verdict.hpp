#pragma once

#include "baton/core/event.hpp"
#include "baton/core/result.hpp"
#include "baton/ports/store.hpp"
#include "baton/runtime/plan_cache.hpp"

#include <optional>

namespace baton::runtime {

// What becomes of something that a person does with a run.
struct Verdict {
  // Why it is refused, as the API says it; nullopt if it is not.
  std::optional<core::Error> refusal{};
  // True when nothing needs to be done, because it is so already.
  bool repeated = false;
};

// The verdict on one of Baton's own events that a person causes, as its run stands: a decision, a
// retry, a skipped step, a migration, a cancellation, or something that is done with a task. These
// are the checks of Runtime, except that groups, roles and delegations are not known here: the
// person of the event has the rights of an admin. Every other event is neither refused nor
// repeated. Called inside a read of the store.
Verdict verdict_on(ports::Queries& queries, PlanCache& plans, const core::Event& event);

}  // namespace baton::runtime
