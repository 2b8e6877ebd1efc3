#pragma once

#include "engine/decision_draft.hpp"

#include <vector>

// What begins anew when a person has something tried again or corrects it.
namespace baton::engine {

// Makes a step pending again, and with it all steps that it blocked and those that its forgiven
// failure let go as far as a gate. Its failed items become pending too, or one of them if `item` is
// one.
void reset(DecisionDraft& draft, const PlanStep& step, int item = core::StepRef::kNoItem);
// The same, but its items stay as they are.
void reset_step(DecisionDraft& draft, const PlanStep& step);
// Makes the failed items of a step pending again, or one of them if `item` is one.
void reset_failed_items(DecisionDraft& draft, const PlanStep& step,
                        int item = core::StepRef::kNoItem);

// After a person has corrected outputs, the steps that depend on it begin anew: those that read
// it, those that failed after it, and those that were skipped because of a step that is reset. What
// was sent, emitted or received with the old output stays. `actor`: who corrected it.
void begin_readers_anew(DecisionDraft& draft, const std::vector<const PlanStep*>& corrected,
                        const core::Actor& actor);

// When a step is tried again, what a later approval was asked about may change. The approval is
// void, and a step behind it that waits at its gate has to wait for the next answer.
void void_approvals_after(DecisionDraft& draft, const std::vector<const PlanStep*>& retried);

// A run whose steps were undone begins them anew, and forgets how it was wound up. What was made
// from what they had done begins anew too, unless it has left Baton. The steps that were undone are
// added to `again`.
void take_up_undone(DecisionDraft& draft, const core::Actor& actor,
                    std::vector<const PlanStep*>& again);

}  // namespace baton::engine
