#pragma once

#include "engine/decision_draft.hpp"

#include <vector>

// What begins anew when a person tries something again or corrects it.
namespace baton::engine {

// Makes a step pending again. With it become pending the steps that it blocked, and those that wait
// at their gate because its failure was forgiven. So do its failed items, or only the item `item`
// if that is given.
void reset(DecisionDraft& draft, const PlanStep& step, int item = core::StepRef::kNoItem);
// The same, but its items stay as they are.
void reset_step(DecisionDraft& draft, const PlanStep& step);
// Makes the failed items of a step pending again, or only the item `item` if that is given.
void reset_failed_items(DecisionDraft& draft, const PlanStep& step,
                        int item = core::StepRef::kNoItem);

// After a person has corrected outputs, the steps that depend on it begin anew: those that read
// it, those that failed after it, and those that were skipped because of a step that is reset. What
// was sent, emitted or received with the old output stays. `actor`: who corrected it.
void begin_readers_anew(DecisionDraft& draft, const std::vector<const PlanStep*>& corrected,
                        const core::Actor& actor);

// When a step is tried again, the thing that a later approval is about may change. So that approval
// is void, and a step that comes after it and waits at its gate has to wait for the next answer.
void void_approvals_after(DecisionDraft& draft, const std::vector<const PlanStep*>& retried);

// Makes the steps that were undone pending again, and resets the steps of undoing and of
// `on_failure`. Steps that used the outputs of the undone steps begin anew too, unless they have
// sent or published something. The steps that were undone are added to `again`.
void take_up_undone(DecisionDraft& draft, const core::Actor& actor,
                    std::vector<const PlanStep*>& again);

}  // namespace baton::engine
