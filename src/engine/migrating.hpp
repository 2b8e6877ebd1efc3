#pragma once

#include "baton/engine/migration.hpp"
#include "engine/decision_draft.hpp"

namespace baton::engine {

// Notes that the run goes on by the plan of the draft, as a migration without conflicts says, and
// takes back what the old version has decided of steps that have not begun. `why`: the event by
// which a person asked for it. `pins`: the versions of the workflows that the new plan runs.
void take_over(DecisionDraft& draft, const Migration& migration, const core::Event& why,
               core::Json pins);

}  // namespace baton::engine
