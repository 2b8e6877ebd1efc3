#pragma once

#include "baton/engine/migration.hpp"
#include "engine/decision_draft.hpp"

namespace baton::engine {

// Notes that the run has migrated to the plan of the draft. Steps that have not begun are decided
// on anew: those that the old version held at a gate or blocked are pending again. `migration` has
// no conflicts. `why`: the event by which a person asked for it. `pins`: the versions of the
// workflows that the new plan runs.
void take_over(DecisionDraft& draft, const Migration& migration, const core::Event& why,
               core::Json pins);

}  // namespace baton::engine
